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

export interface Missed {
  readonly collection: string;
  /** All that the reader is: decides what is seen. */
  readonly principals: readonly string[];
  /** Those of them to look under. */
  readonly among: readonly string[];
  readonly after: Position;
  readonly upTo: Position;
  readonly limit: number;
}

/**
 * What a reader missed, in order, seen with the reader's own rights; `undefined`: more than `limit`. Read in the feed's order under each of the reader's principals and merged, so that
 * it costs what was missed and not what happened.
 */
export async function readMissed(database: Database, missed: Missed): Promise<Change[] | undefined> {
  const rows = await database.read<Partial<ChangeRow>>(missed.principals, missedStatement(missed));
  if (rows.length > missed.limit) return undefined;
  return rows.filter((row): row is ChangeRow => typeof row.owner_did === 'string').map(toChange);
}

/** The place of each change, and the change if it may be seen: one that somebody is denied is counted, and empty. */
export const missedStatement = ({ collection, among, after, upTo, limit }: Omit<Missed, 'principals'>): Statement => ({
  name: 'changes.missed',
  text: `
    with place as materialized (
      select distinct told.xid, told.n
        from unnest($1::text[]) as mine cross join lateral vibe_missed(mine, $2, $3::xid8, $4::bigint, $5::xid8, $6::bigint, $7::integer) as told
       order by told.xid, told.n limit $7)
    select ${COLUMNS} from place left join lateral (
      select ${COLUMNS.replace('xid, n, ', '')} from changes c where c.xid = place.xid and c.n = place.n offset 0) as seen on true
     order by xid, n`,
  values: [among, collection, String(after.xid), String(after.n), String(upTo.xid), String(upTo.n), limit + 1],
});

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
      returning c.xid, c.n),
    forgotten as (delete from change_readers r using pruned p where r.xid = p.xid and r.n = p.n),
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
