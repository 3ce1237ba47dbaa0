import type { Did } from '@vibe/shared';
import type { Database } from '../../../platform/database.ts';
import type { Indexing } from '../indexing/index-entries.ts';
import { lexemes, withinRows } from '../indexing/index-lexemes.store.ts';
import type { Revision } from '../revisions/revision.ts';
import type { Sharing } from '../write/write.store.ts';

/** A document with all that it is, as it is put down. */
export interface WholeRow extends Indexing {
  readonly collection: string;
  readonly id: string;
  readonly ord: bigint;
  readonly generation: number;
  readonly hash: string;
  readonly ancestors: readonly string[];
  readonly sharing: Sharing;
  /** Canonical JSON; `undefined`: it was removed. */
  readonly body: string | undefined;
  readonly app: string;
  readonly createdBy: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Of a withdrawn document: the revision of its withdrawal. */
  readonly from?: Revision;
}

/**
 * `place`: where none is. `restore`: where one was withdrawn. All of them or, with an error that `isStale` knows, none. As a single write does it, many at
 * once: the counter, the documents, reader rows, index rows, the changes and whom they concern, in one statement.
 */
export async function writeMany(database: Database, kind: 'place' | 'restore', owner: Did, rows: readonly WholeRow[]): Promise<void> {
  const groups = rows.flatMap(({ sharing }) => sharing.groups);
  const values = [owner, `[${rows.map(rowText).join(',')}]`, rows.length, JSON.stringify(groups)];
  await database.write({ owner, principals: [owner] }, { name: `documents.many ${kind}`, text: statements[kind], values });
}

/** The body is JSON text already. */
function rowText(row: WholeRow): string {
  const { sharing, body, entries, texts, searchIndex, ord, ancestors, from } = row;
  const facts = {
    ...{ collection: row.collection, id: row.id, ord: String(ord), generation: row.generation, hash: row.hash },
    ...{ ancestors: ancestors.join(''), acl: sharing.acl, readers: sharing.readers, denied: sharing.denied },
    ...{ writers: sharing.writers, write_denied: sharing.writeDenied, deleted: body === undefined, app: row.app },
    ...{ created_by: row.createdBy, created_at: row.createdAt, updated_at: row.updatedAt },
    ...{ texts, search_index: searchIndex, bytes: body === undefined ? 0 : Buffer.byteLength(body) },
    entries: entries?.map(({ index, key, unique }) => ({ name: index, key: key.toString('hex'), is_unique: unique })),
    ...(from && { from_generation: from.generation, from_hash: from.hash }),
  };
  return `{"body":${body ?? 'null'},${JSON.stringify(facts).slice(1)}`;
}

const columns = `collection, id, ord, generation, hash, acl, readers, denied, writers, write_denied, body, bytes, deleted, created_by, created_at, updated_at`;

const documentStep = {
  place: `
    insert into documents (owner_did, seq, ancestors, created_by_app, ${columns})
    select $1, stream.seq - $3::bigint + place, decode(ancestors, 'hex'), app, ${columns} from given, stream
    on conflict (owner_did, collection, id) do nothing`,
  restore: `
    update documents set seq = stream.seq - $3::bigint + g.place, generation = g.generation, hash = g.hash, ancestors = decode(g.ancestors, 'hex'),
           readers = g.readers, denied = g.denied, writers = g.writers, write_denied = g.write_denied, body = g.body, bytes = g.bytes, kept = null,
           deleted = false, updated_at = g.updated_at
      from given g, stream
     where (documents.owner_did, documents.collection, documents.id) = ($1, g.collection, g.id)
       and documents.generation = g.from_generation and documents.hash = g.from_hash and documents.kept is not null`,
};

const compose = (kind: keyof typeof documentStep) => `
  with given as materialized (
    select *, row_number() over () as place from json_to_recordset($2::json) as g (
      collection text, id text, ord bigint, generation integer, hash text, ancestors text, acl jsonb, readers text[], denied text[], writers text[],
      write_denied text[], body jsonb, bytes integer, deleted boolean, app text, created_by text, created_at timestamptz, updated_at timestamptz,
      entries json, texts json, search_index text, from_generation integer, from_hash text)),
  stream as (
    insert into streams as s (owner_did, seq) values ($1, $3::bigint) on conflict (owner_did) do update set seq = s.seq + $3::bigint returning seq),
  document as (${documentStep[kind]}
    returning documents.collection, documents.id, documents.ord, documents.seq, documents.generation, documents.hash, documents.deleted,
      documents.readers as doc_readers, documents.denied as doc_denied),
  added as (
    insert into document_readers (owner_did, collection, id, ord, principal, denied)
    select $1, collection, id, ord, principal, nullif(doc_denied, '{}') from document, unnest(doc_readers) as principal where not deleted),
  entries as (
    select collection, id, name as index_name, decode(key, 'hex') as key, is_unique
      from given, json_to_recordset(entries) as e (name text, key text, is_unique boolean)
    union
    select collection, id, search_index, words.* from given, lateral (${lexemes(
      `array(select language from json_to_recordset(texts) as t (language text))`,
      `array(select t."text" from json_to_recordset(texts) as t ("text" text))`,
      'given.readers',
    )}) as words where texts is not null),
  indexed as (
    insert into document_index (owner_did, collection, id, principal, index_name, key, ord, denied, is_unique)
    select $1, collection, id, principal, index_name, key, ord, nullif(doc_denied, '{}'), is_unique and principal = $1
      from document join entries using (collection, id), unnest(doc_readers || $1::text) as principal
     where (select bool_and(${withinRows('json_array_length(g.entries)', 'g.readers')}) from given g where g.entries is not null) is not false),
  named as (
    insert into acl_groups (anchor, gid, members)
    select n.* from vibe_new_groups(
      array(select gid from json_to_recordset($4::json) as g (gid text)),
      array(select array_to_string(members, E'\\n') from json_to_recordset($4::json) as g (members text[]))) as n
    on conflict do nothing returning anchor, gid),
  groups_noted as (
    insert into changes (owner_did, collection, id, seq, rev, op, ord, readers)
    select $1, '~groups', gid, 0, '', 'c', 0, array[anchor] from named),
  noted as (
    insert into changes (owner_did, collection, id, seq, rev, op, ord, readers, denied)
    select $1, collection, id, seq, generation || '-' || hash, (case when deleted then 'r' else 'c' end)::"char", ord, doc_readers, doc_denied
      from document order by seq
    returning xid, n, collection, readers),
  concerned as (
    insert into change_readers (principal, collection, xid, n, owner_did)
    select distinct principal, collection, xid, n, $1 from noted, unnest(readers) as principal)
  select vibe_written(case when (select count(*) from document) = $3::bigint then (select seq from stream) end)`;
const statements = { place: compose('place'), restore: compose('restore') };
