import type { Did } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alice, bob, type DocumentsWorld, documentsWorld } from '../../../../tests/harness/documents.ts';
import { missedStatement, readHead, readMissed } from './changes.store.ts';
import type { Position } from './position.ts';

/*
 * A collection in which much happens that does not concern bob: 30,000 changes of strangers. For him there are some under his name, some under a
 * certificate, some for everybody.
 */
let world: DocumentsWorld;
let admin: pg.Client;
let upTo: Position;
const collection = 'feeds/posts';
const certificate = 'c:did:web:school.example pupil';
const bobs = ['*', bob, certificate];
const before: Position = { xid: 0n, n: 0n };

const note = (owner: Did, id: string, readers: readonly string[], more: { denied?: readonly string[]; lost?: readonly string[] } = {}) =>
  admin.query(
    `with noted as (insert into changes (owner_did, collection, id, seq, rev, op, ord, readers, denied, lost)
       values ($1, $2, $3, 1, '1-0', 'c', 0, $4, $5, $6) returning xid, n, readers || lost as concerned)
     insert into change_readers (principal, collection, xid, n, owner_did)
     select distinct principal, $2, xid, n, $1 from noted, unnest(concerned) as principal`,
    [owner, collection, id, readers, more.denied ?? [], more.lost ?? []],
  );

beforeAll(async () => {
  world = await documentsWorld();
  admin = new pg.Client({ connectionString: world.url });
  await admin.connect();
  await note(alice, 'named', [bob]);
  await admin.query(
    `with noted as (
       insert into changes (owner_did, collection, id, seq, rev, op, ord, readers)
       select 'did:web:stranger' || n % 100, $1, 'noise-' || n, n, '1-0', 'c', 0, array['did:web:reader' || n % 50]
         from generate_series(1, 30000) as n returning xid, n, owner_did, readers)
     insert into change_readers (principal, collection, xid, n, owner_did) select unnest(readers), $1, xid, n, owner_did from noted`,
    [collection],
  );
  await note(alice, 'for pupils', [certificate]);
  await note(alice, 'for all but bob', ['*'], { denied: [bob] });
  await note(alice, 'for all and bob', ['*', bob, certificate]);
  await note(bob, "bob's own", []);
  await note(alice, 'no longer', [], { lost: [bob] });
  await note(alice, 'private', []);
  await admin.query('analyze changes');
  await admin.query('analyze change_readers');
  upTo = (await readHead(world.services.database)).position;
});
afterAll(async () => {
  await admin.end();
  await world[Symbol.asyncDispose]();
});

const missed = (more: { among?: readonly string[]; after?: Position; limit?: number } = {}) =>
  readMissed(world.services.database, { collection, principals: bobs, among: bobs, after: before, upTo, limit: 100, ...more });

test('what a reader missed comes in order, each once, with the reader’s own rights', async () => {
  const all = await missed();
  expect(all?.map((each) => each.id)).toEqual(['named', 'for pupils', 'for all and bob', "bob's own", 'no longer']);
  const [, second] = all ?? [];
  expect((await missed({ after: second as Position }))?.map((each) => each.id)).toEqual(['for all and bob', "bob's own", 'no longer']);
  expect((await missed({ among: [bob] }))?.map((each) => each.id)).toEqual(['named', 'for all and bob', "bob's own", 'no longer']);
});

test('more than the limit is not half of it', async () => {
  expect(await missed({ limit: 5 })).toBeUndefined(); // five to see, and one that bob is denied
  expect(await missed({ limit: 6 })).toHaveLength(5);
});

/** As bob's reader, in one transaction: its statement, and how many rows of the feed Postgres touched for it. */
async function asBob<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<{ rows: Row[]; touched: number }> {
  await admin.query('begin');
  await admin.query('set local role vibe_reader');
  await admin.query("select set_config('vibe.principals', $1, true)", [bobs.join('\x1f')]);
  const before = await touched(); // what this connection did and Postgres has not booked yet counts as well
  const { rows } = await admin.query<Row>(text, values as unknown[]);
  const after = await touched();
  await admin.query('rollback');
  return { rows, touched: after - before };
}

async function touched(): Promise<number> {
  const { rows } = await admin.query<{ touched: string }>(
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as touched from pg_stat_xact_user_tables where relname in ('changes', 'change_readers')`,
  );
  return Number(rows[0]?.touched);
}

test('it touches what concerns the reader, and of that no more than the limit', async () => {
  const few = missedStatement({ collection, among: bobs, after: before, upTo, limit: 100 });
  const missedByBob = await asBob(few.text, few.values);
  expect(missedByBob.rows).toHaveLength(6);
  expect(missedByBob.touched).toBeLessThan(300); // of 60,000

  const busy = ['did:web:reader7'];
  await admin.query("update changes set readers = readers || '{*}' where id like 'noise%'");
  await admin.query(
    "insert into change_readers (principal, collection, xid, n, owner_did) select '*', collection, xid, n, owner_did from changes where id like 'noise%'",
  );
  // What everybody reads, for a planner that has not noticed yet.
  const all = missedStatement({ collection, among: [...bobs, ...busy], after: before, upTo, limit: 100 });
  const missedByAll = await asBob(all.text, all.values);
  expect(missedByAll.rows).toHaveLength(101);
  expect(missedByAll.touched).toBeLessThan(3_000); // of 90,000; the planner's own looks at the ends of indexes count as well
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

test('each principal is an ordered scan of an index: nothing is sorted', async () => {
  const { rows } = await admin.query<{ body: string; settings: string[] }>(
    "select prosrc as body, proconfig as settings from pg_proc where proname = 'vibe_missed'",
  );
  const [missing] = rows;
  const body = missing?.body
    .replaceAll('mine', `'${bob}'`)
    .replaceAll('in_collection', `'${collection}'`)
    .replaceAll('after_xid', "'0'::xid8")
    .replaceAll('last_xid', `'${upTo.xid}'::xid8`)
    .replaceAll('after_n', '0')
    .replaceAll('last_n', '0')
    .replaceAll('most', '100');
  for (const setting of missing?.settings ?? []) await admin.query(`set ${setting}`);
  const { rows: plans } = await asBob<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`explain (format json) ${body}`, []);
  await admin.query('reset all');
  const nodes = nodesOf(plans[0]?.['QUERY PLAN'][0]?.Plan as PlanNode);
  expect(nodes.map((each) => each['Node Type'])).not.toContain('Sort');
  expect(nodes.map((each) => each['Index Name']).filter(Boolean)).toEqual(['change_readers_pkey', 'changes_owner']);
});
