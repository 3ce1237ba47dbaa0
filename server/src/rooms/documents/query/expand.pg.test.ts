import { type Did, defaultScopes, limits, type QualifiedCollection, type Reference, type VibeDocument } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { putDocuments } from '../../../../../tests/harness/queries.ts';
import { pushApp } from '../../apps/index.ts';

const people = 'social/people' as const;
const posts = 'social/posts' as const;
const replies = 'social/replies' as const;
const app = { origins: ['http://social.localhost:4000'], scopes: [...defaultScopes] };
const any = { schema: { type: 'object' }, purpose: 'Told' };

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
  await pushApp(world.services, { ...app, id: 'secrets', name: 'Secrets', collections: { notes: any } });
  await pushApp(world.services, {
    ...{ ...app, id: 'social', name: 'Social' },
    collections: {
      people: {
        ...any,
        relations: { posts: { from: 'posts', field: 'author' }, friend: { field: 'friend', collection: 'people' } },
        public: true,
      },
      posts: {
        ...any,
        public: true,
        indexes: { byAuthor: 'author', byTags: { fields: ['mentions'], each: true } },
        relations: {
          author: { field: 'author', collection: 'people' },
          mentions: { field: 'mentions', collection: 'people' },
          replies: { from: 'replies', field: 'to' },
          secret: { field: 'secret', collection: 'secrets/notes' },
        },
      },
      replies: {
        ...any,
        indexes: { byTo: 'to' },
        relations: { to: { field: 'to', collection: 'posts' }, author: { field: 'author', collection: 'people' } },
      },
    },
  });
  for (const collection of [people, posts, replies]) await putDocuments(world, collection, []);
  await put(alice, people, 'alice', { name: 'Alice', friend: to(bob, people, 'bob') }, ['*']);
  await put(bob, people, 'bob', { name: 'Bob', friend: to(alice, people, 'alice') }, [alice]);
  await put(alice, posts, 'p1', { author: to(alice, people, 'alice'), mentions: [to(bob, people, 'bob'), to(carol, people, 'none'), 3] }, [
    '*',
  ]);
  await put(alice, posts, 'p2', { author: to(bob, people, 'bob') }, ['*']);
  await put(alice, posts, 'p3', { author: { ...to(alice, people, 'alice'), id: 'gone' } }, ['*']);
  await put(alice, posts, 'p4', { author: 'Alice', secret: to(alice, 'secrets/notes', 'n') }, ['*']);
  await put(carol, replies, 'r1', { to: to(alice, posts, 'p1'), author: to(alice, people, 'alice') }, ['*']);
  await put(bob, replies, 'r2', { to: to(alice, posts, 'p1') }, [carol]);
  await put(bob, replies, 'r3', { to: to(alice, posts, 'p2') }, []);
});
afterAll(() => world[Symbol.asyncDispose]());

const to = (did: Did, collection: QualifiedCollection, id: string): Reference => ({ did, collection, id });
async function put(owner: Did, collection: QualifiedCollection, id: string, body: Record<string, unknown>, readers: (Did | '*')[]) {
  await documentsOf(as(owner)).create({ collection, id, body, acl: { read: { allow: readers } } });
  await new Promise((resolve) => setTimeout(resolve, 2)); // the next one is newer
}
const as = (did: Did) => world.app(did, defaultScopes, 'social');
const visitor = () => documentsOf(world.visitor());
const listed = (value: unknown): readonly VibeDocument[] => (Array.isArray(value) ? value : []);
const found = (id: string) => expect.objectContaining({ id });

describe('what a document refers to', () => {
  test('comes along, with the rights of who asks', async () => {
    const query = { collection: posts, sort: 'createdAt', expand: { author: true, mentions: true } } as const;
    const seen = async (documents: ReturnType<typeof documentsOf>) =>
      (await documents.find(query)).documents.map(({ expanded }) => expanded);
    expect(await seen(documentsOf(as(alice)))).toEqual([
      { author: found('alice'), mentions: [found('bob')] },
      { author: found('bob'), mentions: null },
      { author: null, mentions: null },
      { author: null, mentions: null },
    ]);
    // Bob's card is for Alice alone.
    expect(await seen(documentsOf(as(carol)))).toEqual([
      { author: found('alice'), mentions: [] },
      { author: null, mentions: null },
      { author: null, mentions: null },
      { author: null, mentions: null },
    ]);
  });

  test('in an app that the asker has no rights in is null', async () => {
    const { documents } = await documentsOf(as(alice)).find({
      collection: posts,
      where: { secret: { exists: true } },
      owner: alice,
      expand: { secret: true },
    });
    expect(documents).toEqual([expect.objectContaining({ id: 'p4', expanded: { secret: null } })]);
  });

  test('may go in circles, three steps and no more', async () => {
    const { documents } = await documentsOf(as(alice)).find({
      collection: people,
      expand: { friend: { expand: { friend: { expand: { friend: true } } } } },
    });
    expect(documents.map(({ id, expanded }) => [id, expanded])).toEqual([
      [
        'bob',
        {
          friend: expect.objectContaining({
            id: 'alice',
            expanded: { friend: expect.objectContaining({ id: 'bob', expanded: { friend: found('alice') } }) },
          }),
        },
      ],
      [
        'alice',
        {
          friend: expect.objectContaining({
            id: 'bob',
            expanded: { friend: expect.objectContaining({ id: 'alice', expanded: { friend: found('bob') } }) },
          }),
        },
      ],
    ]);
    const four = { friend: { expand: { friend: { expand: { friend: { expand: { friend: true } } } } } } } as const;
    await expect(visitor().find({ collection: people, expand: four })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('by a relation that is not declared is refused', async () => {
    for (const name of ['nothing', '__proto__', 'constructor'])
      await expect(visitor().find({ collection: posts, expand: JSON.parse(`{"${name}":true}`) })).rejects.toMatchObject({
        code: 'bad_request',
      });
  });
});

describe('what refers to a document', () => {
  test('comes along newest first, with the rights of who asks', async () => {
    const query = { collection: posts, sort: 'createdAt', expand: { replies: { expand: { to: true } } } } as const;
    const seen = async (did: Did) =>
      (await documentsOf(as(did)).find(query)).documents.map(({ expanded }) => listed(expanded?.replies).map(({ id }) => id));
    expect(await seen(carol)).toEqual([['r2', 'r1'], [], [], []]);
    expect(await seen(bob)).toEqual([['r2', 'r1'], ['r3'], [], []]);
    expect(await seen(alice)).toEqual([['r1'], [], [], []]);
  });

  test('is nothing for a visitor where the collection is not open to them', async () => {
    const { documents } = await visitor().find({ collection: posts, expand: { replies: true } });
    expect(documents.map(({ expanded }) => expanded?.replies)).toEqual(documents.map(() => []));
  });

  test('is at most so many of each, and is followed on', async () => {
    const many = Array.from({ length: limits.reverseDocuments + 20 }, (_, at) => at);
    await put(bob, people, 'busy', {}, ['*']);
    for (const at of many)
      await documentsOf(as(bob)).create({
        collection: posts,
        id: `busy${at}`,
        body: { author: to(bob, people, 'busy') },
        acl: { read: { allow: ['*'] } },
      });
    const { documents } = await visitor().find({ collection: people, limit: 1, expand: { posts: { expand: { author: true } } } });
    const busy = listed(documents[0]?.expanded?.posts);
    expect(busy).toHaveLength(limits.reverseDocuments);
    expect(busy[0]?.id).toBe(`busy${many.length - 1}`);
    expect(busy.map(({ expanded }) => expanded?.author)).toEqual(busy.map(() => found('busy')));
  });
});

test('a relation costs one statement a hop, however many documents it leads to', async () => {
  const read = vi.spyOn(world.services.database, 'read');
  const statements = async (limit: number, expand: object) => {
    read.mockClear();
    await documentsOf(as(alice)).find({ collection: posts, sort: 'createdAt', limit, expand: expand as { author: true } });
    const names = read.mock.calls.map(([, { name }]) => name.replace(/^documents.find .*/, 'documents.find'));
    return names.filter((name) => /^documents\.(find|many|referring)$/.test(name));
  };
  const deep = { author: { expand: { friend: true, posts: true } }, replies: { expand: { author: true } } };
  expect(await statements(100, { author: true })).toEqual(['documents.find', 'documents.many']);
  const hundred = await statements(100, deep);
  expect(hundred.sort()).toEqual([
    ...['documents.find', 'documents.many', 'documents.many', 'documents.many', 'documents.referring', 'documents.referring'],
  ]);
  expect((await statements(4, deep)).sort()).toEqual(hundred);
});
