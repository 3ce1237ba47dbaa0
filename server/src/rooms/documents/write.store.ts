import type { Acl } from '@vibe/shared';
import type { Database } from '../../platform/database.ts';
import type { DocumentKey } from './document.ts';
import type { Revision } from './revision.ts';

/*
 * A write is one statement: the owner's counter (whose row lock puts the owner's writes in order), the document, its reader rows, the change. A
 * document that is not at the expected revision makes vibe_written() raise, which undoes all of it.
 * Under READ COMMITTED a write that waited for the counter sees documents as they were before it waited; the revision in the UPDATE's condition is
 * checked again on the newest row, so a stale write never gets through.
 */

export interface Sharing {
  readonly acl: Acl;
  readonly readers: readonly string[];
  readonly denied: readonly string[];
}
/** What the statement knows and the caller may not: only what an edit left as it was. */
export interface Kept {
  readonly acl: Acl;
  readonly createdAt: Date;
}
interface KeptRow {
  acl: Acl;
  created_at: Date;
}

const NEXT_SEQ = 'update streams set seq = seq + 1 where owner_did = $1 returning seq';
const NOTE = (op: 'c' | 'u' | 'r', from = 'document', lost = "'{}'::text[]") => `
  noted as (
    insert into changes (owner_did, collection, id, seq, rev, op, ord, readers, denied, lost)
    select $1, $2, $3, seq, generation || '-' || hash, '${op}', ord, readers, denied, ${lost} from ${from})`;
const ADD_READERS = `
  added as (
    insert into document_readers (principal, collection, ord, owner_did, id, denied)
    select principal, $2, ord, $1, $3, nullif(denied, '{}') from document, unnest(readers) as principal
    on conflict (principal, collection, ord, owner_did, id) do update set denied = excluded.denied)`;
const RETURNED = 'returning seq, ord, generation, hash, readers, denied, acl, created_at';
const ANSWER = 'select vibe_written(seq) as seq, acl, created_at from (select) as one left join document on true';
const AT_REVISION = 'owner_did = $1 and collection = $2 and id = $3 and generation = $4 and hash = $5';

const CREATE = `
  with stream as (
    insert into streams as s (owner_did, seq) values ($1, 1) on conflict (owner_did) do update set seq = s.seq + 1 returning seq),
  document as (
    insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, denied, body, created_by_app, created_at, updated_at)
    select $1, $2, $3, $4, seq, $5, $6, $7, $8, $9, $10, $11, $12, $12 from stream
    on conflict (owner_did, collection, id) do nothing ${RETURNED}),
  ${ADD_READERS}, ${NOTE('c')} ${ANSWER}`;

const REVIVE = `
  with stream as (${NEXT_SEQ}),
  document as (
    update documents set seq = stream.seq, generation = $6, hash = $7, ord = $8, acl = $9, readers = $10, denied = $11, body = $12, created_by_app = $13,
           deleted = false, created_at = $14, updated_at = $14
      from stream where ${AT_REVISION} and deleted ${RETURNED.replace('seq', 'documents.seq')}),
  ${ADD_READERS}, ${NOTE('c')} ${ANSWER}`;

const EDIT = `
  with stream as (${NEXT_SEQ}),
  document as (
    update documents set seq = stream.seq, generation = $6, hash = $7, body = $8, updated_at = $9
      from stream where ${AT_REVISION} and not deleted ${RETURNED.replace('seq', 'documents.seq')}),
  ${NOTE('u')} ${ANSWER}`;

/* Someone who is denied now lost the document only if it was theirs to read before. */
const SHARE = `
  with stream as (${NEXT_SEQ}),
  before as (select readers, denied from documents where ${AT_REVISION}),
  document as (
    update documents set seq = stream.seq, generation = $6, hash = $7, body = $8, updated_at = $9, acl = $10, readers = $11, denied = $12
      from stream where ${AT_REVISION} and not deleted ${RETURNED.replace('seq', 'documents.seq')}),
  dropped as (
    delete from document_readers r using document d
     where r.owner_did = $1 and r.collection = $2 and r.id = $3 and not r.principal = any (d.readers)),
  ${ADD_READERS},
  loss as (
    select d.*, array(
      select p from unnest(b.readers) as p where p <> all (d.readers)
      union select p from unnest(d.denied) as p where p <> all (b.denied) and (p = any (b.readers) or '*' = any (b.readers))) as lost
      from document d, before b),
  ${NOTE('u', 'loss', 'lost')} ${ANSWER}`;

const REMOVE = `
  with stream as (${NEXT_SEQ}),
  document as (
    update documents set seq = stream.seq, generation = $6, hash = $7, body = null, deleted = true, updated_at = $8
      from stream where ${AT_REVISION} and not deleted ${RETURNED.replace('seq', 'documents.seq')}),
  dropped as (delete from document_readers r using document d where r.owner_did = $1 and r.collection = $2 and r.id = $3),
  ${NOTE('r')} ${ANSWER}`;

/** The document was not at the expected revision, or, at a create, was there already. */
export const isStale = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'VB409';

interface Made extends Sharing {
  readonly ord: bigint;
  readonly revision: Revision;
  /** Canonical JSON. */
  readonly body: string;
  readonly app: string;
  readonly at: Date;
}

export async function insertDocument(database: Database, writer: readonly string[], key: DocumentKey, made: Made): Promise<void> {
  const { ord, revision, acl, readers, denied, body, app, at } = made;
  await run(database, writer, key, 'documents.create', CREATE, [
    ...[key.owner, key.collection, key.id, String(ord), revision.generation, revision.hash],
    ...[JSON.stringify(acl), readers, denied, body, app, at],
  ]);
}

/** A document that was removed comes back under its id, one generation on. */
export async function reviveDocument(
  database: Database,
  writer: readonly string[],
  key: DocumentKey,
  from: Revision,
  made: Made,
): Promise<void> {
  const { ord, revision, acl, readers, denied, body, app, at } = made;
  await run(database, writer, key, 'documents.revive', REVIVE, [
    ...[key.owner, key.collection, key.id, from.generation, from.hash, revision.generation, revision.hash],
    ...[String(ord), JSON.stringify(acl), readers, denied, body, app, at],
  ]);
}

interface Edit {
  readonly from: Revision;
  readonly to: Revision;
  readonly at: Date;
}

/** Changes the body alone: no reader row is touched. */
export function editDocument(
  database: Database,
  writer: readonly string[],
  key: DocumentKey,
  edit: Edit & { body: string },
): Promise<Kept> {
  return run(database, writer, key, 'documents.edit', EDIT, [...atRevision(key, edit), edit.body, edit.at]);
}

/** Changes the body and who may read. */
export function shareDocument(
  database: Database,
  writer: readonly string[],
  key: DocumentKey,
  edit: Edit & { body: string; sharing: Sharing },
): Promise<Kept> {
  const { acl, readers, denied } = edit.sharing;
  return run(database, writer, key, 'documents.share', SHARE, [
    ...atRevision(key, edit),
    edit.body,
    edit.at,
    JSON.stringify(acl),
    readers,
    denied,
  ]);
}

/** Leaves a tombstone with the ACL, so that readers learn of it. */
export async function removeDocumentAt(database: Database, writer: readonly string[], key: DocumentKey, edit: Edit): Promise<void> {
  await run(database, writer, key, 'documents.remove', REMOVE, [...atRevision(key, edit), edit.at]);
}

const atRevision = (key: DocumentKey, { from, to }: Edit) => [
  key.owner,
  key.collection,
  key.id,
  from.generation,
  from.hash,
  to.generation,
  to.hash,
];

async function run(
  database: Database,
  principals: readonly string[],
  { owner }: DocumentKey,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Kept> {
  const [row] = await database.write<KeptRow>({ owner, principals }, { name, text, values });
  if (!row) throw new Error('the database answered nothing');
  return { acl: row.acl, createdAt: row.created_at };
}
