import { createVibe, type LiveDocument, type VibeDocument } from '@vibe/client';
import { type CollectionRelations, collection, defineApp } from '@vibe/client/manifest';
import { useQuery } from '@vibe/client/react';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';

const reference = z.object({ did: z.string(), collection: z.string(), id: z.string() });
type Reference = z.infer<typeof reference>;
const ref: Reference = { did: 'did:key:a', collection: 'board/tasks', id: 'x' };
const app = defineApp({
  id: 'board',
  name: 'Board',
  origins: ['https://board.example'],
  scopes: ['openid'],
  collections: {
    people: collection(z.object({ name: z.string(), born: z.number().optional() }), { purpose: 'You' }),
    tasks: collection(
      z.object({
        title: z.string(),
        status: z.enum(['open', 'done']),
        due: z.string().nullable(),
        points: z.number(),
        tags: z.array(z.string()),
        urgent: z.boolean().optional(),
        place: z
          .object({ city: z.string(), at: z.object({ lat: z.number(), more: z.object({ deep: z.string() }) }).optional() })
          .optional(),
        assignee: reference.optional(),
      }),
      {
        purpose: 'Your tasks',
        indexes: { byStatus: ['status', 'due'], byPoints: 'points', byTag: { fields: ['tags'], each: true }, byCity: 'place.city' },
        search: { fields: ['title'], language: { title: 'english' } },
        relations: {
          assignee: { field: 'assignee', collection: 'people' },
          comments: { from: 'comments', field: 'task' },
          file: { field: 'assignee', collection: 'drive/files' },
        },
        history: true,
      },
    ),
    comments: collection(z.object({ text: z.string(), task: reference, by: reference }), {
      purpose: 'What you say',
      indexes: { task: 'task' },
      relations: { task: { field: 'task', collection: 'tasks' }, by: { field: 'by', collection: 'people' } },
    }),
  },
});
const vibe = createVibe({ server: 'https://vibe.example', manifest: app });
const tasks = vibe.collection('tasks');
type Task = typeof tasks extends { create(body: infer B): unknown } ? B : never;
type Comment = { text: string; task: Reference; by: Reference };
type Person = { name: string; born?: number | undefined };

test('a query names fields, with operands of their types', () => {
  tasks.find({ where: { title: 'a', status: { in: ['open', 'done'] }, due: null, points: { gte: 1, lt: 5 }, urgent: true } });
  tasks.find({ where: { title: { startsWith: 'a' }, tags: { contains: 'x' }, due: { exists: false }, 'place.city': { ne: 'Rome' } } });
  tasks.find({ where: { 'place.at.lat': { gt: 1 }, assignee: { did: 'did:key:a', collection: 'board/people', id: 'x' } } });
  tasks.find({ where: { or: [{ title: 'a' }, { and: [{ points: 1 }, { not: { tags: { contains: 'b' } } }] }] } });
  tasks.find({ sort: ['-points', 'title', '-createdAt'], search: 'milk', owner: 'did:key:a', scope: 'public', limit: 5 });
  tasks.live({ where: { status: 'open' }, sort: 'due' });
  tasks.count({ where: { status: 'open' } });
});

test('when a document was created is asked for beside its fields', () => {
  tasks.find({ where: { createdAt: { gte: '2026-01-01T00:00:00Z', lt: new Date() }, title: 'a' }, sort: 'createdAt' });
  // @ts-expect-error a time is text or a Date
  tasks.find({ where: { createdAt: 5 } });
  // @ts-expect-error it does not start with anything
  tasks.find({ where: { createdAt: { startsWith: '2026' } } });
});

test('64-bit numbers are text that can be summed', async () => {
  const accounts = collection(
    { type: 'object', properties: { cents: { type: 'string', format: 'int64' } }, required: ['cents'] },
    { purpose: 'Your money', indexes: { cents: 'cents' } },
  );
  const bank = createVibe({
    server: 'https://vibe.example',
    manifest: defineApp({ id: 'bank', name: 'Bank', origins: [], scopes: [], collections: { accounts } }),
  });
  const [all] = await bank.collection('accounts').aggregate({ where: { cents: { gt: '9007199254740993' } }, sum: ['cents'] });
  expectTypeOf(all?.sum.cents).toEqualTypeOf<string | null | undefined>();
  // @ts-expect-error no number
  bank.collection('accounts').create({ cents: 'many' });
});

test('an index, a search or a relation that leads nowhere does not compile', () => {
  const body = { type: 'object', properties: { title: { type: 'string' }, task: { type: 'object' } } } as const;
  // @ts-expect-error there is no such field
  collection(body, { purpose: 'x', indexes: { a: 'titel' } });
  // @ts-expect-error nor among several
  collection(body, { purpose: 'x', indexes: { a: ['title', 'titel'] } });
  // @ts-expect-error nor with more to say
  collection(body, { purpose: 'x', indexes: { a: { fields: ['titel'], unique: true } } });
  // @ts-expect-error nor to search
  collection(body, { purpose: 'x', search: { fields: ['titel'] } });
  // @ts-expect-error nor to refer from
  collection(body, { purpose: 'x', relations: { a: { field: 'titel', collection: 'tasks' } } });
  const about = { id: 'a', name: 'A', origins: [], scopes: [] } as const;
  const tasks = collection(body, { purpose: 'x' });
  defineApp({
    ...about,
    // @ts-expect-error there is no such collection
    collections: { tasks, notes: collection(body, { purpose: 'x', relations: { task: { field: 'task', collection: 'tasts' } } }) },
  });
  defineApp({
    ...about,
    // @ts-expect-error nor to be referred to from
    collections: { tasks: collection(body, { purpose: 'x', relations: { notes: { from: 'nots', field: 'task' } } }) },
  });
  defineApp({
    ...about,
    collections: {
      // @ts-expect-error the other collection has no such field
      tasks: collection(body, { purpose: 'x', relations: { notes: { from: 'notes', field: 'tsk' } } }),
      notes: collection(body, { purpose: 'x' }),
    },
  });
});

test('what the manifest does not know does not compile in a query', () => {
  // @ts-expect-error there is no such field
  tasks.find({ where: { titel: 'a' } });
  // @ts-expect-error nor among several
  tasks.find({ where: { title: 'a', titel: 'a' } });
  // @ts-expect-error nor deeper down
  tasks.find({ where: { 'place.town': 'Rome' } });
  // @ts-expect-error nor in a combination
  tasks.find({ where: { or: [{ titel: 'a' }] } });
  // @ts-expect-error a title is a string
  tasks.find({ where: { title: 1 } });
  // @ts-expect-error and is compared with strings
  tasks.find({ where: { title: { gt: 1 } } });
  // @ts-expect-error no such status
  tasks.find({ where: { status: 'opne' } });
  // @ts-expect-error nor in a list
  tasks.find({ where: { status: { in: ['opne'] } } });
  // @ts-expect-error numbers do not start with anything
  tasks.find({ where: { points: { startsWith: '1' } } });
  // @ts-expect-error a string contains no elements
  tasks.find({ where: { title: { contains: 'a' } } });
  // @ts-expect-error tags are strings
  tasks.find({ where: { tags: { contains: 1 } } });
  // @ts-expect-error an array is not compared
  tasks.find({ where: { tags: { gt: 'a' } } });
  // @ts-expect-error true is not greater than false
  tasks.find({ where: { urgent: { gt: false } } });
  // @ts-expect-error a title is never null
  tasks.find({ where: { title: null } });
  // @ts-expect-error no such operator
  tasks.find({ where: { title: { matches: '.*' } } });
  // @ts-expect-error a reference names a document
  tasks.find({ where: { assignee: 'did:key:a' } });
  // @ts-expect-error there is no such field to sort by
  tasks.find({ sort: 'titel' });
  // @ts-expect-error nor in descending order
  tasks.find({ sort: ['-titel'] });
  // @ts-expect-error arrays have no order
  tasks.find({ sort: 'tags' });
  // @ts-expect-error objects have none
  tasks.find({ sort: 'place' });
  // @ts-expect-error an owner is a DID
  tasks.find({ owner: 'bob' });
  // @ts-expect-error a count has no order
  tasks.count({ sort: 'points' });
  // @ts-expect-error a live list is as strict
  tasks.live({ where: { titel: 'a' } });
  // @ts-expect-error and so is the hook
  useQuery(tasks, { where: { points: 'many' } });
});

test('a document carries what was expanded, typed, and nothing else', async () => {
  const { documents } = await tasks.find({ expand: { assignee: true, comments: { expand: { by: true } }, file: true } });
  const [first] = documents;
  if (!first) throw new Error();
  expectTypeOf(first.body).toEqualTypeOf<Task>();
  expectTypeOf(first.expanded.assignee).toEqualTypeOf<VibeDocument<Person> | null>();
  expectTypeOf(first.expanded.comments[0]?.body).toEqualTypeOf<Comment | undefined>();
  expectTypeOf(first.expanded.comments[0]?.expanded.by).toEqualTypeOf<VibeDocument<Person> | null | undefined>();
  expectTypeOf(first.expanded.file?.body).toEqualTypeOf<Record<string, unknown> | undefined>();
  const plain = await tasks.find();
  expectTypeOf(plain.documents).toEqualTypeOf<readonly VibeDocument<Task>[]>();
  expectTypeOf(tasks.live({ expand: { assignee: true } }).snapshot().documents?.[0]?.expanded.assignee).toEqualTypeOf<
    VibeDocument<Person> | null | undefined
  >();
  expectTypeOf(useQuery(tasks, { sort: 'due' }).documents).toEqualTypeOf<readonly LiveDocument<Task>[] | undefined>();
  expectTypeOf(useQuery(tasks, { expand: { comments: true } }).documents?.[0]?.expanded.comments[0]?.body.text).toEqualTypeOf<
    string | undefined
  >();
  // @ts-expect-error the assignee was not asked for
  (await tasks.find({ expand: { comments: true } })).documents[0]?.expanded.assignee;
  // @ts-expect-error who cannot be read is null
  first.expanded.assignee.body;
});

test('a relation that is none does not compile', () => {
  // @ts-expect-error there is no such relation
  tasks.find({ expand: { asignee: true } });
  // @ts-expect-error nor beside one
  tasks.find({ expand: { assignee: true, asignee: true } });
  // @ts-expect-error nor one step further
  tasks.find({ expand: { comments: { expand: { assignee: true } } } });
  // @ts-expect-error people have none
  vibe.collection('people').find({ expand: { tasks: true } });
  // @ts-expect-error a live list is as strict
  tasks.live({ expand: { asignee: true } });
  // @ts-expect-error and so is the hook
  useQuery(tasks, { expand: { assignee: true, asignee: true } });
  expectTypeOf<keyof CollectionRelations<typeof app, 'tasks'>>().toEqualTypeOf<'assignee' | 'comments' | 'file'>();
});

test('figures are typed by what they are taken of', async () => {
  const [group] = await tasks.aggregate({ groupBy: ['status', 'place.city'], sum: ['points'], min: ['due'], max: ['points'] });
  if (!group) throw new Error();
  expectTypeOf(group.count).toEqualTypeOf<number>();
  expectTypeOf(group.by.status).toEqualTypeOf<'open' | 'done' | null>();
  expectTypeOf(group.by['place.city']).toEqualTypeOf<string | null>();
  expectTypeOf(group.sum.points).toEqualTypeOf<number | null>();
  expectTypeOf(group.min.due).toEqualTypeOf<string | null>();
  expectTypeOf(group.max.points).toEqualTypeOf<number | null>();
  // @ts-expect-error not asked for
  group.sum.title;
  // @ts-expect-error words have no sum
  tasks.aggregate({ sum: ['title'] });
  // @ts-expect-error nor an average
  tasks.aggregate({ avg: ['due'] });
  // @ts-expect-error of arrays none is the smallest
  tasks.aggregate({ min: ['tags'] });
  // @ts-expect-error there is no such field
  tasks.aggregate({ groupBy: ['stauts'] });
});

test('without a manifest anything may be asked for', async () => {
  const any = createVibe({ server: 'https://vibe.example', app: 'board' }).collection('tasks');
  any.find({ where: { title: 'a', points: { gt: 1 }, or: [{ x: 1 }] }, sort: ['-points'] });
  const { documents } = await any.find({ expand: { assignee: true } });
  expectTypeOf(documents[0]?.expanded).not.toBeAny();
  expectTypeOf(documents[0]?.body).toEqualTypeOf<Record<string, unknown> | undefined>();
});

test('a batch answers write by write, typed by what each is', async () => {
  const [task, comment, gone] = await vibe.batch((batch) => [
    batch('people').create({ name: 'Ada' }),
    batch('comments').update({ id: 'c', rev: '1-a' }, { body: { text: 'b', task: ref, by: ref } }),
    batch('tasks').remove({ id: 't', rev: '1-b' }),
  ]);
  expectTypeOf(task.body).toEqualTypeOf<Person>();
  expectTypeOf(comment.body).toEqualTypeOf<Comment>();
  expectTypeOf(gone.rev).toEqualTypeOf<string>();
  const [each] = await vibe.batch((batch) => [batch('people').create({ name: 'Ada' })], { atomic: false });
  expectTypeOf(each.ok && each.answer.body).toEqualTypeOf<false | Person>();
  // @ts-expect-error it may have failed
  each.answer;
  // @ts-expect-error there is no such collection
  vibe.batch((batch) => [batch('poeple').create({ name: 'Ada' })]);
  // @ts-expect-error a name is a string
  vibe.batch((batch) => [batch('people').create({ name: 1 })]);
});
