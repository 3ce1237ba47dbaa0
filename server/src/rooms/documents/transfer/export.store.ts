import type { Database } from '../../../platform/database.ts';
import type { RevTree } from '../revisions/revision-tree.ts';

/** Owners with documents, or with some that are gone, by DID. Also those whose account is no more. */
export async function ownersAfter(database: Database, after: string, limit: number): Promise<string[]> {
  const rows = await database.scan<{ owner_did: string }>({
    name: 'export.owners',
    text: 'select owner_did from streams where owner_did > $1 order by owner_did limit $2',
    values: [after, limit],
  });
  return rows.map((row) => row.owner_did);
}

/** Collections from `from` on and before `to`. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** How many there are now, removed ones included: for the progress of an export, not for its truth. */
export async function countDocuments(database: Database, owner: string | undefined, { from, to }: Span): Promise<number> {
  const ofOwner = owner === undefined ? '' : 'owner_did = $3 and ';
  const [row] = await database.scan<{ count: string }>({
    name: `export.count${owner === undefined ? '' : ' of one'}`,
    text: `select count(*) as count from documents where ${ofOwner}collection >= $1 and collection < $2`,
    values: owner === undefined ? [from, to] : [from, to, owner],
  });
  return Number(row?.count ?? 0);
}

export interface ExportRow {
  collection: string;
  id: string;
  ord: string;
  generation: number;
  hash: string;
  ancestors: Buffer;
  tree: RevTree | null;
  /** As text: it goes from the database to the file as it is. */
  acl: string;
  body: string | null;
  created_by_app: string;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface Page {
  readonly after: { readonly collection: string; readonly id: string };
  readonly limit: number;
  /** Bodies of a page, in bytes; the first document always comes. */
  readonly bytes: number;
}

/** With the owner's own rights. In the order of the primary key: a page costs the same wherever it begins. */
export const readDocuments = (database: Database, owner: string, { from, to }: Span, page: Page): Promise<ExportRow[]> =>
  database.readBulk<ExportRow>([owner], {
    name: 'export.documents',
    text: `with page as materialized (
        select collection, id, ord, generation, hash, ancestors, tree, acl::text, body::text, created_by_app, created_by, created_at, updated_at from documents
         where owner_did = $1 and collection >= $2 and collection < $3 and (collection, id) > ($4, $5) order by collection, id limit $6)
      select * from (
        select page.*, sum(octet_length(body)) over (order by collection, id rows between unbounded preceding and 1 preceding) as before from page) as p
       where coalesce(before, 0) < $7 order by collection, id`,
    values: [owner, from, to, page.after.collection, page.after.id, page.limit, page.bytes],
  });

export interface LeafRow {
  generation: number;
  hash: string;
  body: string | null;
}

export const readConflicts = (database: Database, owner: string, collection: string, id: string): Promise<LeafRow[]> =>
  database.read<LeafRow>([owner], {
    name: 'export.conflicts',
    text: 'select generation, hash, body::text from document_conflicts where owner_did = $1 and collection = $2 and id = $3',
    values: [owner, collection, id],
  });

export interface HistoryRow {
  collection: string;
  id: string;
  generation: number;
  hash: string;
  body: string | null;
  acl: string;
  written_by: string;
  at: Date;
}
export interface HistoryPlace {
  readonly collection: string;
  readonly id: string;
  readonly generation: number;
  readonly hash: string;
}

export const readRevisions = (
  database: Database,
  owner: string,
  { from, to }: Span,
  { after, limit, bytes }: { readonly after: HistoryPlace; readonly limit: number; readonly bytes: number },
): Promise<HistoryRow[]> =>
  database.readBulk<HistoryRow>([owner], {
    name: 'export.revisions',
    text: `with page as materialized (
        select collection, id, generation, hash, body::text, acl::text, written_by, at from document_revisions
         where owner_did = $1 and collection >= $2 and collection < $3 and (collection, id, generation, hash) > ($4, $5, $6::integer, $7)
         order by collection, id, generation, hash limit $8)
      select * from (
        select page.*, sum(octet_length(body)) over (order by collection, id, generation, hash rows between unbounded preceding and 1 preceding) as before from page) as p
       where coalesce(before, 0) < $9 order by collection, id, generation, hash`,
    values: [owner, from, to, after.collection, after.id, after.generation, after.hash, limit, bytes],
  });
