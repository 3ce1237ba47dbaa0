import { setTimeout as sleep } from 'node:timers/promises';
import { type AppManifestInput, type Did, defaultScopes, type QualifiedCollection } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';
import { router } from '../../trpc/init.ts';
import { appsProcedures, findCollection, listIndexes, pushApp } from '../apps/index.ts';
import { indexingOf } from './index-entries.ts';
import { finishIndexes, workOnIndexes } from './index-worker.ts';

let world: DocumentsWorld;
let client: pg.Client;
beforeAll(async () => {
  world = await documentsWorld();
  client = new pg.Client({ connectionString: world.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await world[Symbol.asyncDispose]();
});

const schema = { type: 'object', properties: { size: { type: 'string', format: 'int64' } }, additionalProperties: true };
type Declared = Partial<NonNullable<AppManifestInput['collections']>[string]>;
let apps = 0;

/** An app with one collection that declares nothing yet. */
async function newApp() {
  const id = `app-${apps++}`;
  const collection: QualifiedCollection = `${id}/things`;
  const push = (declared: Declared) =>
    pushApp(world.services, {
      ...{ id, name: 'App', origins: ['http://app.localhost:4000'], scopes: [...defaultScopes] },
      collections: { things: { schema, purpose: 'Things', ...declared } },
    });
  await push({});
  return { id, collection, push, as: (did: Did) => documentsOf(world.app(did, defaultScopes, id)) };
}
const build = () => workOnIndexes(world.services, 0);
const statesOf = async (id: string) => Object.fromEntries((await listIndexes(world.services, id)).map(({ name, state }) => [name, state]));

type Row = {
  principal: string;
  owner_did: string;
  id: string;
  index_name: string;
  key: string;
  ord: string;
  denied: string[] | null;
  is_unique: boolean;
};

/** What is there, and what there should be by the documents as they are: worked out one by one, without the builder's statements. */
async function compare(collection: QualifiedCollection): Promise<{ there: Row[]; wanted: Row[] }> {
  const order = (a: Row, b: Row) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const { rows: there } = await client.query<Row>(
    `select principal, owner_did, id, index_name, encode(key, 'hex') as key, ord::text, denied, is_unique from document_index where collection = $1`,
    [collection],
  );
  const found = await findCollection(world.services, collection);
  if (!found) throw new Error('no such collection');
  const { rows: documents } = await client.query(
    'select owner_did, id, ord::text, readers, denied, body from documents where collection = $1 and not deleted',
    [collection],
  );
  const wanted: Row[] = [];
  for (const { owner_did, id, ord, readers, denied, body } of documents) {
    const { entries = [], texts = [], searchIndex = '' } = indexingOf(found, body);
    const words = new Set<string>();
    for (const { language, text } of texts) {
      const { rows } = await client.query<{ lexeme: string }>('select lexeme from unnest(to_tsvector($1::regconfig, $2))', [
        language,
        text,
      ]);
      for (const { lexeme } of rows) words.add(Buffer.from(lexeme).toString('hex'));
    }
    const all = [
      ...entries.map(({ index, key, unique }) => ({ index_name: index, key: key.toString('hex'), unique })),
      ...[...words].map((key) => ({ index_name: searchIndex, key, unique: false })),
    ];
    for (const { index_name, key, unique } of all)
      for (const principal of [owner_did, ...readers])
        wanted.push({
          principal,
          owner_did,
          id,
          index_name,
          key,
          ord,
          denied: denied.length > 0 ? denied : null,
          is_unique: unique && principal === owner_did,
        });
  }
  return { there: there.sort(order), wanted: wanted.sort(order) };
}

const everything: Declared = {
  indexes: {
    likes: 'likes',
    byStatus: ['status', 'due'],
    size: 'size',
    tags: { fields: ['tags'], each: true },
    slug: { fields: ['slug'], unique: true },
  },
  search: { fields: ['title', 'notes'], language: { title: 'english' } },
};
const thing = (n: number) => ({
  ...(n % 7 !== 0 && { likes: n % 13 }),
  status: ['open', 'done', null][n % 3],
  due: n % 5 === 0 ? `2026-01-${10 + (n % 20)}` : undefined,
  size: String(9_007_199_254_740_990n + BigInt(n)),
  tags: Array.from({ length: n % 4 }, (_, at) => `tag${(n + at) % 6}`),
  slug: n % 2 === 0 ? `slug-${n}` : undefined,
  title: `Running thing ${n} runs`,
  notes: n % 3 === 0 ? ['first note', 'zweite Notiz'] : 'nothing',
});
const acls = [undefined, { read: { allow: ['*' as const] } }, { read: { allow: [carol], deny: [bob] } }];

describe('writes keep the indexes of a new collection', () => {
  test('at create, edit, share, removal and return', async () => {
    const app = await newApp();
    await app.push({ ...everything });
    await build();
    const alices = app.as(alice);
    const made = [];
    for (let n = 0; n < 12; n++)
      made.push(await alices.create({ collection: app.collection, id: `t${n}`, body: thing(n), ...(acls[n % 3] && { acl: acls[n % 3] }) }));
    const [a, b, c, d] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0], (typeof made)[0]];
    await alices.update({ collection: app.collection, id: a.id, rev: a.rev, body: { ...thing(40), slug: 'slug-0' } });
    await alices.update({ collection: app.collection, id: b.id, rev: b.rev, acl: { read: { allow: [bob], deny: [] } } });
    await alices.update({
      collection: app.collection,
      id: c.id,
      rev: c.rev,
      body: thing(41),
      acl: { read: { allow: ['*'], deny: [carol] } },
    });
    await alices.remove({ collection: app.collection, id: d.id, rev: d.rev });
    await alices.create({ collection: app.collection, id: d.id, body: thing(43) });
    await alices.remove({ collection: app.collection, id: made[5]?.id ?? '', rev: made[5]?.rev ?? '' });
    const { there, wanted } = await compare(app.collection);
    expect(wanted.length).toBeGreaterThan(100);
    expect(there).toEqual(wanted);
  });

  test('a value that is unique is refused the second time, to one owner, by its name', async () => {
    const app = await newApp();
    await app.push({ indexes: { slug: { fields: ['slug'], unique: true }, pair: { fields: ['a', 'b'], unique: true } } });
    await build();
    const collection = app.collection;
    const first = await app.as(alice).create({ collection, body: { slug: 'x', a: 1, b: 2 } });
    const refused = { code: 'not_unique', message: expect.stringContaining('the same slug (index slug)') };
    await expect(app.as(alice).create({ collection, body: { slug: 'x' } })).rejects.toMatchObject(refused);
    await app.as(bob).create({ collection, body: { slug: 'x' } });
    await expect(app.as(alice).create({ collection, body: { slug: 'y', a: 1, b: 2 } })).rejects.toMatchObject({
      issues: [{ path: '/a' }, { path: '/b' }],
    });
    // What is missing or null is nobody's.
    const none = await app.as(alice).create({ collection, body: { slug: null, a: 1 } });
    await app.as(alice).create({ collection, body: { slug: null, a: 1 } });
    await app.as(alice).create({ collection, body: {} });
    await expect(app.as(alice).update({ collection, id: none.id, rev: none.rev, body: { slug: 'x' } })).rejects.toMatchObject(refused);
    const moved = await app.as(alice).update({ collection, id: first.id, rev: first.rev, body: { slug: 'z' } });
    await app.as(alice).update({ collection, id: none.id, rev: none.rev, body: { slug: 'x' } });
    // Its own value is not in its own way.
    await app.as(alice).update({ collection, id: first.id, rev: moved.rev, body: { slug: 'z', more: 1 } });
    // Texts that keys cut differ all the same.
    const long = 'l'.repeat(400);
    await app.as(alice).create({ collection, body: { slug: `${long}a` } });
    await app.as(alice).create({ collection, body: { slug: `${long}b` } });
    await app.as(alice).create({ collection, body: { slug: 'l'.repeat(256) } });
    await expect(app.as(alice).create({ collection, body: { slug: `${long}b` } })).rejects.toMatchObject(refused);
    const { there, wanted } = await compare(collection);
    expect(there).toEqual(wanted);
  });

  test('an array with too many elements is refused, and so are too many rows', async () => {
    const app = await newApp();
    await app.push({ indexes: { tags: { fields: ['tags'], each: true }, more: { fields: ['more'], each: true } } });
    await build();
    const many = (count: number) => Array.from({ length: count }, (_, at) => at);
    const collection = app.collection;
    await app.as(alice).create({ collection, body: { tags: many(64) } });
    await expect(app.as(alice).create({ collection, body: { tags: many(65) } })).rejects.toMatchObject({
      code: 'bad_request',
      issues: [{ path: '/tags' }],
    });
    const people = many(99).map((at): Did => `did:web:p${at}.example`);
    await app.as(alice).create({ collection, body: { tags: many(50) }, acl: { read: { allow: people } } });
    await expect(
      app.as(alice).create({ collection, body: { tags: many(50), more: many(1) }, acl: { read: { allow: people } } }),
    ).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('too many entries') });
  });

  test('of a long text the first 256 words are kept, and fewer for many readers', async () => {
    const app = await newApp();
    await app.push({ search: { fields: ['text'] } });
    await build();
    const text = Array.from({ length: 400 }, (_, at) => `word${at}`).join(' ');
    await app.as(alice).create({ collection: app.collection, id: 'long', body: { text } });
    const people = Array.from({ length: 99 }, (_, at): Did => `did:web:p${at}.example`);
    await app.as(alice).create({ collection: app.collection, id: 'wide', body: { text }, acl: { read: { allow: people } } });
    const words = async (id: string) =>
      (
        await client.query(
          `select convert_from(key, 'UTF8') as word from document_index where collection = $1 and id = $2 and principal = $3`,
          [app.collection, id, alice],
        )
      ).rows
        .map((row) => Number(row.word.slice(4)))
        .sort((a, b) => a - b);
    expect(await words('long')).toEqual(Array.from({ length: 256 }, (_, at) => at));
    expect(await words('wide')).toEqual(Array.from({ length: 50 }, (_, at) => at));
  });
});

describe('an index that a filled collection gets', () => {
  test('is built while writers write, and is exact when it is ready', async () => {
    const app = await newApp();
    const collection = app.collection;
    const owners = [alice, bob, carol];
    const revs = new Map<string, string>();
    await Promise.all(
      owners.flatMap((owner) =>
        Array.from({ length: 150 }, async (_, n) => {
          const acl = acls[n % 3];
          const made = await app.as(owner).create({ collection, id: `t${n}`, body: thing(n), ...(acl && { acl }) });
          revs.set(`${owner} ${n}`, made.rev);
        }),
      ),
    );
    await app.push(everything);
    expect(await statesOf(app.id)).toEqual({
      likes: 'building',
      byStatus: 'building',
      size: 'building',
      tags: 'building',
      slug: 'building',
      '~search': 'building',
    });
    let writing = true;
    let writes = 0;
    const writer = async (owner: Did, seed: number) => {
      for (let n = seed; writing; n = (n * 7 + 3) % 151) {
        const name = `${owner} ${n}`;
        const rev = revs.get(name);
        revs.delete(name); // nobody else writes it meanwhile
        if (rev === undefined) {
          await Promise.resolve();
          continue;
        }
        const key = { collection, id: `t${n}`, rev };
        const turn = writes++ % 5;
        const done =
          turn === 0
            ? await app.as(owner).update({ ...key, acl: acls[writes % 3] ?? {} })
            : turn === 1
              ? await app
                  .as(owner)
                  .remove(key)
                  .then(() => app.as(owner).create({ collection, id: `t${n}`, body: thing(n) }))
              : await app
                  .as(owner)
                  .update({ ...key, body: { ...thing(n), likes: writes, tags: [`w${writes % 9}`], title: `written ${writes}` } });
        revs.set(name, done.rev);
      }
    };
    const writers = owners.flatMap((owner) => [writer(owner, 1), writer(owner, 2)]);
    await build();
    writing = false;
    await Promise.all(writers);
    expect(new Set(Object.values(await statesOf(app.id)))).toEqual(new Set(['ready']));
    expect(writes).toBeGreaterThan(20);
    const { there, wanted } = await compare(collection);
    expect(wanted.length).toBeGreaterThan(2_000);
    expect(there).toEqual(wanted);
  });

  test('a write that began before a row was put, and does not see it, leaves nothing behind', async () => {
    const app = await newApp();
    const collection = app.collection;
    const made = await app.as(alice).create({ collection, id: 'held', body: { likes: 1 } });
    await app.push({ indexes: { likes: 'likes' } });
    const found = await findCollection(world.services, collection);
    const stored = found?.indexes[0]?.stored;
    // The owner's counter is locked: the write has begun and waits, with the database before its eyes as it is now.
    const held = new pg.Client({ connectionString: world.url });
    await held.connect();
    await held.query('begin');
    await held.query('select from streams where owner_did = $1 for update', [alice]);
    const write = app.as(alice).update({ collection, id: 'held', rev: made.rev, body: { likes: 2 } });
    const waiting = async () =>
      (
        await client.query(
          "select from pg_stat_activity where application_name = 'vibe_writer' and wait_event_type = 'Lock' and datname = current_database()",
        )
      ).rowCount;
    while ((await waiting()) === 0) await sleep(5);
    // What a builder does that took its turn before.
    await held.query(
      `insert into document_index (owner_did, collection, id, principal, index_name, key, ord)
       select owner_did, collection, id, owner_did, $3, '\\x05', ord from documents where owner_did = $1 and collection = $2`,
      [alice, collection, stored],
    );
    await held.query('commit');
    await held.end();
    await write;
    const before = await compare(collection);
    expect(before.there.length).toBe(2); // the one that it did not see is still there
    await client.query(`update collection_indexes set since = (select min(xid) from changes where collection = $1) where collection = $1`, [
      collection,
    ]);
    await build();
    const { there, wanted } = await compare(collection);
    expect(there).toEqual(wanted);
    expect(await statesOf(app.id)).toEqual({ likes: 'ready' });
  });

  test('is gone on with by another process when the first was killed in the middle', async () => {
    const app = await newApp();
    const collection = app.collection;
    await Promise.all(
      Array.from({ length: 650 }, (_, n) =>
        app.as(n < 400 ? alice : n < 600 ? bob : carol).create({ collection, id: `k${n}`, body: { likes: n } }),
      ),
    );
    await app.push({ indexes: { likes: 'likes' } });
    const looked = () =>
      client
        .query('select documents::int from collection_indexes where collection = $1', [collection])
        .then(({ rows }) => rows[0].documents);
    // The third owner's documents are held, so the work stops after its first page.
    const held = new pg.Client({ connectionString: world.url });
    await held.connect();
    await held.query('begin');
    await held.query('select from streams where owner_did = $1 for update', [carol]);
    const first = build();
    const failed = expect(first).rejects.toThrow();
    while ((await looked()) === 0) await sleep(5);
    // Of a process that is killed the connections are cut, and with the connection goes its turn.
    await client.query(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 731602 and database = (select oid from pg_database where datname = current_database())",
    );
    await held.query('commit');
    await held.end();
    await failed;
    expect(await looked()).toBe(500);
    await build();
    expect(await looked()).toBe(650);
    const { there, wanted } = await compare(collection);
    expect(there.length).toBe(650);
    expect(there).toEqual(wanted);
  });

  test('is built once when several processes are there', async () => {
    const app = await newApp();
    await Promise.all(Array.from({ length: 300 }, (_, n) => app.as(alice).create({ collection: app.collection, body: { likes: n } })));
    await app.push({ indexes: { likes: 'likes' } });
    await Promise.all([build(), build(), build()]);
    await build();
    const { rows } = await client.query('select documents::int, state from collection_indexes where collection = $1', [app.collection]);
    expect(rows).toEqual([{ documents: 300, state: 'ready' }]);
  });

  test('that is unique and meets duplicates fails and names them; without them the next push builds it', async () => {
    const app = await newApp();
    const collection = app.collection;
    const slug = { indexes: { slug: { fields: ['slug'], unique: true } } };
    for (const [id, value] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'x'],
      ['d', 'z'],
    ] as const)
      await app.as(alice).create({ collection, id, body: { slug: value } });
    await app.as(bob).create({ collection, id: 'e', body: { slug: 'x' } });
    await app.push(slug);
    await build();
    const [failed] = await listIndexes(world.services, app.id);
    expect(failed).toMatchObject({
      state: 'failed',
      problem: { because: 'documents of one owner have the same slug', documents: [{ owner: alice, ids: ['a', 'c'] }] },
    });
    // As long as it failed nothing is refused.
    const c = await app.as(alice).get({ collection, id: 'c' });
    const edited = await app.as(alice).update({ collection, id: 'c', rev: c.rev, body: { slug: 'x', more: 1 } });
    await app.as(alice).update({ collection, id: 'c', rev: edited.rev, body: { slug: 'w' } });
    await app.push(slug);
    await build();
    expect(await statesOf(app.id)).toEqual({ slug: 'ready' });
    const { there, wanted } = await compare(collection);
    expect(there).toEqual(wanted);
    await expect(app.as(alice).create({ collection, body: { slug: 'w' } })).rejects.toMatchObject({ code: 'not_unique' });
  });

  test('with an array that is too long for it fails and names the document', async () => {
    const app = await newApp();
    await app.as(alice).create({ collection: app.collection, id: 'long', body: { tags: Array.from({ length: 70 }, (_, at) => at) } });
    await app.push({ indexes: { tags: { fields: ['tags'], each: true } } });
    await build();
    expect(await listIndexes(world.services, app.id)).toMatchObject([
      { state: 'failed', problem: { documents: [{ owner: alice, ids: ['long'] }] } },
    ]);
  });
});

describe('a manifest that changes', () => {
  test('another specification under the same name is built anew, and the old rows go', async () => {
    const app = await newApp();
    const collection = app.collection;
    await app.push({ indexes: { by: 'likes' } });
    await build();
    await app.as(alice).create({ collection, body: { likes: 1, due: 'x' } });
    const [old] = await listIndexes(world.services, app.id);
    await app.push({ indexes: { by: ['likes', 'due'] } });
    expect((await listIndexes(world.services, app.id)).map(({ state }) => state).sort()).toEqual(['building', 'dropping']);
    await build();
    const [fresh, ...others] = await listIndexes(world.services, app.id);
    expect(others).toEqual([]);
    expect(fresh).toMatchObject({ name: 'by', state: 'ready' });
    expect(fresh?.stored).not.toBe(old?.stored);
    const { there, wanted } = await compare(collection);
    expect(there).toEqual(wanted);
  });

  test('what it no longer declares is dropped, of this collection and this index alone', async () => {
    const app = await newApp();
    const collection = app.collection;
    await app.push({ indexes: { likes: 'likes', slug: { fields: ['slug'], unique: true } }, search: { fields: ['title'] } });
    await build();
    for (let n = 0; n < 20; n++)
      await app.as(n % 2 ? alice : bob).create({ collection, body: { likes: n, slug: `${n}${'s'.repeat(300)}`, title: 'a b' } });
    const before = (await compare(collection)).there;
    expect(before.filter(({ index_name }) => index_name.endsWith('!')).length).toBe(20);
    await app.push({ indexes: { likes: 'likes' } });
    await build();
    expect(await statesOf(app.id)).toEqual({ likes: 'ready' });
    const { there, wanted } = await compare(collection);
    expect(there).toEqual(wanted);
    expect(there.length).toBe(20);
  });

  test('what is declared again before it is dropped is built from the start', async () => {
    const app = await newApp();
    const collection = app.collection;
    await app.push({ indexes: { likes: 'likes' } });
    await build();
    await app.as(alice).create({ collection, id: 'with', body: { likes: 1 } });
    await app.push({});
    await app.as(alice).create({ collection, id: 'without', body: { likes: 2 } });
    await app.push({ indexes: { likes: 'likes' } });
    expect(await statesOf(app.id)).toEqual({ likes: 'building' });
    await build();
    const { there, wanted } = await compare(collection);
    expect(there.length).toBe(2);
    expect(there).toEqual(wanted);
  });

  test('a collection that was not there before has its indexes at once', async () => {
    const id = `app-${apps++}`;
    const things = { schema, purpose: 'Things', indexes: { likes: 'likes' } };
    const base = { id, name: 'App', origins: ['http://app.localhost:4000'], scopes: [...defaultScopes] };
    await pushApp(world.services, { ...base, collections: { things } });
    expect(await statesOf(id)).toEqual({ likes: 'ready' });
    await pushApp(world.services, { ...base, collections: { things, others: { ...things, indexes: { due: 'due' } } } });
    expect(await statesOf(id)).toEqual({ likes: 'ready', due: 'ready' });
  });

  test('a language that the database does not know is refused', async () => {
    const app = await newApp();
    await expect(app.push({ search: { fields: ['title'], language: 'klingon' } })).rejects.toMatchObject({
      code: 'bad_request',
      issues: [{ path: '/collections/things/search/language/title', message: 'there is no text search configuration klingon' }],
    });
  });

  test('who pushes sees how far it is, and waits until all is done', async () => {
    const app = await newApp();
    await Promise.all(Array.from({ length: 20 }, (_, n) => app.as(alice).create({ collection: app.collection, body: { likes: n } })));
    await app.push({ indexes: { likes: 'likes', due: 'due' } });
    const told: string[] = [];
    const done = await finishIndexes(world.services, app.id, (all) => told.push(all.map(({ state }) => state).join(' ')), 0);
    expect(done.map(({ name, state }) => [name, state])).toEqual([
      ['due', 'ready'],
      ['likes', 'ready'],
    ]);
    expect(told[0]).toBe('building building');
    expect(told.at(-1)).toBe('ready ready');
  });

  test('its owner asks how far the indexes are; nobody else learns of them', async () => {
    const id = `app-${apps++}`;
    const manifest = { id, name: 'App', origins: ['http://app.localhost:4000'], scopes: [...defaultScopes] };
    await pushApp(
      world.services,
      { ...manifest, collections: { things: { schema, purpose: 'Things', indexes: { likes: 'likes' } } } },
      alice,
    );
    const as = (did: Did) => router(appsProcedures).createCaller(world.person(did));
    expect(await as(alice).indexes({ id })).toMatchObject([{ collection: `${id}/things`, name: 'likes', state: 'ready' }]);
    await expect(as(bob).indexes({ id })).rejects.toMatchObject({ cause: { code: 'unknown_app' } });
    await expect(as(bob).indexes({ id: 'no-such-app' })).rejects.toMatchObject({ cause: { code: 'unknown_app' } });
  });
});
