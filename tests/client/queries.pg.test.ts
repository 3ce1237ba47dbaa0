import { allOf, createVibe, holdersOf, type Reference, sharedWith, type Vibe, type VibeDocument } from '@vibe/client';
import { collection, defineApp, toManifest } from '@vibe/client/manifest';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Person, type VibeServer, vibeServer } from '../harness/server.ts';

const reference = z.object({ did: z.string(), collection: z.string(), id: z.string() });
const app = defineApp({
  id: 'board',
  name: 'Board',
  origins: ['http://board.localhost:4999'],
  scopes: ['openid', 'profile', 'documents:read', 'documents:write', 'certificates:read', 'certificates:issue'],
  collections: {
    tasks: collection(
      z.strictObject({
        title: z.string(),
        status: z.enum(['open', 'done']),
        points: z.number().int(),
        tags: z.array(z.string()).optional(),
        place: z.object({ city: z.string() }).optional(),
      }),
      {
        purpose: 'Your tasks',
        public: true,
        defaultAcl: { read: { allow: ['*'] } },
        indexes: { status: ['status', 'points'], points: 'points', tag: { fields: ['tags'], each: true }, city: 'place.city' },
        search: { fields: ['title'], language: 'english' },
        relations: { comments: { from: 'comments', field: 'task' } },
        history: true,
      },
    ),
    comments: collection(z.strictObject({ text: z.string(), task: reference }), {
      purpose: 'What you say',
      public: true,
      defaultAcl: { read: { allow: ['*'] } },
      indexes: { task: 'task' },
      relations: { task: { field: 'task', collection: 'tasks' } },
    }),
  },
});

let server: VibeServer;
let alice: Person;
let bob: Person;
let hers: Vibe<typeof app>;
let his: Vibe<typeof app>;
const refer = ({ owner, collection: where, id }: VibeDocument<unknown>): Reference => ({ did: owner, collection: where, id });

beforeAll(async () => {
  server = await vibeServer();
  await server.push(toManifest(app));
  [alice, bob] = [await server.person('alice'), await server.person('bob')];
  const scopes = ['profile', 'documents:read', 'documents:write', 'certificates:read', 'certificates:issue'] as const;
  const as = async (person: Person) => createVibe({ server: server.url, manifest: app, token: await person.token('board', scopes) });
  [hers, his] = [await as(alice), await as(bob)];
  const tasks = hers.collection('tasks');
  await tasks.create({ title: 'Water the plants', status: 'open', points: 3, tags: ['home'], place: { city: 'Oslo' } });
  await tasks.create({ title: 'Plant a tree', status: 'open', points: 8, tags: ['out', 'home'] });
  await tasks.create({ title: 'Sweep', status: 'done', points: 1 });
  await his.collection('tasks').create({ title: 'Fell a tree', status: 'open', points: 5, place: { city: 'Rome' } });
}, 60_000);
afterAll(async () => {
  hers?.close();
  his?.close();
  await server?.[Symbol.asyncDispose]();
});

const titles = (documents: readonly VibeDocument<{ title: string }>[] | undefined) => documents?.map((each) => each.body.title);

describe('a query', () => {
  test('filters and sorts across owners by declared indexes, page by page', async () => {
    const tasks = hers.collection('tasks');
    const open = { where: { status: 'open' }, sort: ['-points'], limit: 2 } as const;
    const first = await tasks.find(open);
    const second = await tasks.find({ ...open, cursor: first.cursor });
    expect([...(titles(first.documents) ?? []), ...(titles(second.documents) ?? [])]).toEqual([
      'Plant a tree',
      'Fell a tree',
      'Water the plants',
    ]);
    expect(second.cursor).toBeUndefined();
    expect(titles((await tasks.find({ where: { tags: { contains: 'out' } } })).documents)).toEqual(['Plant a tree']);
    expect(titles((await tasks.find({ scope: 'own', where: { tags: { contains: 'home' }, points: { lt: 5 } } })).documents)).toEqual([
      'Water the plants',
    ]);
    expect(titles((await tasks.find({ where: { 'place.city': { in: ['Rome', 'Paris'] } } })).documents)).toEqual(['Fell a tree']);
    expect(titles((await tasks.find({ owner: bob.did })).documents)).toEqual(['Fell a tree']);
    expect(titles((await tasks.find({ search: 'plants' })).documents)).toEqual(['Plant a tree', 'Water the plants']);
  });

  test('that no index answers says which one to declare', async () => {
    const error = await hers
      .collection('tasks')
      .find({ where: { title: 'Sweep' } })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'VibeError', code: 'index_required', hint: expect.stringContaining('title') });
    expect(titles((await hers.collection('tasks').find({ scope: 'own', where: { title: 'Sweep' } })).documents)).toEqual(['Sweep']);
  });

  test('counts, and takes figures by group', async () => {
    const tasks = hers.collection('tasks');
    expect(await tasks.count({ where: { status: 'open' } })).toBe(3);
    const groups = await tasks.aggregate({ scope: 'own', groupBy: ['status'], sum: ['points'], max: ['points'] });
    expect(groups).toEqual([
      expect.objectContaining({ by: { status: 'open' }, count: 2, sum: { points: 11 }, max: { points: 8 } }),
      expect.objectContaining({ by: { status: 'done' }, count: 1, sum: { points: 1 }, max: { points: 1 } }),
    ]);
  });

  test('brings along what is related, there and back', async () => {
    const [task] = (await hers.collection('tasks').find({ owner: bob.did })).documents;
    if (!task) throw new Error('no task');
    await hers.collection('comments').create({ text: 'Why?', task: refer(task) });
    const found = await his.collection('tasks').find({ owner: bob.did, expand: { comments: { expand: { task: true } } } });
    expect(found.documents[0]?.expanded.comments.map((each) => [each.body.text, each.expanded.task?.body.title])).toEqual([
      ['Why?', 'Fell a tree'],
    ]);
  });
});

describe('a live list with a filter and an order', () => {
  test('shows own writes where they belong before the server answers, and follows everybody’s', async () => {
    const list = hers.collection('tasks').live({ where: { status: 'open', points: { gte: 100 } }, sort: '-points', limit: 2 });
    const seen: (readonly string[] | undefined)[] = [];
    const stop = list.subscribe(({ documents }) => seen.push(documents?.map(({ body, pending }) => `${body.title}${pending ? '…' : ''}`)));
    await vi.waitFor(() => expect(seen.at(-1)).toEqual([]), 5_000);
    const make = (title: string, points: number, vibe = hers) => vibe.collection('tasks').create({ title, status: 'open', points });
    const one = await make('100', 100);
    await make('300', 300, his);
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(['300', '100']));
    const making = make('200', 200);
    // At the next moment, and not when the answer comes.
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(['300', '200…', '100']), { interval: 0 });
    await making;
    await vi.waitFor(() => expect([seen.at(-1), list.snapshot().hasMore]).toEqual([['300', '200'], true]));
    await hers.collection('tasks').update(one, { ...one.body, points: 400 });
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(['100', '300']));
    await hers.collection('tasks').update(one.id, (body) => ({ ...body, status: 'done' }));
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(['300', '200']));
    stop();
  });

  test('that cannot be answered is refused alone, with what to declare', async () => {
    const errors: unknown[] = [];
    const good = hers.collection('tasks').live({ scope: 'own' });
    const stops = [
      good.subscribe(() => undefined),
      hers
        .collection('tasks')
        .live({ where: { title: 'x' } })
        .subscribe(({ error }) => error && errors.push(error)),
    ];
    await vi.waitFor(() => expect(errors.at(-1)).toMatchObject({ code: 'index_required', hint: expect.stringContaining('title') }), 5_000);
    await vi.waitFor(() => expect(good.snapshot()).toMatchObject({ documents: expect.any(Array), error: undefined }));
    for (const stop of stops) stop();
  });
});

describe('who may what', () => {
  test('a certificate opens what asks for it, and its end closes it', async () => {
    const tasks = hers.collection('tasks');
    const acl = sharedWith(allOf(holdersOf(alice.did, 'Gardener'), bob.did));
    const secret = await tasks.create({ title: 'Where the roses are', status: 'open', points: 0 }, { acl });
    const theirs = his.collection('tasks');
    expect(await theirs.get(secret)).toBeUndefined();
    const certificate = await hers.certificates.issue({ subject: bob.did, type: 'Gardener', claims: { since: 2020 } });
    await vi.waitFor(async () => expect((await theirs.get(secret))?.body.title).toBe('Where the roses are'), 3_000);
    expect((await his.certificates.held({ state: 'active' })).certificates.map((each) => each.id)).toEqual([certificate.id]);
    const why = await tasks.explainAccess({ id: secret.id, did: bob.did });
    expect(why.answers.find(({ action }) => action === 'read')).toMatchObject({ answer: expect.stringMatching(/yes|depends/) });
    await hers.certificates.revoke(certificate.id, { because: 'moved away' });
    await vi.waitFor(async () => expect(await theirs.get(secret)).toBeUndefined(), 3_000);
  });

  test('the rules of a collection say who else creates in it', async () => {
    const [mine, theirs] = [hers.collection('comments'), his.collection('comments')];
    const body = { text: 'in yours', task: { did: alice.did, collection: 'board/tasks', id: 'x' } };
    await expect(theirs.create(body, { owner: alice.did })).rejects.toMatchObject({ name: 'VibeError' });
    await mine.setAcl({ read: { allow: ['*'] }, create: { allow: [bob.did] } });
    expect(await mine.acl()).toMatchObject({ from: 'owner', acl: { create: { allow: [bob.did] } } });
    const made = await theirs.create(body, { owner: alice.did });
    expect(made.owner).toBe(alice.did);
    expect(await mine.setAcl(null)).toMatchObject({ from: 'manifest' });
  });
});

test('an edit of an older revision is kept when that is asked for, and listed until it is resolved', async () => {
  const tasks = hers.collection('tasks');
  const first = await tasks.create({ title: 'First', status: 'done', points: 0 });
  await tasks.update(first, { ...first.body, title: 'Mine' });
  const kept = await tasks.update(first, { ...first.body, title: 'Theirs' }, { conflict: 'keep' });
  const { rev, conflicts } = await tasks.conflicts(first);
  expect([kept.body.title, ...conflicts.map((each) => each.body.title)].sort()).toEqual(['Mine', 'Theirs']);
  const whole = await tasks.resolve(first, { rev, body: { ...first.body, title: 'Both' } });
  expect([whole.body.title, (await tasks.conflicts(first)).conflicts]).toEqual(['Both', []]);
  expect((await tasks.history(first)).revisions.map((each) => each.body?.title)).toEqual(expect.arrayContaining(['Both', 'First']));
});

describe('a batch', () => {
  test('is all or nothing, and says which write it failed for', async () => {
    const task = { title: 'In a batch', status: 'done', points: 0 } as const;
    const [one, comment] = await hers.batch((batch) => [
      batch('tasks').create(task),
      batch('comments').create({ text: 'Beside it', task: { did: alice.did, collection: 'board/tasks', id: 'x' } }),
    ]);
    expect([one.body.title, comment.body.text]).toEqual(['In a batch', 'Beside it']);
    const before = await hers.collection('tasks').count({ scope: 'own' });
    const failing = hers.batch((batch) => [
      batch('tasks').create(task),
      batch('tasks').update({ id: one.id, rev: `7-${'0'.repeat(32)}` }, { body: task }),
    ]);
    await expect(failing).rejects.toMatchObject({ name: 'VibeError', code: 'revision_conflict', issues: [{ path: '/writes/1' }] });
    expect(await hers.collection('tasks').count({ scope: 'own' })).toBe(before);
  });

  test('that is not atomic tells of each write by itself, and has one effect however often it is sent', async () => {
    const task = { title: 'Once', status: 'done', points: 0 } as const;
    const send = () =>
      hers.batch(
        (batch) => [batch('tasks').create(task, { id: 'once' }), batch('tasks').remove({ id: 'never', rev: `1-${'0'.repeat(32)}` })],
        {
          atomic: false,
          idempotencyKey: 'once',
        },
      );
    const [first, second] = [await send(), await send()];
    expect(first[0]).toMatchObject({ ok: true, answer: { id: 'once', rev: expect.stringMatching(/^1-/) } });
    expect(first[1]).toMatchObject({ ok: false, error: { name: 'VibeError', code: 'not_found' } });
    expect(second[0]).toEqual(first[0]);
  });
});
