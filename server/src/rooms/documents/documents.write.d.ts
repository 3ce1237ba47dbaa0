import { type CreateDocumentInput, type Did, type RemoveDocumentInput, type UpdateDocumentInput, type VibeDocument } from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
/** What remains of a document: where it was, and the revision of its removal. */
export interface RemovedDocument {
    readonly id: string;
    readonly collection: string;
    readonly owner: Did;
    readonly rev: string;
}
/**
 * Creates a document of the asker's own. Without an ACL it gets the collection's default, without that it is private.
 * @throws {VibeError} already_exists, schema_violation, too_large, too_deep, bad_request
 */
export declare function createDocument(ctx: Context, input: CreateDocumentInput): Promise<VibeDocument>;
/**
 * Changes a document from the revision the edit was made from. What is left out of `body` and `acl` stays.
 * @throws {VibeError} revision_conflict when it is at another revision; not_found; forbidden when the asker may read but not write it, or gives an ACL without being the owner;
 *   schema_violation, too_large, too_deep, bad_request
 */
export declare function updateDocument(ctx: Context, input: UpdateDocumentInput): Promise<VibeDocument>;
/** @throws {VibeError} revision_conflict, not_found, forbidden as for an update */
export declare function removeDocument(ctx: Context, input: RemoveDocumentInput): Promise<RemovedDocument>;
