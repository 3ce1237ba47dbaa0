import type { Acl } from '@vibe/shared';
import type { Database } from '../../platform/database.ts';
import type { DocumentKey } from './document.ts';
import type { Revision } from './revision.ts';
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
/** The document was not at the expected revision, or, at a create, was there already. */
export declare const isStale: (error: unknown) => boolean;
interface Made extends Sharing {
    readonly ord: bigint;
    readonly revision: Revision;
    /** Canonical JSON. */
    readonly body: string;
    readonly app: string;
    readonly at: Date;
}
export declare function insertDocument(database: Database, writer: readonly string[], key: DocumentKey, made: Made): Promise<void>;
/** A document that was removed comes back under its id, one generation on. */
export declare function reviveDocument(database: Database, writer: readonly string[], key: DocumentKey, from: Revision, made: Made): Promise<void>;
interface Edit {
    readonly from: Revision;
    readonly to: Revision;
    readonly at: Date;
}
/** Changes the body alone: no reader row is touched. */
export declare function editDocument(database: Database, writer: readonly string[], key: DocumentKey, edit: Edit & {
    body: string;
}): Promise<Kept>;
/** Changes the body and who may read. */
export declare function shareDocument(database: Database, writer: readonly string[], key: DocumentKey, edit: Edit & {
    body: string;
    sharing: Sharing;
}): Promise<Kept>;
/** Leaves a tombstone with the ACL, so that readers learn of it. */
export declare function removeDocumentAt(database: Database, writer: readonly string[], key: DocumentKey, edit: Edit): Promise<void>;
export {};
