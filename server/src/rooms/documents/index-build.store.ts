import type { Database } from '../../platform/database.ts';
import type { Statement } from '../../platform/statement.ts';
import type { Entry, Indexing } from './index-entries.ts';
import { lexemes, withinRows } from './index-lexemes.store.ts';

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

export interface Put {
  /** Rows that were missing or said something else, and rows that should not have been there. */
  readonly put: number;
  readonly dropped: number;
}
export type Indexed = Looked & { readonly indexing: Indexing };

/**
 * Makes the rows that one owner's documents have in an index what they should be, for those documents that are still as they were looked at. The owner's
 * counter is locked, so no write of theirs goes on meanwhile; but one that waits sees the rows as they were before, and leaves what it should have taken away:
 * who builds looks at what was written meanwhile once more.
 * @param exact the newest version decides whether a document is as it was looked at, not the one before we waited for the lock
 * @throws when a unique entry is somebody else's (`isNotUnique`), or there are too many (`isTooIndexed`)
 */
export async function putEntries(
  database: Database,
  collection: string,
  names: readonly string[],
  documents: readonly Indexed[],
  exact: boolean,
): Promise<Put> {
  const owner = documents[0]?.owner ?? '';
  const entries = documents.flatMap(({ id, indexing }) => (indexing.entries ?? []).map((entry) => ({ id, ...entry })));
  const texts = documents.flatMap(({ id, indexing }) => (indexing.texts ?? []).map((text) => ({ id, ...text })));
  const [row] = await write<Put>(database, owner, {
    ...(exact ? PUT_EXACT : PUT),
    values: [
      ...[owner, collection, names, documents.map(({ id }) => id), documents.map(({ seq }) => seq)],
      ...[
        entries.map(({ id }) => id),
        entries.map(({ index }) => index),
        entries.map(({ key }) => key),
        entries.map(({ unique }) => unique),
      ],
      ...[texts.map(({ id }) => id), texts.map(({ language }) => language), texts.map(({ text }) => text)],
    ],
  });
  return row ?? { put: 0, dropped: 0 };
}

/** As the owner, and on the connections of batches: nobody's single write queues behind it. */
async function write<Row>(database: Database, owner: string, statement: Statement): Promise<Row[]> {
  const [rows = []] = await database.writeAll([{ bound: { owner, principals: [owner] }, statement }]);
  return rows as Row[];
}

const put = (lock: string): string => `
  with stream as materialized (select owner_did from streams where owner_did = $1 for update),
  document as materialized (
    select id, ord, deleted, readers, denied from documents
     where (select count(*) from stream) = 1 and owner_did = $1 and collection = $2 and id = any ($4::text[])
       and seq = ($5::bigint[])[array_position($4::text[], id)] ${lock}),
  given as materialized (select * from unnest($6::text[], $7::text[], $8::bytea[], $9::boolean[]) as g (id, index_name, key, is_unique)),
  texts as materialized (select * from unnest($10::text[], $11::text[], $12::text[]) with ordinality as t (id, language, content, place)),
  spoken as materialized (select id, array_agg(language order by place) as languages, array_agg(content order by place) as contents from texts group by id),
  entries as materialized (
    select id, index_name, key, is_unique from given
    union all
    select d.id, ($3::text[])[1], words.* from document d join spoken s using (id) cross join lateral (${lexemes('s.languages', 's.contents', 'd.readers')}) as words),
  allowed as materialized (
    select id, ord, readers, denied from document d
     where not deleted and ${withinRows('select count(*) from given g where g.id = d.id', 'd.readers')}),
  wanted as materialized (
    select d.id, d.ord, nullif(d.denied, '{}') as denied, principal, e.index_name, e.key, e.is_unique and principal = $1 as is_unique
      from allowed d join entries e using (id) cross join lateral unnest(d.readers || $1::text) as principal),
  dropped as (
    delete from document_index x using document d
     where x.owner_did = $1 and x.collection = $2 and x.id = d.id and x.index_name = any ($3::text[])
       and (x.id, x.index_name, x.key, x.principal, x.ord) not in (select w.id, w.index_name, w.key, w.principal, w.ord from wanted w)
    returning x.id),
  put as (
    insert into document_index as x (owner_did, collection, id, principal, index_name, key, ord, denied, is_unique)
    select $1, $2, id, principal, index_name, key, ord, denied, is_unique from wanted
    on conflict (principal, collection, index_name, key, ord, owner_did, id)
      do update set denied = excluded.denied, is_unique = excluded.is_unique
         where (x.denied, x.is_unique) is distinct from (excluded.denied, excluded.is_unique)
    returning id)
  select (select count(*)::int from put) as put, (select count(*)::int from dropped) as dropped`;
const PUT: Omit<Statement, 'values'> = { name: 'indexes.put', text: put('') };
const PUT_EXACT: Omit<Statement, 'values'> = { name: 'indexes.put exact', text: put('for no key update') };

/** Another document of the owner that has one of these unique entries. */
export const findHolder = async (database: Database, collection: string, { owner, id, indexing }: Indexed): Promise<string | undefined> =>
  (await findOther(database, { owner, collection, id }, indexing.entries ?? []))?.id;

/** The index in which another document of the owner has one of these unique entries. */
export const findTaken = async (
  database: Database,
  key: Place & { readonly collection: string },
  entries: readonly Entry[],
): Promise<string | undefined> => (await findOther(database, key, entries))?.index_name;

async function findOther(
  database: Database,
  { owner, collection, id }: Place & { readonly collection: string },
  entries: readonly Entry[],
) {
  const unique = entries.filter((entry) => entry.unique);
  const [row] = await write<{ id: string; index_name: string }>(database, owner, {
    name: 'indexes.other',
    text: `select id, index_name from document_index join unnest($3::text[], $4::bytea[]) as g (name, value) on index_name = name and key = value
            where owner_did = $1 and collection = $2 and is_unique and id <> $5 order by index_name, id limit 1`,
    values: [owner, collection, unique.map(({ index }) => index), unique.map(({ key }) => key), id],
  });
  return row;
}

/** Deletes what one owner has in an index, a few hundred documents at a time. @returns where to go on; `undefined`: that was all */
export async function dropEntries(
  database: Database,
  collection: string,
  names: readonly string[],
  after: Place,
): Promise<{ next: string | undefined; documents: number }> {
  const most = 500;
  const { owner, id } = after;
  const [row] = await write<{ last: string | null; documents: number }>(database, owner, {
    name: 'indexes.drop',
    text: `
      with page as materialized (
        select distinct id from document_index where owner_did = $1 and collection = $2 and id > $3 order by id limit ${most}),
      dropped as (
        delete from document_index x using page p where x.owner_did = $1 and x.collection = $2 and x.id = p.id and x.index_name = any ($4::text[]))
      select (select max(id) from page) as last, (select count(*)::int from page) as documents`,
    values: [owner, collection, id, names],
  });
  return { next: row?.documents === most && row.last !== null ? row.last : undefined, documents: row?.documents ?? 0 };
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
