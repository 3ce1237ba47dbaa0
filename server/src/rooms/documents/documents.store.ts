import type { Acl, Did, QualifiedCollection } from '@vibe/shared';
import type { Database } from '../../platform/database.ts';
import type { DocumentKey, StoredDocument } from './document.ts';

export interface DocumentRow {
  owner_did: string;
  collection: string;
  id: string;
  ord: string;
  seq: string;
  generation: number;
  hash: string;
  acl: Acl;
  body: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
}

export const DOCUMENT_COLUMNS = 'owner_did, collection, id, ord, seq, generation, hash, acl, body, created_at, updated_at';

/** Seen with the reader's own rights: `undefined` when it is not there, and when these principals may not read it. */
export async function findDocument(
  database: Database,
  principals: readonly string[],
  key: DocumentKey,
): Promise<StoredDocument | undefined> {
  const [row] = await database.read<DocumentRow>(principals, {
    name: 'documents.get',
    text: `select ${DOCUMENT_COLUMNS} from documents where owner_did = $1 and collection = $2 and id = $3 and not deleted`,
    values: [key.owner, key.collection, key.id],
  });
  return row && toStored(row);
}

/** Bytes that a document takes on disk, beside it. */
export type WeighedDocument = readonly [document: StoredDocument, bytes: number];

/** For the feed, which decides by each document's ACL who gets it. Those that are not there are left out; the order is any. */
export async function findDocumentsForFeed(database: Database, keys: readonly DocumentKey[]): Promise<WeighedDocument[]> {
  const rows = await database.feed<DocumentRow & { bytes: number }>({
    name: 'documents.feed',
    text: `select d.* from unnest($1::text[], $2::text[], $3::text[]) as asked (owner, collection, id) cross join lateral (
             select ${DOCUMENT_COLUMNS}, pg_column_size(body) as bytes from documents
              where owner_did = asked.owner and collection = asked.collection and id = asked.id and not deleted offset 0) as d`,
    values: [keys.map((each) => each.owner), keys.map((each) => each.collection), keys.map((each) => each.id)],
  });
  return rows.map((row) => [toStored(row), row.bytes]);
}

export const toStored = (row: DocumentRow): StoredDocument => ({
  owner: row.owner_did as Did,
  collection: row.collection as QualifiedCollection,
  id: row.id,
  ord: BigInt(row.ord),
  seq: BigInt(row.seq),
  revision: { generation: row.generation, hash: row.hash },
  acl: row.acl,
  body: row.body,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
