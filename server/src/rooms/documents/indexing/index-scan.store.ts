import type { Database } from '../../../platform/database.ts';

export interface Place {
  readonly owner: string;
  readonly id: string;
}
/** A document as the builder reads it. `body` has only the members that were asked for; `undefined`: it is removed. */
export interface Looked extends Place {
  readonly seq: string;
  readonly body: Record<string, unknown> | undefined;
}
interface LookedRow {
  owner_did: string;
  id: string;
  seq: string;
  body: Record<string, unknown> | null;
}
const toLooked = ({ owner_did: owner, id, seq, body }: LookedRow): Looked => ({ owner, id, seq, body: body ?? undefined });

/** Of the body only what is indexed travels. */
const MEMBERS = (parameter: string) =>
  `case when deleted then null else coalesce((select jsonb_object_agg(name, body -> name) from unnest(${parameter}::text[]) as name where body ? name), '{}') end as body`;

/** `owners` as vibe_collection_page has it. */
const PAGE = { documents: 500, bytes: 8_000_000, owners: 500 } as const;
const LAST_ID = '\u{10ffff}';

export interface Page {
  readonly documents: readonly Looked[];
  /** Where the next page goes on; `undefined`: this was the last. */
  readonly next: Place | undefined;
  /** Owners that are behind us now. */
  readonly owners: number;
}

/** The documents of a collection, owner by owner; a page ends with a few hundred documents, some megabytes, or owners that have none. */
export async function readPage(database: Database, collection: string, members: readonly string[], after: Place): Promise<Page> {
  const rows = await database.scan<LookedRow>({
    name: 'indexes.page',
    text: `select owner_did, coalesce(id, '') as id, seq::text, ${MEMBERS('$6')} from vibe_collection_page($1, $2, $3, $4, $5)`,
    values: [collection, after.owner, after.id, PAGE.documents, PAGE.bytes, members],
  });
  const last = rows.at(-1);
  const isFull = last !== undefined && last.id !== '';
  const documents = (isFull ? rows : rows.slice(0, -1)).map(toLooked);
  if (isFull) return { documents, next: documents.at(-1), owners: new Set(documents.map(({ owner }) => owner)).size - 1 };
  const owners = Number(last?.seq ?? 0);
  // All of these owners are done: nothing comes after their last possible id.
  return { documents, next: owners < PAGE.owners || !last ? undefined : { owner: last.owner_did, id: LAST_ID }, owners };
}

/** Documents as they are now, the removed ones included. */
export async function lookAt(
  database: Database,
  collection: string,
  members: readonly string[],
  places: readonly Place[],
): Promise<Looked[]> {
  const rows = await database.scan<LookedRow>({
    name: 'indexes.look',
    text: `select owner_did, id, seq, ${MEMBERS('$4')} from documents
            join unnest($2::text[], $3::text[]) as p (owner, document) on owner_did = p.owner and id = p.document where collection = $1`,
    values: [collection, places.map(({ owner }) => owner), places.map(({ id }) => id), members],
  });
  return rows.map(toLooked);
}

export interface ChangedPage {
  readonly places: readonly Place[];
  readonly next: { readonly xid: string; readonly n: string } | undefined;
}

/** What was written in a collection by transactions from `since` on, a page at a time. */
export async function readChanged(
  database: Database,
  collection: string,
  since: string,
  after: { readonly xid: string; readonly n: string } = { xid: since, n: '-1' },
): Promise<ChangedPage> {
  const most = 2_000;
  const rows = await database.scan<{ owner_did: string; collection: string; id: string; xid: string; n: string }>({
    name: 'indexes.changed',
    text: `select owner_did, collection, id, xid, n from changes where (xid, n) > ($1::xid8, $2::bigint) order by xid, n limit ${most}`,
    values: [after.xid, after.n],
  });
  const here = rows.filter((row) => row.collection === collection).map(({ owner_did: owner, id }) => ({ owner, id }));
  const last = rows.at(-1);
  return {
    places: [...new Map(here.map((each) => [`${each.owner} ${each.id}`, each])).values()],
    next: rows.length === most && last ? { xid: last.xid, n: last.n } : undefined,
  };
}

export async function readOwners(database: Database, after: string): Promise<string[]> {
  const rows = await database.scan<{ owner_did: string }>({
    name: 'indexes.owners',
    text: 'select owner_did from streams where owner_did > $1 order by owner_did limit 1000',
    values: [after],
  });
  return rows.map((row) => row.owner_did);
}

export async function countOwners(database: Database): Promise<number> {
  const [row] = await database.scan<{ count: number }>({
    name: 'indexes.count',
    text: 'select count(*)::float8 as count from streams',
    values: [],
  });
  return row?.count ?? 0;
}

/** The first transaction id that is not given out yet. */
export async function readMark(database: Database): Promise<string> {
  const [row] = await database.scan<{ mark: string }>({
    name: 'indexes.mark',
    text: 'select pg_snapshot_xmax(pg_current_snapshot())::text as mark',
    values: [],
  });
  if (!row) throw new Error('the database answered nothing');
  return row.mark;
}

/** Is there still a write that sees the database as it was before the mark? */
export async function hasOlderWrites(database: Database, mark: string): Promise<boolean> {
  const [row] = await database.scan<{ older: boolean }>({
    name: 'indexes.older',
    text: `select exists (select from pg_stat_activity
            where datname = current_database() and application_name = 'vibe_writer' and greatest(age(backend_xmin), age(backend_xid)) > age($1::text::xid8::xid)) as older`,
    values: [mark],
  });
  return row?.older ?? false;
}
