import { setTimeout as sleep } from 'node:timers/promises';
import type { Did } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol } from '../../../../../tests/harness/documents.ts';
import { acls, everything, type IndexWorld, indexWorld, thing } from '../../../../../tests/harness/index-world.ts';
import { findCollection, listIndexes } from '../../apps/index.ts';

let world: IndexWorld;
beforeAll(async () => {
  world = await indexWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('an index that a filled collection gets', () => {
  test('is built while writers write, and is exact when it is ready', { timeout: 60_000 }, async () => {
    const app = await world.newApp();
    const collection = app.collection;
    const owners = [alice, bob, carol];
    const revs = new Map<string, string>();
    await Promise.all(
      owners.flatMap((owner) =>
        Array.from({ length: 100 }, async (_, n) => {
          const acl = acls[n % 3];
          const made = await app.as(owner).create({ collection, id: `t${n}`, body: thing(n), ...(acl && { acl }) });
          revs.set(`${owner} ${n}`, made.rev);
        }),
      ),
    );
    await app.push(everything);
    expect(await world.statesOf(app.id)).toEqual({
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
      for (let n = seed; writing; n = (n * 7 + 3) % 101) {
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
    await world.build();
    writing = false;
    await Promise.all(writers);
    expect(new Set(Object.values(await world.statesOf(app.id)))).toEqual(new Set(['ready']));
    expect(writes).toBeGreaterThan(20);
    const { there, wanted } = await world.compare(collection);
    expect(wanted.length).toBeGreaterThan(1_500);
    expect(there).toEqual(wanted);
  });

  test('a write that had to wait for the builder sees what it put', async () => {
    const app = await world.newApp();
    const collection = app.collection;
    const made = await app.as(alice).create({ collection, id: 'held', body: { likes: 1 } });
    await app.push({ indexes: { likes: 'likes' } });
    // What a builder does: it holds the owner's counter, and puts a row.
    const held = new pg.Client({ connectionString: world.url });
    await held.connect();
    await held.query('begin');
    await held.query('select from streams where owner_did = $1 for update', [alice]);
    const write = app.as(alice).update({ collection, id: 'held', rev: made.rev, body: { likes: 2 } });
    const waiting = `select from pg_stat_activity where application_name = 'vibe_writer' and wait_event_type = 'Lock' and datname = current_database()`;
    while ((await world.client.query(waiting)).rowCount === 0) await sleep(5);
    const stored = (await findCollection(world.services, collection))?.indexes[0]?.stored ?? '';
    await plant(held, collection, stored);
    await held.query('commit');
    await held.end();
    await write;
    const { there, wanted } = await world.compare(collection);
    expect(there).toEqual(wanted);
  });

  test('what a write left behind that knew of no builder is gone when the index is ready', async () => {
    const app = await world.newApp();
    const collection = app.collection;
    await app.as(alice).create({ collection, id: 'kept', body: { likes: 1 } });
    const removed = await app.as(alice).create({ collection, id: 'removed', body: { likes: 1 } });
    await app.push({ indexes: { likes: 'likes' } });
    const [index] = await listIndexes(world.services, app.id);
    // As if all documents had been looked at already, and then written by somebody who saw none of it.
    const since =
      'update collection_indexes set since = (select min(xid) from changes where collection = $1), at_owner = $2 where collection = $1';
    await world.client.query(since, [collection, 'did:z']);
    await app.as(alice).remove({ collection, id: 'removed', rev: removed.rev });
    await plant(world.client, collection, index?.stored ?? '');
    expect((await world.compare(collection)).there).toHaveLength(2);
    await world.build();
    const { there, wanted } = await world.compare(collection);
    expect(there).toEqual(wanted);
    expect(there).toHaveLength(1);
  });

  test('is gone on with by another process when the first was killed in the middle', { timeout: 60_000 }, async () => {
    const app = await world.newApp();
    const collection = app.collection;
    await Promise.all(
      Array.from({ length: 650 }, (_, n) =>
        app.as(n < 400 ? alice : n < 600 ? bob : carol).create({ collection, id: `k${n}`, body: { likes: n } }),
      ),
    );
    await app.push({ indexes: { likes: 'likes' } });
    const looked = async () =>
      (await world.client.query('select documents::int from collection_indexes where collection = $1', [collection])).rows[0].documents;
    // The third owner's documents are held, so the work stops after its first page.
    const held = new pg.Client({ connectionString: world.url });
    await held.connect();
    await held.query('begin');
    await held.query('select from streams where owner_did = $1 for update', [carol]);
    const first = world.build();
    const failed = expect(first).rejects.toThrow();
    while ((await looked()) === 0) await sleep(5);
    // Of a process that is killed the connections are cut, and with the connection goes its turn.
    await world.client.query(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 731602 and database = (select oid from pg_database where datname = current_database())",
    );
    await held.query('commit');
    await held.end();
    await failed;
    expect(await looked()).toBe(500);
    await world.build();
    expect(await looked()).toBe(650);
    const { there, wanted } = await world.compare(collection);
    expect(there.length).toBe(650);
    expect(there).toEqual(wanted);
  });

  test('is built once when several processes are there', async () => {
    const app = await world.newApp();
    await Promise.all(Array.from({ length: 300 }, (_, n) => app.as(alice).create({ collection: app.collection, body: { likes: n } })));
    await app.push({ indexes: { likes: 'likes' } });
    await Promise.all([world.build(), world.build(), world.build()]);
    await world.build();
    const { rows } = await world.client.query('select documents::int, state from collection_indexes where collection = $1', [
      app.collection,
    ]);
    expect(rows).toEqual([{ documents: 300, state: 'ready' }]);
  });

  test('that is unique and meets duplicates fails and names them; without them the next push builds it', async () => {
    const app = await world.newApp();
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
    await world.build();
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
    await world.build();
    expect(await world.statesOf(app.id)).toEqual({ slug: 'ready' });
    const { there, wanted } = await world.compare(collection);
    expect(there).toEqual(wanted);
    await expect(app.as(alice).create({ collection, body: { slug: 'w' } })).rejects.toMatchObject({ code: 'not_unique' });
  });

  test('with an array that is too long for it fails and names the document', async () => {
    const app = await world.newApp();
    await app.as(alice).create({ collection: app.collection, id: 'long', body: { tags: Array.from({ length: 70 }, (_, at) => at) } });
    await app.push({ indexes: { tags: { fields: ['tags'], each: true } } });
    await world.build();
    expect(await listIndexes(world.services, app.id)).toMatchObject([
      { state: 'failed', problem: { documents: [{ owner: alice, ids: ['long'] }] } },
    ]);
  });
});

/** Puts a row that no document of the collection has, for each of them. */
const plant = (client: pg.Client, collection: string, stored: string) =>
  client.query(
    `insert into document_index (owner_did, collection, id, principal, index_name, key, ord)
     select owner_did, collection, id, owner_did, $2, '\\x05', ord from documents where collection = $1`,
    [collection, stored],
  );
