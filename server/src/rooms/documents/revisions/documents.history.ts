import { type DocumentHistory, type DocumentHistoryInput, revision, VibeError } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { findCollection } from '../../apps/index.ts';
import { ownerOf } from '../documents.read.ts';
import { readerOf } from '../reader.ts';
import { lookToEdit } from '../write/write-look.ts';
import { listRevisions } from './history.store.ts';
import { type Revision, readRevision, writeRevision } from './revision.ts';

/**
 * What a document has been, newest first, also after its removal; for its owner and for those who may change it. To restore one is an update.
 * @throws {VibeError} bad_request when the collection keeps no history; not_found; forbidden to those who may only read; bad_cursor
 */
export async function documentHistory(ctx: Context, input: DocumentHistoryInput): Promise<DocumentHistory> {
  const reader = await readerOf(ctx, input.collection);
  const key = { owner: ownerOf(reader, input.owner), collection: input.collection, id: input.id };
  if (!(await findCollection(ctx, key.collection))?.history)
    throw new VibeError('bad_request', `${key.collection} keeps no history`, { hint: "Add `history: true` to the collection's manifest." });
  await lookToEdit(ctx, reader.principals, key);
  const before = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const found = await listRevisions(ctx.database, reader.principals, key, { before, limit: input.limit + 1 });
  const page = found.slice(0, input.limit);
  const last = found.length > input.limit ? page.at(-1) : undefined;
  return {
    revisions: page.map((each) => ({ rev: writeRevision(each), at: each.at.toISOString(), writtenBy: each.writtenBy, body: each.body })),
    ...(last && { cursor: writeRevision(last) }),
  };
}

function readCursor(cursor: string): Revision {
  if (revision.safeParse(cursor).success) return readRevision(cursor);
  throw new VibeError('bad_cursor', 'The cursor is not one this server gave out', { hint: 'Start from the first page.' });
}
