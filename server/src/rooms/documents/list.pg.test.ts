import type { ListScope } from '@vibe/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
  const write = async (owner: typeof alice, id: string, allow: readonly (typeof alice | '*')[]) => {
    await documentsOf(world.app(owner)).create({ collection, id, body: { text: id }, acl: { read: { allow: [...allow] } } });
    await new Promise((resolve) => setTimeout(resolve, 2)); // the next one is newer
  };
  await write(alice, 'a-private', []);
  await write(alice, 'a-public', ['*']);
  await write(bob, 'b-for-alice', [alice]);
  await write(bob, 'b-for-all-and-alice', ['*', alice]);
  await write(bob, 'b-for-carol', [carol]);
  await write(bob, 'b-public', ['*']);
  await write(carol, 'c-private', []);
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const idsFor = async (ctx: ReturnType<DocumentsWorld['app']>, scope: ListScope) =>
  (await documentsOf(ctx).list({ collection, scope })).documents.map((each) => each.id);

test.each<[string, typeof alice | undefined, ListScope, string[]]>([
  ['own: hers alone', alice, 'own', ['a-public', 'a-private']],
  ["shared: others', shared with her by name", alice, 'shared', ['b-for-all-and-alice', 'b-for-alice']],
  ["public: anyone's that everyone may read", alice, 'public', ['b-public', 'b-for-all-and-alice', 'a-public']],
  ['all: each once', alice, 'all', ['b-public', 'b-for-all-and-alice', 'b-for-alice', 'a-public', 'a-private']],
  ['all, of somebody else', carol, 'all', ['c-private', 'b-public', 'b-for-carol', 'b-for-all-and-alice', 'a-public']],
  ['all, of a visitor', undefined, 'all', ['b-public', 'b-for-all-and-alice', 'a-public']],
])('newest first, %s', async (_, reader, scope, expected) => {
  expect(await idsFor(reader ? world.app(reader) : world.visitor(), scope)).toEqual(expected);
});

test('a person on Vibe’s own pages, and an app that may read every app, see the person’s own documents and no others', async () => {
  const everyApp = world.app(alice, ['documents:read:all'], 'other');
  for (const ctx of [world.person(alice), everyApp]) {
    expect(await idsFor(ctx, 'all')).toEqual(['a-public', 'a-private']);
    await expect(idsFor(ctx, 'public')).rejects.toMatchObject({ code: 'insufficient_scope' });
    await expect(documentsOf(ctx).get({ collection, id: 'b-public', owner: bob })).rejects.toMatchObject({ code: 'insufficient_scope' });
  }
});

test('pages hold every document once, although others come and go between them', async () => {
  const drafts = 'feeds/drafts' as const;
  const mine = documentsOf(world.app(alice));
  const revs = new Map<string, string>();
  for (let at = 0; at < 25; at++) revs.set(`d${at}`, (await mine.create({ collection: drafts, id: `d${at}`, body: { text: '' } })).rev);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await mine.list({ collection: drafts, limit: 7, ...(cursor && { cursor }) });
    expect(page.documents.length).toBeLessThanOrEqual(7);
    seen.push(...page.documents.map((each) => each.id));
    cursor = page.cursor;
    await mine.create({ collection: drafts, body: { text: 'comes between' } });
    const last = seen.at(-1) as string; // what the cursor names may go as well
    await mine.remove({ collection: drafts, id: last, rev: revs.get(last) as string });
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.sort()).toEqual([...revs.keys()].sort());
});

test('a page that ends exactly at the end has no cursor', async () => {
  const page = await documentsOf(world.app(carol)).list({ collection, scope: 'own', limit: 1 });
  expect(page).toEqual({ documents: [expect.objectContaining({ id: 'c-private' })] });
});

test.each([
  '',
  'x',
  'bm9wZQ',
  Buffer.from('1 did:a:b ').toString('base64url'),
  Buffer.from('99999999999999999999 did:a:b c').toString('base64url'),
])('the cursor %j is bad', async (cursor) => {
  await expect(documentsOf(world.app(alice)).list({ collection, cursor })).rejects.toMatchObject({ code: 'bad_cursor' });
});
