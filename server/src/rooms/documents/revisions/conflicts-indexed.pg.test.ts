import { limits } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alice, bob, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { pushApp } from '../../apps/index.ts';
import { writerOf } from '../reader.ts';
import { storeRevision } from './documents.replication.ts';

const collection = 'shop/goods' as const;
let world: DocumentsWorld;
let admin: pg.Client;
beforeAll(async () => {
  world = await documentsWorld();
  await pushApp(world.services, {
    ...{ id: 'shop', name: 'Shop', origins: ['http://shop.localhost:4000'], scopes: ['openid', 'documents:read', 'documents:write'] },
    collections: {
      goods: {
        schema: { type: 'object', properties: { code: { type: 'string' }, price: { type: 'integer' }, text: { type: 'string' } } },
        purpose: 'What is sold',
        indexes: { code: { fields: ['code'], unique: true }, price: 'price' },
        search: { fields: ['text'] },
      },
    },
  });
  admin = new pg.Client({ connectionString: world.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await world[Symbol.asyncDispose]();
});

const context = (did = alice) => world.app(did, ['documents:read', 'documents:write'], 'shop');
const as = (did = alice) => documentsOf(context(did));
const code = (expected: string) => expect.objectContaining({ code: expected });
const body = (name: string, price: number) => ({ code: name, price, text: `${name} words of ${name}` });
const acl = { read: { allow: [bob] } };

/** The index rows and reader rows of a document, without the document's own name in them. */
const rowsOf = async (id: string) => {
  const rows = await admin.query(
    'select principal, index_name, key, is_unique from document_index where owner_did = $1 and collection = $2 and id = $3 order by 1, 2, 3',
    [alice, collection, id],
  );
  const readers = await admin.query('select principal from document_readers where owner_did = $1 and collection = $2 and id = $3', [
    alice,
    collection,
    id,
  ]);
  return [...rows.rows, ...readers.rows];
};
/** What they are for a document that never was anything else. */
async function rowsFor(of: Record<string, unknown>): Promise<unknown[]> {
  const fresh = await as().create({ collection, body: of, acl });
  const rows = await rowsOf(fresh.id);
  await as().remove({ collection, id: fresh.id, rev: fresh.rev });
  expect(await rowsOf(fresh.id)).toEqual([]);
  return rows;
}

test('index rows and readers are always the winner’s, whichever way it came to win', async () => {
  const key = { collection, id: 'torn' } as const;
  const asA = await rowsFor(body('a', 1));
  const asB = await rowsFor(body('b', 2));
  const asC = await rowsFor(body('c', 3));
  expect(asA.length).toBeGreaterThan(6);
  const first = await as().create({ ...key, body: body('first', 0), acl });
  const a = await as().update({ ...key, rev: first.rev, body: body('a', 1) });
  expect(await rowsOf('torn')).toEqual(asA);
  const kept = await as().update({ ...key, rev: first.rev, body: body('b', 2), conflict: 'keep' });
  const b = kept.keptAs ?? kept.rev;
  const [winner, loser] = a.rev > b ? ([a.rev, b] as const) : ([b, a.rev] as const);
  const rows = { [a.rev]: asA, [b]: asB };
  expect(await rowsOf('torn')).toEqual(rows[winner]);
  const { rev } = await as().update({ ...key, rev: winner, body: body('c', 3) });
  expect(await rowsOf('torn')).toEqual(asC);
  await as().remove({ ...key, rev, conflict: 'keep' });
  expect(await rowsOf('torn')).toEqual(rows[loser]);
  await as().remove({ ...key, rev: loser, conflict: 'keep' });
  expect(await rowsOf('torn')).toEqual([]);
  await as().update({ ...key, rev: winner, body: body('a', 1), conflict: 'keep' });
  expect(await rowsOf('torn')).toEqual(asA);
});

test('a leaf that would win with a value that another document has is refused, and nothing is changed', async () => {
  await as().create({ collection, id: 'holder', body: body('taken', 1) });
  const first = await as().create({ collection, id: 'rival', body: body('free', 1) });
  const next = await as().update({ collection, id: 'rival', rev: first.rev, body: body('freer', 1) });
  const foreign = { revisions: { start: 9, ids: ['f'.repeat(32)] }, body: body('taken', 2) };
  await expect(
    storeRevision(world.services, await writerOf(context(), collection), { owner: alice, collection, id: 'rival' }, foreign),
  ).rejects.toEqual(code('not_unique'));
  const batch = as().batch({
    atomic: true,
    writes: [
      { op: 'create', collection, id: 'beside', body: body('beside', 1) },
      { op: 'update', collection, id: 'rival', rev: next.rev, body: body('taken', 1) },
    ],
  });
  await expect(batch).rejects.toMatchObject({
    code: 'not_unique',
    issues: expect.arrayContaining([expect.objectContaining({ path: '/writes/1' })]),
  });
  await expect(as().get({ collection, id: 'beside' })).rejects.toEqual(code('not_found'));
  const each = await as().batch({
    atomic: false,
    writes: [
      { op: 'create', collection, id: 'x', body: body('twice', 1) },
      { op: 'create', collection, id: 'y', body: body('twice', 1) },
      { op: 'create', collection, id: 'z', body: body('once', 1) },
    ],
  });
  expect(each.results.map((result) => (result.ok ? 'ok' : result.error.code)).sort()).toEqual(['not_unique', 'ok', 'ok']);
  expect(await as().get({ collection, id: 'rival' })).toEqual(next);
  expect(await as().conflicts({ collection, id: 'rival' })).toEqual({ rev: next.rev, conflicts: [] });
});

test('a document has a largest number of leaves, and goes on with them', async () => {
  const writer = await writerOf(context(), collection);
  const key = { owner: alice, collection, id: 'bush' };
  const leaf = (at: number) => ({ revisions: { start: 1, ids: [at.toString(16).padStart(32, '0')] }, body: { price: at } });
  for (let at = 1; at < 20; at++) await storeRevision(world.services, writer, key, leaf(at));
  const tree = Array.from({ length: limits.revisionLeaves }, (_, at) => ({
    pos: 1,
    ids: [at.toString(16).padStart(32, '0'), { status: 'available' }, []],
  }));
  await admin.query('update documents set tree = $1 where id = $2', [JSON.stringify(tree), 'bush']);
  await expect(storeRevision(world.services, writer, key, leaf(4_000))).rejects.toEqual(code('too_large'));
  const highest = (limits.revisionLeaves - 1).toString(16).padStart(32, '0');
  const on = { revisions: { start: 2, ids: ['a'.repeat(32), highest] }, body: { price: 0 } };
  expect(await storeRevision(world.services, writer, key, on)).toEqual({ rev: `2-${'a'.repeat(32)}`, isNew: true });
});
