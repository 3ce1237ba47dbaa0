import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { DeclaredIndex } from './declared-indexes.ts';

export type IndexState = 'building' | 'ready' | 'failed' | 'dropping';

/** As the registry has it. */
export interface IndexRow {
  readonly collection: string;
  readonly index_name: string;
  readonly app_id: string;
  readonly name: string;
  readonly state: IndexState;
  readonly round: number;
  /** Documents looked at, and how many of the owners there are. */
  readonly documents: number;
  readonly owners: number;
  readonly of_owners: number | null;
  readonly since: string | null;
  readonly at_owner: string | null;
  readonly at_id: string | null;
  readonly problem: IndexProblem | null;
  /** Since it was asked for. */
  readonly waited_ms: number;
}

/** Why an index could not be built, and the first documents that stand in its way. */
export interface IndexProblem {
  readonly because: string;
  readonly documents: readonly { readonly owner: string; readonly ids: readonly string[] }[];
}

const COLUMNS = sql<IndexRow>`collection, index_name, app_id, name, state, round, documents::float8, owners::float8, of_owners::float8,
  since::text, at_owner, at_id, problem, (extract(epoch from now() - asked_at) * 1000)::float8 as waited_ms`;

/** For the row of an app: its indexes as one JSON value. */
export const indexRowsOfApp = sql<readonly IndexRow[]>`coalesce((select jsonb_agg(i) from (select ${COLUMNS} from collection_indexes
  where app_id = apps.id and state <> 'dropping') as i), '[]')`;

export async function listIndexRows(db: Db, appId: string): Promise<readonly IndexRow[]> {
  const found =
    await sql<IndexRow>`select ${COLUMNS} from collection_indexes where app_id = ${appId} order by collection, name, index_name`.execute(
      db,
    );
  return found.rows;
}

/** What is to be built or dropped, of one app or of all. */
export async function listIndexWork(db: Db, appId?: string): Promise<readonly IndexRow[]> {
  const found = await sql<IndexRow>`select ${COLUMNS} from collection_indexes
    where state in ('building', 'dropping') and (${appId ?? null}::text is null or app_id = ${appId ?? null}) order by asked_at, collection, index_name`.execute(
    db,
  );
  return found.rows;
}

/**
 * Brings the registry to what the app's newest manifest declares; the row of the app is locked. An index of a collection that no manifest had before is ready:
 * there is no document without it. One that failed, or was being dropped, is built from the start.
 */
export async function declareIndexes(tx: Db, appId: string, version: number, declared: readonly DeclaredIndex[]): Promise<void> {
  const columns = {
    collections: declared.map(({ collection }) => collection as string),
    stored: declared.map(({ stored }) => stored),
    names: declared.map(({ name }) => name),
  };
  await sql`
    insert into collection_indexes as known (collection, index_name, app_id, name, state)
    select collection, stored, ${appId}, name,
           case when exists (select from app_manifests m where m.app_id = ${appId} and m.version < ${version}
                                and m.manifest -> 'collections' ? split_part(collection, '/', 2)) then 'building' else 'ready' end
      from unnest(${columns.collections}::text[], ${columns.stored}::text[], ${columns.names}::text[]) as d (collection, stored, name)
    on conflict (collection, index_name) do update
       set state = 'building', asked_at = now(), round = known.round + 1, since = null, at_owner = null, at_id = null,
           documents = 0, owners = 0, of_owners = null, problem = null
     where known.state in ('failed', 'dropping')`.execute(tx);
  await sql`
    update collection_indexes set state = 'dropping', problem = null, asked_at = now(), round = round + 1, at_owner = null, at_id = null, documents = 0, owners = 0
     where app_id = ${appId} and state <> 'dropping'
       and (collection, index_name) not in (select * from unnest(${columns.collections}::text[], ${columns.stored}::text[]))`.execute(tx);
}

/** `work` gets the one connection that holds the index's lock: when it is lost, so is the turn. False when another process has it. */
export function onItsTurn(db: Db, row: Pick<IndexRow, 'collection' | 'index_name'>, work: (held: Db) => Promise<void>): Promise<boolean> {
  const name = `${row.collection} ${row.index_name}`;
  return db.connection().execute(async (held) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(731602, hashtext(${name})) as mine`.execute(held);
    if (!rows[0]?.mine) return false;
    try {
      await work(held);
    } finally {
      await sql`select pg_advisory_unlock(731602, hashtext(${name}))`.execute(held).catch(() => {});
    }
    return true;
  });
}

type Turn = Pick<IndexRow, 'collection' | 'index_name' | 'round' | 'state'>;
const ofTurn = ({ collection, index_name, round, state }: Turn) =>
  sql`collection = ${collection} and index_name = ${index_name} and round = ${round} and state = ${state}`;

/** The row as it is now; `undefined` when it was asked for anew meanwhile, or is done. */
export async function findTurn(held: Db, turn: Turn): Promise<IndexRow | undefined> {
  return (await sql<IndexRow>`select ${COLUMNS} from collection_indexes where ${ofTurn(turn)}`.execute(held)).rows[0];
}

export interface Progress {
  readonly since?: string;
  readonly atOwner?: string;
  readonly atId?: string;
  readonly documents?: number;
  readonly owners?: number;
}

/** False when the work is no longer wanted. */
export async function saveProgress(held: Db, turn: Turn, { since, atOwner, atId, documents = 0, owners = 0 }: Progress): Promise<boolean> {
  const { rows } = await sql`
    update collection_indexes set since = coalesce(${since ?? null}::xid8, since), at_owner = coalesce(${atOwner ?? null}, at_owner),
           at_id = case when ${atOwner ?? null}::text is null then at_id else ${atId ?? null} end,
           documents = documents + ${documents}, owners = owners + ${owners}
     where ${ofTurn(turn)} returning index_name`.execute(held);
  return rows.length > 0;
}

export async function saveOwners(held: Db, turn: Turn, owners: number): Promise<void> {
  await sql`update collection_indexes set of_owners = ${owners} where ${ofTurn(turn)}`.execute(held);
}

export async function finishIndex(held: Db, turn: Turn): Promise<void> {
  await sql`update collection_indexes set state = 'ready', since = null, at_owner = null, at_id = null where ${ofTurn(turn)}`.execute(held);
}

export async function failIndex(held: Db, turn: Turn, problem: IndexProblem): Promise<void> {
  await sql`update collection_indexes set state = 'failed', problem = ${JSON.stringify(problem)} where ${ofTurn(turn)}`.execute(held);
}

export async function forgetIndex(held: Db, turn: Turn): Promise<void> {
  await sql`delete from collection_indexes where ${ofTurn(turn)}`.execute(held);
}

/** The text search configurations that this database knows. */
export async function listLanguages(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select cfgname as name from pg_ts_config where pg_ts_config_is_visible(oid) order by 1`.execute(db);
  return rows.map(({ name }) => name);
}
