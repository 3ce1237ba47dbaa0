import type {
  CreateDocumentInput,
  RemoveDocumentInput,
  RemovedDocument,
  ResolveConflictsInput,
  UpdateDocumentInput,
  UpdatedDocument,
  VibeDocument,
} from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { carryOut } from './planned-write.ts';
import { planCreate } from './write-create.ts';
import { planRemove } from './write-remove.ts';
import { planResolve } from './write-resolve.ts';
import { planUpdate } from './write-update.ts';

/**
 * Creates a document of the asker's own. Without an ACL it gets the collection's default, without that it is private. Its generation goes on where a
 * removed document of that id ended.
 * @throws {VibeError} already_exists, not_unique, schema_violation, too_large, too_deep, bad_request
 */
export const createDocument = async (ctx: Context, input: CreateDocumentInput): Promise<VibeDocument> =>
  carryOut(ctx, await planCreate(ctx, input));

/**
 * Changes a document from the revision the edit was made from. What is left out of `body` and `acl` stays. With `conflict: 'keep'` an edit of an older
 * revision is stored beside what came after it; the answer is the document as it then is, and `keptAs` says that the edit did not win.
 * @throws {VibeError} revision_conflict when it is at another revision; not_found; forbidden when the asker may read but not write it, or gives an ACL without being the owner;
 *   too_large, also when more conflicts than are kept would be; not_unique, schema_violation, too_deep, bad_request
 */
export const updateDocument = async (ctx: Context, input: UpdateDocumentInput): Promise<UpdatedDocument> =>
  carryOut(ctx, await planUpdate(ctx, input));

/**
 * Removes a document and all its conflicts. With `conflict: 'keep'` only the leaf that `rev` names: another one may win then.
 * @throws {VibeError} revision_conflict, not_found, forbidden as for an update
 */
export const removeDocument = async (ctx: Context, input: RemoveDocumentInput): Promise<RemovedDocument> =>
  carryOut(ctx, await planRemove(ctx, input));

/**
 * Ends conflicts: `body` (left out: the winner's) becomes a child of the winner, and the losers end, all at once. `losers` are those that were looked at;
 * left out: all there are.
 * @throws {VibeError} revision_conflict when `rev` is not the winner; else as for an update
 */
export const resolveConflicts = async (ctx: Context, input: ResolveConflictsInput): Promise<VibeDocument> =>
  carryOut(ctx, await planResolve(ctx, input));
