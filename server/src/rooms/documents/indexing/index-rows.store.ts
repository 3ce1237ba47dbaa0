import type { Database } from '../../../platform/database.ts';
import type { Statement } from '../../../platform/statement.ts';
import { ownerLock } from '../write/owner-lock.store.ts';
import type { Entry, Indexing } from './index-entries.ts';
import { lexemes, withinRows } from './index-lexemes.store.ts';
import type { Looked, Place } from './index-scan.store.ts';

export interface Put {
  /** Rows that were missing or said something else, and rows that should not have been there. */
  readonly put: number;
  readonly dropped: number;
}
export type Indexed = Looked & { readonly indexing: Indexing };

/**
 * Makes the rows that one owner's documents have in an index what they should be, for those documents that are still as they were looked at. No write of the
 * owner's goes on meanwhile.
 * @throws when a unique entry is somebody else's (`isNotUnique`), or there are too many (`isTooIndexed`)
 */
export async function putEntries(
  database: Database,
  collection: string,
  names: readonly string[],
  documents: readonly Indexed[],
): Promise<Put> {
  const owner = documents[0]?.owner ?? '';
  const entries = documents.flatMap(({ id, indexing }) => (indexing.entries ?? []).map((entry) => ({ id, ...entry })));
  const texts = documents.flatMap(({ id, indexing }) => (indexing.texts ?? []).map((text) => ({ id, ...text })));
  const [row] = await write<Put>(database, owner, {
    ...PUT,
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

/** As the owner, once no other write of theirs goes on; and on the connections of batches, where nobody's single write queues behind it. */
async function write<Row>(database: Database, owner: string, statement: Statement): Promise<Row[]> {
  const bound = { owner, principals: [owner] };
  const [, rows = []] = await database.writeAll([ownerLock(bound), { bound, statement }]);
  return rows as Row[];
}

const PUT: Omit<Statement, 'values'> = {
  name: 'indexes.put',
  text: `
  with document as materialized (
    select id, ord, deleted, readers, denied from documents
     where owner_did = $1 and collection = $2 and id = any ($4::text[])
       and seq = ($5::bigint[])[array_position($4::text[], id)]),
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
  select (select count(*)::int from put) as put, (select count(*)::int from dropped) as dropped`,
};

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
  const bound = { owner, principals: [owner] };
  const [row] = await database.write<{ id: string; index_name: string }>(bound, {
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
