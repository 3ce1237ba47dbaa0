import type { Did } from '@vibe/shared';
import type { Database } from '../../../platform/database.ts';
import type { Statement } from '../../../platform/statement.ts';

const asOwner = <Row>(database: Database, owner: Did, statement: Statement): Promise<Row[]> =>
  database.write<Row>({ owner, principals: [owner] }, statement);

/**
 * Some documents become tombstones that keep what they said: gone from every list, told to whoever could read them, and from then on their
 * owner's alone. Leaves that had lost are given up, and the tree with them.
 * The account's mark is held meanwhile: who comes back waits for this, and nothing is withdrawn any more once they are back.
 */
export async function withdrawSome(database: Database, owner: Did, limit: number, at: Date): Promise<number> {
  const [row] = await asOwner<{ withdrawn: string }>(database, owner, {
    name: 'leaving.withdraw',
    text: WITHDRAW,
    values: [owner, limit, at],
  });
  return Number(row?.withdrawn ?? 0);
}

const WITHDRAW = `
  with mark as materialized (select owner_did from leaving_owners where owner_did = $1 for share),
  counter as materialized (select seq from streams, mark where streams.owner_did = $1 for update of streams),
  chosen as materialized (
    select d.collection, d.id, d.readers, d.denied from counter, documents d where d.owner_did = $1 and not d.deleted limit $2 for update of d),
  numbered as (select *, row_number() over () as place, count(*) over () as total from chosen),
  stream as (update streams set seq = seq + (select count(*) from chosen) where owner_did = $1 and exists (select from chosen) returning seq),
  document as (
    update documents d set seq = stream.seq - n.total + n.place, generation = d.generation + 1, hash = md5('[true,"' || d.generation || '-' || d.hash || '",null]'),
           ancestors = substring(decode(d.hash, 'hex') || d.ancestors from 1 for octet_length(d.ancestors) + 16), tree = null,
           kept = d.body, body = null, bytes = 0, deleted = true, readers = '{}', denied = '{}', writers = '{}', write_denied = '{}', updated_at = $3
      from numbered n, stream where (d.owner_did, d.collection, d.id) = ($1, n.collection, n.id)
    returning d.collection, d.id, d.ord, d.seq, d.generation, d.hash, n.readers as old_readers, n.denied as old_denied),
  unread as (delete from document_readers r using chosen s where (r.owner_did, r.collection, r.id) = ($1, s.collection, s.id)),
  unindexed as (delete from document_index x using chosen s where (x.owner_did, x.collection, x.id) = ($1, s.collection, s.id)),
  unconflicted as (delete from document_conflicts c using chosen s where (c.owner_did, c.collection, c.id) = ($1, s.collection, s.id)),
  noted as (
    insert into changes (owner_did, collection, id, seq, rev, op, ord, readers, denied)
    select $1, collection, id, seq, generation || '-' || hash, 'r', ord, old_readers, old_denied from document order by seq
    returning xid, n, collection, readers),
  concerned as (
    insert into change_readers (principal, collection, xid, n, owner_did)
    select distinct principal, collection, xid, n, $1 from noted, unnest(readers) as principal)
  select count(*) as withdrawn from document`;

export interface WithdrawnRow {
  collection: string;
  id: string;
  ord: string;
  generation: number;
  hash: string;
  ancestors: Buffer;
  acl: string;
  kept: string;
  created_by_app: string;
  created_by: string | null;
  created_at: Date;
}

export const readWithdrawn = (
  database: Database,
  owner: Did,
  after: { readonly collection: string; readonly id: string },
  limit: number,
): Promise<WithdrawnRow[]> =>
  database.readBulk<WithdrawnRow>([owner], {
    name: 'leaving.withdrawn',
    text: `select collection, id, ord, generation, hash, ancestors, acl::text, kept::text, created_by_app, created_by, created_at from documents
            where owner_did = $1 and kept is not null and deleted and (collection, id) > ($2, $3) order by collection, id limit $4`,
    values: [owner, after.collection, after.id, limit],
  });

/** What was written anew under a withdrawn document's id stays as it is. */
export const forgetKept = (database: Database, owner: Did): Promise<unknown> =>
  asOwner(database, owner, {
    name: 'leaving.forget kept',
    text: 'update documents set kept = null where owner_did = $1 and kept is not null and not deleted',
    values: [owner],
  });

const ERASED = [
  'documents',
  'document_revisions',
  'document_conflicts',
  'document_readers',
  'document_index',
  'collection_acls',
  'write_results',
] as const;

/** For good. Only what is withdrawn, of an owner who leaves: row level security refuses all else. */
export async function eraseSome(database: Database, owner: Did, limit: number): Promise<number> {
  let erased = 0;
  for (const table of ERASED) {
    const [row] = await asOwner<{ erased: string }>(database, owner, {
      name: `leaving.erase ${table}`,
      text: `with chosen as materialized (select tableoid as part, ctid as place from ${table} where owner_did = $1 limit $2),
          gone as (delete from ${table} t using chosen s where t.owner_did = $1 and t.tableoid = s.part and t.ctid = s.place returning 1)
        select count(*) as erased from gone`,
      values: [owner, limit],
    });
    erased += Number(row?.erased ?? 0);
  }
  return erased;
}

/** The counter goes last. */
export const eraseCounter = (database: Database, owner: Did): Promise<unknown> =>
  asOwner(database, owner, { name: 'leaving.erase stream', text: 'delete from streams where owner_did = $1', values: [owner] });
