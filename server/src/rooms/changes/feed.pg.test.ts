import { limits } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alice, bob, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';
import type { Change } from './change.ts';
import { changeFeed, Feed } from './feed.ts';
import { followChanges } from './follow.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Writes one public change for an owner, with pauses wherever a real transaction may be slow; now and then it thinks better of it. */
async function slowWrite(pool: pg.Pool, owner: string, id: string): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('set local role vibe_writer');
    await client.query("select set_config('vibe.owner', $1, true), set_config('vibe.principals', $1, true)", [owner]);
    // A transaction id that is older than the change it carries.
    if (Math.random() < 0.3) await client.query('select pg_current_xact_id()');
    if (Math.random() < 0.3) await sleep(Math.random() * 8);
    await client.query(
      `with stream as (insert into streams as s values ($1, 1) on conflict (owner_did) do update set seq = s.seq + 1 returning seq)
       insert into changes (owner_did, collection, id, seq, rev, op, ord, readers) select $1, $2, $3, seq, '1-0', 'c', 0, '{*}' from stream`,
      [owner, collection, id],
    );
    if (Math.random() < 0.5) await sleep(Math.random() * 10);
    const holds = Math.random() < 0.9;
    await client.query(holds ? 'commit' : 'rollback');
    return holds;
  } finally {
    client.release();
  }
}

test('the feed loses nothing of many slow writers who commit out of order; a reader that follows a plain sequence does', {
  timeout: 30_000,
}, async () => {
  const pool = new pg.Pool({ connectionString: world.url, max: 20 });
  const committed = new Set<string>();
  const heard: Change[] = [];
  const naive = new Set<string>();
  const controller = new AbortController();
  let writing = true;

  const stream = followChanges(world.services, { collection, principals: ['*'] }, undefined, controller.signal);
  expect((await stream.next()).value).toMatchObject({ type: 'ready' }); // what is written before that is not the stream's
  const following = (async () => {
    for await (const each of stream) {
      expect(each.type).not.toBe('resync');
      if (each.type === 'change') heard.push(each.change);
      if (each.type === 'change' && each.change.id === 'the last') return;
    }
  })();
  const naiveReader = (async () => {
    for (let last = '0'; writing; await sleep(1)) {
      const { rows } = await pool.query<{ n: string; id: string }>('select n, id from changes where n > $1 order by n', [last]);
      for (const row of rows) naive.add(row.id);
      last = rows.at(-1)?.n ?? last;
    }
  })();
  const until = Date.now() + 3_000;
  await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      for (let at = 0; Date.now() < until; at++) {
        const id = `${writer}-${at}`;
        if (await slowWrite(pool, `did:example:${at % 4}`, id)) committed.add(id);
      }
    }),
  );
  await sleep(50);
  writing = false;
  while (!(await slowWrite(pool, 'did:example:0', 'the last')));
  await Promise.all([following, naiveReader]);
  controller.abort();
  await pool.end();

  expect(committed.size).toBeGreaterThan(300);
  const known = new Set(heard.map((each) => each.id));
  expect([...committed].filter((id) => !known.has(id))).toEqual([]);
  expect([...known].filter((id) => !committed.has(id))).toEqual(['the last']);
  expect(heard).toHaveLength(known.size); // each once
  // Each owner's counter has no gap.
  for (const [, changes] of Map.groupBy(heard, (each) => each.owner)) {
    const seqs = changes.map((each) => Number(each.seq)).sort((one, other) => one - other);
    expect(seqs).toEqual(seqs.map((_, at) => at + 1));
  }
  // The test would notice: this is what a reader of n alone never saw.
  expect([...committed].filter((id) => !naive.has(id)).length).toBeGreaterThan(0);
});

test('processes hear of each other’s writes by notification, not only by polling', async () => {
  await using other = await documentsWorld({ url: world.url, [Symbol.asyncDispose]: async () => {} });
  const deaf = new Feed(other.services, { pollMs: 2 ** 31 - 1 }); // without a notification it never looks again
  const signal = AbortSignal.timeout(15_000);
  const stream = followChanges(other.services, { collection, principals: [alice] }, undefined, signal, deaf);
  await stream.next();
  // Listening looks once by itself, so the first may be read without being told of. Those after it cannot.
  for (const id of ['told-1', 'told-2', 'told-3']) {
    await documentsOf(world.app(alice)).create({ collection, id, body: { text: '' } });
    expect((await stream.next()).value).toMatchObject({ type: 'change', change: { id } });
  }
  await stream.return(undefined);
});

test('the feed goes on by itself after every connection was cut, and without any notification', async () => {
  const stream = followChanges(world.services, { collection, principals: [bob] }, undefined, AbortSignal.timeout(15_000));
  await stream.next();
  const admin = new pg.Client({ connectionString: world.url });
  await admin.connect();
  await admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  // Committed by somebody who notifies nobody.
  await admin.query(`insert into changes (owner_did, collection, id, seq, rev, op, ord) values ($1, $2, 'quiet', 1, '1-0', 'c', 0)`, [
    bob,
    collection,
  ]);
  const { value } = await stream.next();
  expect(value).toMatchObject({ type: 'change', change: { id: 'quiet' } });
  await admin.end();
  await stream.return(undefined);
});

test('a transaction that stays open holds the feed back, and loses nothing', async () => {
  const stream = followChanges(world.services, { collection, principals: [bob] }, undefined, AbortSignal.timeout(15_000));
  await stream.next();
  const open = new pg.Client({ connectionString: world.url });
  await open.connect();
  const feed = changeFeed(world.services);
  const seen = new Promise<void>((resolve) => {
    const stop = feed.watch(collection, ({ id }) => {
      if (id !== 'held') return;
      stop();
      resolve();
    });
  });
  await open.query('begin');
  await open.query('select pg_current_xact_id()');
  await documentsOf(world.app(bob)).create({ collection, id: 'held', body: { text: '' } });
  let told = false;
  const next = stream.next().finally(() => {
    told = true;
  });
  await seen; // the process knows of it: whoever watches is told at once, whoever follows in order is not
  await feed.sight.next();
  expect(told).toBe(false);
  await open.query('commit');
  expect((await next).value).toMatchObject({ type: 'change', change: { id: 'held' } });
  await open.end();
  await stream.return(undefined);
});

test('what an open transaction has held back comes in portions that its readers keep up with', async () => {
  const stream = followChanges(world.services, { collection, principals: [bob] }, undefined, AbortSignal.timeout(15_000));
  await stream.next();
  const [open, admin] = [new pg.Client({ connectionString: world.url }), new pg.Client({ connectionString: world.url })];
  await Promise.all([open.connect(), admin.connect()]);
  await open.query('begin');
  await open.query('select pg_current_xact_id()');
  const many = limits.liveQueue * 3;
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const stop = changeFeed(world.services).watch(collection, () => ++count === many && resolve());
  await admin.query(
    `insert into changes (owner_did, collection, id, seq, rev, op, ord) select $1, $2, 'held-' || i, i, '1-0', 'c', 0 from generate_series(1, $3::int) as i`,
    [bob, collection, many],
  );
  await seen; // all of it is read, and waits
  stop();
  await open.query('commit');
  for (let at = 1; at <= many; at++) expect((await stream.next()).value).toMatchObject({ type: 'change', change: { id: `held-${at}` } });
  await Promise.all([open.end(), admin.end()]);
  await stream.return(undefined);
});

test('changes older than seven days are forgotten, and a stream from before them is told to resync', async () => {
  const { pruneChanges, readHorizon } = await import('./changes.store.ts');
  const { database } = world.services;
  const admin = new pg.Client({ connectionString: world.url });
  await admin.connect();
  const old = followChanges(world.services, { collection, principals: [alice] }, undefined, AbortSignal.timeout(10_000));
  const { value: ready } = await old.next();
  await old.return(undefined);
  await documentsOf(world.app(alice)).create({ collection, body: { text: '' }, acl: { read: { allow: [bob] } } });
  expect((await admin.query('select from change_readers where principal = $1', [bob])).rowCount).toBeGreaterThan(0);
  await admin.query("update changes set at = now() - interval '6 days'");
  expect(await pruneChanges(database, 5_000)).toBe(0);
  await admin.query("update changes set at = now() - interval '8 days'");
  const reading = followChanges(world.services, { collection, principals: [alice] }, undefined, AbortSignal.timeout(10_000));
  await reading.next();
  await documentsOf(world.app(alice)).create({ collection, id: 'young', body: { text: '' } });
  await reading.next(); // the feed has read the young one
  await reading.return(undefined);
  while ((await pruneChanges(database, 100)) > 0);
  expect((await admin.query('select id from changes')).rows).toEqual([{ id: 'young' }]);
  expect((await admin.query('select count(*)::int as left from change_readers')).rows).toEqual([{ left: 0 }]);
  expect(await readHorizon(database)).toBeGreaterThan(0n);
  await admin.end();
  const resumed = followChanges(world.services, { collection, principals: [alice] }, ready?.position, AbortSignal.timeout(10_000));
  expect((await resumed.next()).value).toMatchObject({ type: 'resync' });
  await resumed.return(undefined);
});
