import type { Did, QualifiedCollection } from '@vibe/shared';
import type { Database } from '../../platform/database.ts';
import type { Statement } from '../../platform/statement.ts';
import type { Change } from './change.ts';
import type { Position } from './position.ts';

interface ChangeRow {
  xid: string;
  n: string;
  owner_did: string;
  collection: string;
  id: string;
  seq: string;
  rev: string;
  op: string;
  readers: string[];
  denied: string[];
  lost: string[];
}

const COLUMNS = 'xid, n, owner_did, collection, id, seq, rev, op, readers, denied, lost';
const operations: Record<string, Change['op']> = { c: 'created', u: 'updated', r: 'removed' };

/** The feed's epoch and where it stands now: everything that commits from here on comes after it. */
export async function readHead(database: Database): Promise<{ epoch: string; position: Position }> {
  const [row] = await database.feed<{ epoch: string; xid: string }>({
    name: 'changes.head',
    text: "select (select value from server_state where name = 'epoch') as epoch, pg_snapshot_xmin(pg_current_snapshot()) as xid",
    values: [],
  });
  if (!row) throw new Error('the database answered nothing');
  return { epoch: row.epoch, position: { xid: BigInt(row.xid), n: 0n } };
}

/**
 * What is after a position, in order, as far as nothing can slip in any more: below the oldest transaction that is still open.
 * `held`: what has committed and an older open transaction still holds back.
 */
export async function readChanges(database: Database, after: Position, limit: number): Promise<{ changes: Change[]; held: Change[] }> {
  const rows = await database.feed<ChangeRow & { settled: boolean }>({
    name: 'changes.after',
    text: `select ${COLUMNS}, xid < pg_snapshot_xmin(pg_current_snapshot()) as settled from changes
            where (xid, n) > ($1::xid8, $2::bigint) order by xid, n limit $3`,
    values: [String(after.xid), String(after.n), limit],
  });
  const open = rows.findIndex((row) => !row.settled);
  const all = rows.map(toChange);
  return open === -1 ? { changes: all, held: [] } : { changes: all.slice(0, open), held: all.slice(open) };
}

/** What a reader missed in one collection, seen with the reader's own rights. */
export async function readMissed(
  database: Database,
  principals: readonly string[],
  missed: { collection: string; after: Position; upTo: Position; limit: number },
): Promise<Change[]> {
  const { collection, after, upTo, limit } = missed;
  const rows = await database.read<ChangeRow>(principals, {
    name: 'changes.missed',
    text: `select ${COLUMNS} from changes
            where collection = $1 and (xid, n) > ($2::xid8, $3::bigint) and (xid, n) <= ($4::xid8, $5::bigint) order by xid, n limit $6`,
    values: [collection, String(after.xid), String(after.n), String(upTo.xid), String(upTo.n), limit],
  });
  return rows.map(toChange);
}

/** Below this xid changes have been pruned. */
export async function readHorizon(database: Database): Promise<bigint> {
  const [row] = await database.feed<{ value: string }>({
    name: 'changes.horizon',
    text: "select value from server_state where name = 'changes_horizon'",
    values: [],
  });
  return BigInt(row?.value ?? '0');
}

/** Forgets at most `limit` changes older than seven days, and remembers how far. One process at a time; the others skip. */
export async function pruneChanges(database: Database, limit: number): Promise<number> {
  const [row] = await database.feed<{ pruned: string }>(pruneStatement(limit));
  return Number(row?.pruned ?? 0);
}

const pruneStatement = (limit: number): Statement => ({
  name: 'changes.prune',
  text: `with turn as materialized (select pg_try_advisory_xact_lock(7316025092) as mine),
    oldest as materialized (select xid, n, at from changes order by xid, n limit $1),
    pruned as (
      delete from changes c using oldest o, turn
       where turn.mine and o.at < now() - interval '7 days' and c.xid = o.xid and c.n = o.n
      returning c.xid),
    horizon as (
      update server_state set value = (select max(xid) from pruned)::text
       where name = 'changes_horizon' and exists (select from pruned))
    select count(*) as pruned from pruned`,
  values: [limit],
});

const toChange = (row: ChangeRow): Change => ({
  xid: BigInt(row.xid),
  n: BigInt(row.n),
  owner: row.owner_did as Did,
  collection: row.collection as QualifiedCollection,
  id: row.id,
  seq: BigInt(row.seq),
  rev: row.rev,
  op: operations[row.op] ?? 'updated',
  readers: row.readers,
  denied: row.denied,
  lost: row.lost,
});
