import type { Acl } from '@vibe/shared';
import type { Database } from '../../platform/database.ts';
import type { DocumentKey, StoredDocument } from './document.ts';
import type { Revision } from './revision.ts';
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
export declare const DOCUMENT_COLUMNS = "owner_did, collection, id, ord, seq, generation, hash, acl, body, created_at, updated_at";
/** Seen with the reader's own rights: `undefined` when it is not there, and when these principals may not read it. */
export declare function findDocument(database: Database, principals: readonly string[], key: DocumentKey): Promise<StoredDocument | undefined>;
/** For the feed, which decides by the document's ACL who gets it. */
export declare function findDocumentForFeed(database: Database, key: DocumentKey): Promise<StoredDocument | undefined>;
/** What remains of a removed document: its last revision. Owners see their own. */
export declare function findTombstone(database: Database, principals: readonly string[], key: DocumentKey): Promise<Revision | undefined>;
export declare const toStored: (row: DocumentRow) => StoredDocument;
