import type { Did } from '@vibe/shared';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';
import { type TestDatabase, testDatabase } from '../../../../tests/harness/postgres.ts';
import { dataOf, exported, imported, loseDocuments, query, recordsOf } from '../../../../tests/harness/transfer.ts';
import { findApp, pushApp } from '../apps/index.ts';
import { issueCertificate } from '../certificates/index.ts';
import { allow } from '../consent/index.ts';
import { createAccount } from '../identity/index.ts';
import { onlyOwn, ownersByDid } from './owners.ts';

let database: TestDatabase;
let world: DocumentsWorld;
const person = async (handle: string): Promise<Did> => (await createAccount(world.services, { handle, name: handle })).did;
let ada: Did;
let bert: Did;
beforeAll(async () => {
  database = await testDatabase();
  world = await documentsWorld(database);
  ada = await person('ada');
  bert = await person('bert');
});
beforeEach(() => loseDocuments(database.url));
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const user = (did: Did, handle = 'ada') => ({ user: { did, handle } });
const operator = { strict: false, owners: ownersByDid(new Map()) };
const as = (did: Did) => documentsOf(world.app(did));
const posts = 'feeds/posts' as const;

/** Of all kinds: private, shared, public, edited, removed and made again. */
async function seed(): Promise<void> {
  const mine = as(ada);
  await mine.create({
    collection: posts,
    id: 'private',
    body: { text: 'one "quoted"\nline 🌿', deep: { n: 1e300, list: [1, null, true] } },
  });
  await mine.create({ collection: posts, id: 'shared', body: { text: 'for bert' }, acl: { read: { allow: [bert] } } });
  await mine.create({ collection: 'feeds/open', id: 'public', body: { text: 'for all' } });
  const edited = await mine.create({ collection: posts, id: 'edited', body: { text: '1' } });
  const twice = await mine.update({ collection: posts, id: 'edited', rev: edited.rev, body: { text: '2' } });
  await mine.update({
    collection: posts,
    id: 'edited',
    rev: twice.rev,
    body: { text: '3' },
    acl: { read: { allow: ['*'], deny: [bert] } },
  });
  const gone = await mine.create({ collection: posts, id: 'gone', body: { text: 'bye' }, acl: { read: { allow: [bert] } } });
  await mine.remove({ collection: posts, id: 'gone', rev: gone.rev });
  await as(bert).create({ collection: posts, id: 'private', body: { text: 'bert’s own' } });
}

test('a person’s export holds what is theirs, and nothing of anybody else', async () => {
  await seed();
  const app = await findApp(world.services, 'feeds');
  if (!app) throw new Error('no app');
  await allow(world.services, { did: ada, app, scopes: ['documents:read'], how: 'page' });
  const text = await exported(world.services, user(ada));
  expect(recordsOf(text)[0]).toMatchObject({ type: 'manifest', format: 'vibe-export/1', what: user(ada), counts: { documents: 5 } });
  expect(recordsOf(text).at(-1)).toMatchObject({ type: 'end', counts: { documents: 5, removed: 1, owners: 1 } });
  expect(recordsOf(text, 'document').map(({ collection, id }) => `${collection}/${id}`)).toEqual([
    ...['feeds/open/public', 'feeds/posts/edited', 'feeds/posts/gone', 'feeds/posts/private', 'feeds/posts/shared'],
  ]);
  expect(recordsOf(text, 'profile')).toMatchObject([{ did: ada, handle: 'ada' }]);
  expect(recordsOf(text, 'consent')).toMatchObject([{ app: 'feeds', scopes: ['documents:read'] }]);
  expect(recordsOf(text, 'consent-event')).toMatchObject([{ app: 'feeds', what: 'granted', how: 'page' }]);
  expect(text).not.toContain('bert’s own');
  for (const secret of ['password', 'token_hash', 'private_key', 'webauthn']) expect(text.toLowerCase()).not.toContain(secret);
});

test('what was lost comes back as it was: the same export, the same lists for everybody', async () => {
  await seed();
  const look = async () => ({
    ada: await as(ada).list({ collection: posts }),
    bert: await as(bert).list({ collection: posts, scope: 'all' }),
    visitor: await documentsOf(world.visitor()).list({ collection: 'feeds/open' }),
    edited: await as(ada).get({ collection: posts, id: 'edited' }),
  });
  const before = await look();
  const text = await exported(world.services, { all: true });
  await loseDocuments(database.url);
  expect((await as(ada).list({ collection: posts })).documents).toEqual([]);
  const report = await imported(world.services, text, operator);
  expect(report).toMatchObject({ added: 6, merged: 0, unchanged: 0, removed: 1, left: 0 });
  expect(await look()).toEqual(before);
  expect(dataOf(await exported(world.services, { all: true }))).toEqual(dataOf(text));

  // And it lives on: an edit goes on from the revision that came.
  const edited = await as(ada).update({ collection: posts, id: 'edited', rev: before.edited.rev, body: { text: '4' } });
  expect(edited.rev).toMatch(/^4-/);
  const again = await as(ada).create({ collection: posts, id: 'gone', body: { text: 'back' } });
  expect(again.rev).toMatch(/^3-/);
});

test('to import twice is to import once', async () => {
  await seed();
  const text = await exported(world.services, { all: true });
  await loseDocuments(database.url);
  await imported(world.services, text, operator);
  const state = () => query(database.url, 'select (select sum(seq) from streams) as seq, (select count(*) from changes) as changes');
  const before = await state();
  expect(await imported(world.services, text, operator)).toMatchObject({ added: 0, merged: 0, unchanged: 6, left: 0 });
  expect(await state()).toEqual(before);
});

test('the owner’s counter has no gap, and readers hear of what came', async () => {
  await seed();
  const text = await exported(world.services, { all: true });
  await loseDocuments(database.url);
  await imported(world.services, text, operator);
  expect(
    await query(
      database.url,
      `select s.owner_did, s.seq = count(d.*) and count(distinct d.seq) = s.seq and min(d.seq) = 1 as gapless
         from streams s join documents d using (owner_did) group by s.owner_did, s.seq order by count(*)`,
    ),
  ).toMatchObject([{ gapless: true }, { gapless: true }]);
  expect(
    await query(
      database.url,
      'select distinct op, collection, id from changes join change_readers using (xid, n, collection) where principal = $1',
      [bert],
    ),
  ).toHaveLength(2);
});

test('what was edited since stays as it is now', async () => {
  const made = await as(ada).create({ collection: posts, id: 'a', body: { text: 'then' } });
  const text = await exported(world.services, user(ada));
  const now = await as(ada).update({ collection: posts, id: 'a', rev: made.rev, body: { text: 'now' } });
  expect(await imported(world.services, text, operator)).toMatchObject({ unchanged: 1, added: 0, merged: 0 });
  expect(await as(ada).get({ collection: posts, id: 'a' })).toEqual(now);
});

test('what is newer in the file comes, what neither knows of the other becomes a conflict, and both survive a loss', async () => {
  const key = { collection: posts, id: 'a' };
  const first = await as(ada).create({ ...key, body: { text: '1' } });
  const one = await exported(world.services, user(ada));
  await as(ada).update({ ...key, rev: first.rev, body: { text: 'here' }, acl: { read: { allow: [bert] } } });
  const here = await exported(world.services, user(ada));

  await loseDocuments(database.url);
  await imported(world.services, one, operator);
  expect(await imported(world.services, here, operator)).toMatchObject({ merged: 1 });
  expect(await as(bert).get({ ...key, owner: ada })).toMatchObject({ body: { text: 'here' } });

  await loseDocuments(database.url);
  await imported(world.services, one, operator);
  await as(ada).update({ ...key, rev: first.rev, body: { text: 'there' } });
  expect(await imported(world.services, here, operator)).toMatchObject({ merged: 1, left: 0 });
  expect(await imported(world.services, here, operator)).toMatchObject({ merged: 0, unchanged: 1 });
  const both = await exported(world.services, user(ada));
  const texts = [...recordsOf(both, 'document'), ...recordsOf(both, 'conflict')].map((each) => (each.body as { text: string }).text);
  expect(texts.sort()).toEqual(['here', 'there']);
  expect(recordsOf(both, 'conflict')).toMatchObject([{ ancestors: [first.rev.slice(2)] }]);
  expect(recordsOf(both).at(-1)).toMatchObject({ counts: { documents: 1, conflicts: 1 } });

  await loseDocuments(database.url);
  expect(await imported(world.services, both, operator)).toMatchObject({ added: 1, conflicts: 1, left: 0 });
  expect(dataOf(await exported(world.services, user(ada)))).toEqual(dataOf(both));
});

test('declared indexes, searched words, history and groups come along; what must be unique stays so', async () => {
  const text = { type: 'string' };
  await pushApp(world.services, {
    ...{ id: 'shop', name: 'Shop', origins: ['http://shop.localhost:4000'], scopes: ['documents:read', 'documents:write'] },
    collections: {
      items: {
        ...{ schema: { type: 'object', properties: { sku: text, price: { type: 'number' }, text } }, purpose: 'Things' },
        ...{ indexes: { sku: { fields: ['sku'], unique: true }, price: 'price' }, search: { fields: ['text'] }, history: true },
      },
    },
  });
  const items = 'shop/items' as const;
  const shop = documentsOf(world.app(ada, ['documents:read', 'documents:write'], 'shop'));
  const made = await shop.create({ collection: items, id: 'a', body: { sku: 'A1', price: 3, text: 'a red ball' } });
  await shop.update({ collection: items, id: 'a', rev: made.rev, body: { sku: 'A1', price: 4, text: 'a blue ball' } });
  const group = { read: { allow: [[bert, { issuer: ada, type: 'friend' }]] } };
  await shop.create({ collection: items, id: 'b', body: { sku: 'B1', price: 1, text: 'a box' }, acl: group });
  const rows = () =>
    query(
      database.url,
      `select principal, index_name, key, ord, id, denied, is_unique from document_index order by principal, index_name, key, id`,
    );
  const groups = () => query(database.url, 'select anchor, gid, members from acl_groups order by gid');
  const history = () =>
    query(database.url, 'select id, generation, hash, body, written_by from document_revisions order by id, generation');
  const before = [await rows(), await groups(), await history()];
  expect(before.map((each) => each.length)).toEqual([expect.toSatisfy((count: number) => count > 8), 1, 3]);
  const file = await exported(world.services, user(ada));
  await loseDocuments(database.url);
  expect(await imported(world.services, file, operator)).toMatchObject({ added: 2, revisions: 3 });
  expect([await rows(), await groups(), await history()]).toEqual(before);

  await loseDocuments(database.url);
  await shop.create({ collection: items, id: 'other', body: { sku: 'A1' } });
  expect(await imported(world.services, file, operator)).toMatchObject({ added: 1, left: 1, leftBecause: { 'not_unique shop/items': 1 } });
});

test('one app’s export holds its collections of everybody, and nothing else', async () => {
  await seed();
  await as(bert).create({ collection: 'feeds/drafts', body: { text: 'draft' } });
  await query(
    database.url,
    `insert into documents select owner_did, 'other/notes', id, ord, seq + 100, generation, hash, acl, readers, denied, body, 'other', deleted, created_at, updated_at from documents where id = 'shared'`,
  );
  const text = await exported(world.services, { app: { id: 'feeds' } });
  expect(recordsOf(text, 'app')).toMatchObject([{ id: 'feeds', manifest: { name: 'Feeds' } }]);
  expect(new Set(recordsOf(text, 'document').map((each) => each.owner))).toEqual(new Set([ada, bert]));
  expect(recordsOf(text, 'document').filter((each) => each.collection === 'other/notes')).toEqual([]);
  expect(recordsOf(text, 'profile')).toEqual([]);
});

test('a foreign owner becomes a local one where one says so, in ACLs too; without that nothing is taken and nothing is made', async () => {
  await as(ada).create({ collection: posts, id: 'a', body: { text: 'x' }, acl: { read: { allow: [bert, ada], deny: [] } } });
  const foreign: Did = 'did:webvh:elsewhere:old.example:u:ada';
  const text = (await exported(world.services, user(ada))).replaceAll(ada, foreign);
  await expect(imported(world.services, text, operator)).rejects.toThrow(/not as it was written/);
  const resealed = await reseal(text);
  await loseDocuments(database.url);
  expect(await imported(world.services, resealed, operator)).toMatchObject({
    ...{ added: 0, left: 1, leftBecause: { 'not_found feeds/posts': 1 } },
    leftLines: [{ because: expect.stringContaining(foreign) }],
  });
  const given = { strict: false, owners: ownersByDid(new Map([['*', ada]])) };
  expect(await imported(world.services, resealed, given)).toMatchObject({ added: 1, left: 0 });
  expect((await as(ada).get({ collection: posts, id: 'a' })).acl).toMatchObject({ read: { allow: [bert, ada] } });
});

test('whose several people become must be said of each', async () => {
  await seed();
  const text = await exported(world.services, { all: true });
  await expect(imported(world.services, text, { strict: false, owners: ownersByDid(new Map([['*', ada]])) })).rejects.toThrow(
    /several people/,
  );
  await loseDocuments(database.url);
  const swapped = new Map([
    [ada, bert],
    [bert, ada],
  ]);
  expect(await imported(world.services, text, { strict: false, owners: ownersByDid(swapped) })).toMatchObject({ added: 6, left: 0 });
  expect((await as(ada).get({ collection: posts, id: 'private' })).body).toEqual({ text: 'bert’s own' });
});

test('documents of collections that nobody knows here are named, not dropped', async () => {
  await seed();
  const text = await reseal((await exported(world.services, user(ada))).replaceAll('"feeds/posts"', '"feeds/letters"'));
  await loseDocuments(database.url);
  expect(await imported(world.services, text, operator)).toMatchObject({
    ...{ added: 1, left: 4, leftBecause: { 'unknown_collection feeds/letters': 4 } },
    leftLines: expect.arrayContaining([
      { line: expect.any(Number), collection: 'feeds/letters', reason: 'unknown_collection', because: expect.any(String) },
    ]),
  });
});

test('a person’s own import takes only what is theirs, fits, and does not pretend', async () => {
  await seed();
  const mine = { strict: true, owners: onlyOwn(ada) };
  const text = await exported(world.services, { all: true });
  await loseDocuments(database.url);
  expect(await imported(world.services, text.replace('"what":{"all":true}', '"what":{"all":true}'), mine)).toMatchObject({
    ...{ added: 5, left: 1, leftBecause: { 'forbidden feeds/posts': 1 } },
  });
  await loseDocuments(database.url);
  const future = String(BigInt(Date.now() + 3_600_000) << 20n);
  const forged = await reseal(
    text
      .split('\n')
      .map((line) => {
        const record = line === '' ? {} : (JSON.parse(line) as Record<string, unknown>);
        if (record.id === 'private') return JSON.stringify({ ...record, ord: future });
        if (record.id === 'shared') return JSON.stringify({ ...record, body: { text: 7 } });
        if (record.id === 'public') return JSON.stringify({ ...record, createdBy: bert, app: 'other' });
        if (record.id === 'edited') return JSON.stringify({ ...record, extra: 1 });
        return line;
      })
      .join('\n'),
  );
  expect(await imported(world.services, forged, mine)).toMatchObject({
    added: 2,
    leftBecause: { 'bad_request feeds/posts': 2, 'schema_violation feeds/posts': 1, 'forbidden feeds/posts': 1 },
  });
  expect(await query(database.url, "select created_by, created_by_app from documents where id = 'public'")).toEqual([
    { created_by: null, created_by_app: 'feeds' },
  ]);
});

test('an import keeps the bounds of an index: as many words as a write keeps, and no document with too many rows', async () => {
  const tags = { type: 'array', items: { type: 'string' } };
  const schema = { type: 'object', properties: { text: { type: 'string' }, tags }, additionalProperties: false };
  const indexes = { tagged: { fields: ['tags'], each: true as const } };
  await pushApp(world.services, {
    ...{ id: 'words', name: 'Words', origins: ['http://words.localhost:4000'], scopes: ['documents:read', 'documents:write'] },
    collections: { all: { schema, purpose: 'Words', indexes, search: { fields: ['text'] } } },
  });
  const caller = documentsOf(world.app(ada, ['documents:read', 'documents:write'], 'words'));
  const text = Array.from({ length: 400 }, (_, at) => `word${at}`).join(' ');
  const body = { text, tags: Array.from({ length: 60 }, (_, at) => `tag${at}`) };
  await caller.create({ collection: 'words/all', id: 'long', body, acl: { read: { allow: ['*'] } } });
  const rows = () =>
    query(database.url, "select index_name, key from document_index where collection = 'words/all' order by 1, 2, principal");
  const were = await rows();
  const file = await exported(world.services, user(ada));
  await loseDocuments(database.url);
  const many = Array.from({ length: 150 }, (_, at) => `did:example:reader${at}`);
  const shared = await reseal(file.replace('"allow": ["*"]', `"allow": ${JSON.stringify(many)}`), true);
  expect(await imported(world.services, shared, operator)).toMatchObject({ added: 0, leftBecause: { 'bad_request words/all': 1 } });
  expect(await imported(world.services, file, operator)).toMatchObject({ added: 1 });
  expect(await rows()).toEqual(were);
});

test('a revision that could not be edited ever again is not brought in', async () => {
  await as(ada).create({ collection: posts, id: 'a', body: { text: 'x' } });
  const text = await exported(world.services, user(ada));
  await loseDocuments(database.url);
  const forged = await reseal(text.replace(/"rev":"1-/, '"rev":"999999999-'), true);
  expect(await imported(world.services, forged, { strict: true, owners: onlyOwn(ada) })).toMatchObject({
    ...{ added: 0, left: 1, leftBecause: { 'bad_request feeds/posts': 1 } },
  });
});

test('a conflict that would win brings no body in that does not fit', async () => {
  await as(ada).create({ collection: posts, id: 'a', body: { text: 'x' } });
  const text = await exported(world.services, user(ada));
  const [document] = recordsOf(text, 'document');
  const { owner, collection, id } = document as Record<string, unknown>;
  const winner = { type: 'conflict', owner, collection, id, rev: `9-${'f'.repeat(32)}`, ancestors: [], body: { text: 7 } };
  await loseDocuments(database.url);
  const forged = await reseal(text.replace(/(\{"type":"document".*\n)/, `$1${JSON.stringify(winner)}\n`), true);
  expect(await imported(world.services, forged, { strict: true, owners: onlyOwn(ada) })).toMatchObject({
    ...{ added: 0, left: 1, leftBecause: { 'schema_violation feeds/posts': 1 } },
  });
});

test.each<[string, Record<string, unknown>]>([
  ['U+0000', { text: 'a\0b' }],
  ['half a surrogate pair', { text: '\ud800' }],
  ['too deep', { text: 'x', deep: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) }],
  ['too large', { text: 'x', more: 'x'.repeat(1_100_000) }],
])('a document with %s is left out and named; the others come', async (_, body) => {
  await seed();
  const text = await exported(world.services, user(ada));
  await loseDocuments(database.url);
  const harmed = await reseal(
    text
      .split('\n')
      .map((line) => (line.includes('"id":"private"') ? JSON.stringify({ ...JSON.parse(line), body }) : line))
      .join('\n'),
  );
  expect(await imported(world.services, harmed, operator)).toMatchObject({ added: 4, left: 1 });
});

test('certificates are called what they are, whatever their issuer calls them: an export stays whole', async () => {
  await seed();
  for (const type of ['mark', 'end', 'document']) await issueCertificate(world.services, bert, { subject: ada, type, claims: {} });
  const text = await exported(world.services, user(ada));
  expect(recordsOf(text, 'certificate').map(({ certificateType }) => certificateType)).toEqual(['document', 'end', 'mark']);
  await loseDocuments(database.url);
  expect(await imported(world.services, text, operator)).toMatchObject({ added: 5, left: 0, notImported: { certificate: 3 } });
});

test('a time that Postgres does not know is said of its line', async () => {
  await as(ada).create({ collection: posts, id: 'old', body: { text: 'x' } });
  await as(ada).create({ collection: posts, id: 'other', body: { text: 'x' } });
  const text = await exported(world.services, user(ada));
  await loseDocuments(database.url);
  const forged = await reseal(text.replace(/("id":"old".*?"createdAt":")\d{4}/, '$10000'));
  expect(await imported(world.services, forged, operator)).toMatchObject({ added: 1, leftBecause: { 'bad_request feeds/posts': 1 } });
});

test('a dry run reads all and writes nothing', async () => {
  await seed();
  const text = await exported(world.services, { all: true });
  await loseDocuments(database.url);
  expect(await imported(world.services, text, { ...operator, dryRun: true })).toMatchObject({ wouldTake: 6, added: 0 });
  expect(await query(database.url, 'select from documents')).toEqual([]);
});

test('a file that is no export is refused', async () => {
  await expect(imported(world.services, await reseal('{"type":"document"}\n'), operator)).rejects.toThrow(/first line is not a manifest/);
  const other = await reseal('{"type":"manifest","format":"vibe-export/9"}\n');
  await expect(imported(world.services, other, operator)).rejects.toThrow(/is a vibe-export\/9; this server reads vibe-export\/1/);
});

/** The same lines with marks that fit them: what somebody could hand in who wrote the file themself. */
async function reseal(text: string, together = false): Promise<string> {
  const { LineSealer } = await import('../../platform/sealed-lines.ts');
  const sealer = new LineSealer();
  const lines = text.split('\n').filter((line) => line !== '' && !/^\{"type":"(?:mark|end)"/.test(line));
  const groups = together ? [lines] : lines.map((line) => [line]);
  return groups.map((group) => sealer.group(group, {}, undefined)).join('') + sealer.end();
}
