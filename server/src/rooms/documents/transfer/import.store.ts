import type { Did } from '@vibe/shared';
import type { Database } from '../../../platform/database.ts';
import type { Indexing } from '../index-entries.ts';
import type { RevTree } from '../revision-tree.ts';
import type { Sharing } from '../write.store.ts';

/** A document as it is put where none is, with all that it is elsewhere. */
export interface ImportedDocument extends Indexing {
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
}

export interface StandingRow {
  collection: string;
  id: string;
  generation: number;
  hash: string;
  ancestors: Buffer;
  deleted: boolean;
  tree: RevTree | null;
}

/** Which of these are there already, and at which revision. */
export const findStanding = (
  database: Database,
  owner: Did,
  keys: readonly { readonly collection: string; readonly id: string }[],
): Promise<StandingRow[]> =>
  database.read<StandingRow>([owner], {
    name: 'import.standing',
    text: `select d.collection, d.id, generation, hash, ancestors, deleted, tree
             from unnest($2::text[], $3::text[]) as k (collection, id)
             join documents d on d.owner_did = $1 and d.collection = k.collection and d.id = k.id`,
    values: [owner, keys.map(({ collection }) => collection), keys.map(({ id }) => id)],
  });

/**
 * Puts documents where none are: all of them or, with an error that `isStale` knows, none. As a create writes them, many at once: the counter, the documents,
 * reader rows, index rows, the changes and whom they concern, in one statement.
 */
export async function insertImported(database: Database, owner: Did, documents: readonly ImportedDocument[]): Promise<void> {
  const groups = documents.flatMap(({ sharing }) => sharing.groups);
  await database.write(
    { owner, principals: [owner] },
    {
      name: 'import.documents',
      text: INSERT,
      values: [owner, `[${documents.map(rowText).join(',')}]`, documents.length, JSON.stringify(groups)],
    },
  );
}

/** The body is JSON text already. */
function rowText(document: ImportedDocument): string {
  const { sharing, body, entries, texts, searchIndex, ord, ancestors, app } = document;
  const row = {
    ...{ collection: document.collection, id: document.id, ord: String(ord), generation: document.generation, hash: document.hash },
    ...{ ancestors: ancestors.join(''), acl: sharing.acl, readers: sharing.readers, denied: sharing.denied },
    ...{ writers: sharing.writers, write_denied: sharing.writeDenied, deleted: body === undefined, app },
    ...{ created_by: document.createdBy, created_at: document.createdAt, updated_at: document.updatedAt },
    entries: entries?.map(({ index, key, unique }) => ({ name: index, key: key.toString('hex'), is_unique: unique })),
    ...{ texts, search_index: searchIndex, bytes: body === undefined ? 0 : Buffer.byteLength(body) },
  };
  return `{"body":${body ?? 'null'},${JSON.stringify(row).slice(1)}`;
}

const INSERT = `
  with given as materialized (
    select *, row_number() over () as place from json_to_recordset($2::json) as g (
      collection text, id text, ord bigint, generation integer, hash text, ancestors text, acl jsonb, readers text[], denied text[], writers text[],
      write_denied text[], body jsonb, bytes integer, deleted boolean, app text, created_by text, created_at timestamptz, updated_at timestamptz, entries json, texts json, search_index text)),
  stream as (
    insert into streams as s (owner_did, seq) values ($1, $3::bigint) on conflict (owner_did) do update set seq = s.seq + $3::bigint returning seq),
  document as (
    insert into documents (owner_did, collection, id, ord, seq, generation, hash, ancestors, acl, readers, denied, writers, write_denied, body, bytes, deleted,
        created_by_app, created_by, created_at, updated_at)
    select $1, collection, id, ord, stream.seq - $3::bigint + place, generation, hash, decode(ancestors, 'hex'), acl, readers, denied, writers, write_denied,
        body, bytes, deleted, app, created_by, created_at, updated_at from given, stream
    on conflict (owner_did, collection, id) do nothing
    returning collection, id, ord, seq, generation, hash, deleted, readers as doc_readers, denied as doc_denied),
  added as (
    insert into document_readers (owner_did, collection, id, ord, principal, denied)
    select $1, collection, id, ord, principal, nullif(doc_denied, '{}') from document, unnest(doc_readers) as principal where not deleted),
  entries as (
    select collection, id, name as index_name, decode(key, 'hex') as key, is_unique
      from given, json_to_recordset(entries) as e (name text, key text, is_unique boolean)
    union
    select collection, id, search_index, convert_to(lexeme, 'UTF8'), false
      from given, json_to_recordset(texts) as t (language text, "text" text), unnest(to_tsvector(language::regconfig, "text"))),
  indexed as (
    insert into document_index (owner_did, collection, id, principal, index_name, key, ord, denied, is_unique)
    select $1, collection, id, principal, index_name, key, ord, nullif(doc_denied, '{}'), is_unique and principal = $1
      from document join entries using (collection, id), unnest(doc_readers || $1::text) as principal),
  named as (
    insert into acl_groups (anchor, gid, members)
    select distinct anchor, gid, members from json_to_recordset($4::json) as g (anchor text, gid text, members text[])
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

export interface ImportedRevision {
  readonly collection: string;
  readonly id: string;
  readonly generation: number;
  readonly hash: string;
  readonly body: string | undefined;
  readonly acl: object;
  readonly writtenBy: string;
  readonly at: Date;
}

/** @returns how many were not there */
export async function insertRevisions(database: Database, owner: Did, revisions: readonly ImportedRevision[]): Promise<number> {
  const rows = revisions.map(({ body, writtenBy, ...rest }) => {
    const row = JSON.stringify({ ...rest, deleted: body === undefined, written_by: writtenBy });
    return `{"body":${body ?? 'null'},${row.slice(1)}`;
  });
  const [row] = await database.write<{ added: string }>(
    { owner, principals: [owner] },
    {
      name: 'import.revisions',
      text: `with added as (
          insert into document_revisions (owner_did, collection, id, generation, hash, deleted, body, acl, written_by, at)
          select $1, collection, id, generation, hash, deleted, body, acl, written_by, at from json_to_recordset($2::json) as r (
            collection text, id text, generation integer, hash text, deleted boolean, body jsonb, acl jsonb, written_by text, at timestamptz)
          on conflict do nothing returning 1)
        select count(*) as added from added`,
      values: [owner, `[${rows.join(',')}]`],
    },
  );
  return Number(row?.added ?? 0);
}
