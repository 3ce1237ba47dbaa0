import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appManifest } from './manifest.ts';
import { int64FieldsOf } from './schema-fields.ts';

const task = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    status: { enum: ['open', 'done'] },
    due: { type: ['string', 'null'] },
    size: { type: 'string', format: 'int64' },
    tags: { type: 'array', items: { type: 'string' } },
    project: { $ref: '#/$defs/reference' },
    author: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false },
  },
  additionalProperties: false,
  $defs: { reference: { type: 'object', properties: { did: {}, collection: {}, id: {} }, required: ['did', 'collection', 'id'] } },
};
const project = { type: 'object', properties: { name: { type: 'string' } } };

const parse = (tasks: object, projects: object = {}) =>
  appManifest.safeParse({
    ...{ id: 'todo', name: 'Todo', origins: ['https://todo.example'], scopes: ['openid'] },
    collections: {
      tasks: { schema: task, purpose: 'Tasks', ...tasks },
      projects: { schema: project, purpose: 'Projects', ...projects },
    },
  });
const problem = (tasks: object, projects?: object) => {
  const issue = parse(tasks, projects).error?.issues[0];
  return issue && `${issue.path.slice(1).join('.')}: ${issue.message}`;
};

test('short forms are written out, and what is written out is its own wire form', () => {
  const { data } = parse({
    indexes: { due: 'due', byStatus: ['status', 'due'], size: { fields: ['size'], unique: true }, tags: { fields: ['tags'], each: true } },
    search: { fields: ['title', 'tags'], language: { title: 'english' } },
    relations: { project: { field: 'project', collection: 'projects' } },
  });
  const tasks = data?.collections.tasks;
  expect(tasks).toMatchObject({
    indexes: {
      due: { fields: ['due'], unique: false, each: false },
      byStatus: { fields: ['status', 'due'], unique: false, each: false },
      size: { fields: ['size'], unique: true, each: false },
      tags: { fields: ['tags'], unique: false, each: true },
    },
    search: { fields: ['title', 'tags'], language: { title: 'english', tags: 'simple' } },
    history: false,
  });
  expect(appManifest.parse(data)).toEqual(data);
});

test('a collection that declares nothing has nothing', () => {
  expect(parse({}).data?.collections.tasks).toMatchObject({ indexes: {}, relations: {}, history: false });
  expect(parse({}).data?.collections.tasks).not.toHaveProperty('search');
});

describe('what cannot serve is refused, and named', () => {
  test.each([
    [{ indexes: { due: 'deu' } }, 'tasks.indexes.due.fields.0: deu is not in the schema'],
    [{ indexes: { name: ['status', 'author.nmae'] } }, 'tasks.indexes.name.fields.1: author.nmae is not in the schema'],
    [
      { indexes: { tags: 'tags' } },
      "tasks.indexes.tags.fields.0: tags is an array: say { fields: ['tags'], each: true } to find documents by its elements",
    ],
    [{ indexes: { t: { fields: ['title'], each: true } } }, 'tasks.indexes.t.fields.0: title is no array, so there is no `each` of it'],
    [{ indexes: { t: { fields: ['tags', 'due'], each: true } } }, 'tasks.indexes.t: an index with `each` has one field'],
    [{ indexes: { t: { fields: ['tags'], each: true, unique: true } } }, 'tasks.indexes.t: is either unique or has `each`, not both'],
    [{ indexes: { t: ['title', 'due', 'status', 'size', 'project'] } }, 'tasks.indexes.t: has 1 to 4 fields'],
    [{ indexes: { t: ['title', 'title'] } }, 'tasks.indexes.t: names a field twice'],
    [{ indexes: { 'Not a name': 'title' } }, /has a name that does not start/],
    [{ indexes: { at: 'createdAt' } }, /is taken: queries mean/],
    [{ search: { fields: ['author'] } }, 'tasks.search.fields.0: author is no text, so it cannot be searched'],
    [{ search: { fields: ['title'], language: { due: 'english' } } }, 'tasks.search: language names a field that is not searched'],
    [{ relations: { project: { field: 'title', collection: 'projects' } } }, /title cannot hold a reference/],
    [{ relations: { project: { field: 'project', collection: 'nowhere' } } }, 'tasks.relations.project: there is no collection nowhere'],
  ])('%j', (tasks, message) => {
    if (typeof message === 'string') expect(problem(tasks)).toBe(message);
    else expect(problem(tasks)).toMatch(message);
  });

  test('a relation back needs an index there; of another app it is seen when it is followed', () => {
    const tasks = { relations: { tasks: { from: 'tasks', field: 'project' } } };
    expect(problem({}, tasks)).toMatch('tasks needs an index on project to be followed back');
    expect(problem({ indexes: { project: 'project' } }, tasks)).toBeUndefined();
    expect(problem({}, { relations: { notes: { from: 'notes/notes', field: 'project' } } })).toBeUndefined();
  });

  test('no more than twenty indexes', () => {
    const many = (count: number) => ({ indexes: Object.fromEntries(Array.from({ length: count }, (_, at) => [`i${at}`, 'title'])) });
    expect(problem(many(20))).toBeUndefined();
    expect(problem(many(21))).toBe('tasks.indexes: may have at most 20 indexes');
  });
});

test('names of Object’s own members are fields like others', () => {
  expect(problem({ indexes: { c: 'constructor' } })).toBe('tasks.indexes.c.fields.0: constructor is not in the schema');
  expect(problem({ indexes: { c: '__proto__' } })).toBe('tasks.indexes.c.fields.0: __proto__ is not in the schema');
});

test('a schema that refers to itself ends', () => {
  const loop = { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#' }], allOf: [{ $ref: '#/$defs/a' }] } } };
  expect(problem({ schema: loop, indexes: { x: 'a.b.c.d' } })).toBeUndefined();
  expect(int64FieldsOf(loop)).toEqual(new Set());
});

test('64-bit fields are found wherever a body may have them', () => {
  const schema = z.toJSONSchema(
    z.object({
      views: z.string().meta({ format: 'int64' }),
      inner: z.object({ ids: z.array(z.string().meta({ format: 'int64' })), name: z.string() }).nullable(),
    }),
  ) as Record<string, unknown>;
  expect(int64FieldsOf(schema)).toEqual(new Set(['views', 'inner.ids']));
  expect(int64FieldsOf({ properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'string', format: 'int64' } } })).toEqual(
    new Set(['a']),
  );
});
