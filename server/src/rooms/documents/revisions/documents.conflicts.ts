import type { DocumentConflicts, ListConflictsInput } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { mayRead } from '../documents.policy.ts';
import { notFound, ownerOf } from '../documents.read.ts';
import { readerOf } from '../reader.ts';
import { findWhole, listLost } from '../transfer/whole.store.ts';
import { parsed } from '../write/write-look.ts';
import { writeRevision } from './revision.ts';

/**
 * The leaves that lost against the document as it is, for whoever may read it.
 * @throws {VibeError} not_found
 */
export async function listConflicts(ctx: Context, input: ListConflictsInput): Promise<DocumentConflicts> {
  const reader = await readerOf(ctx, input.collection);
  const key = { owner: ownerOf(reader, input.owner), collection: input.collection, id: input.id };
  const whole = await findWhole(ctx.database, reader.principals, key);
  if (!whole || whole.body === null || !mayRead(whole, reader.principals)) throw notFound(key);
  const lost = whole.revisions.tree ? await listLost(ctx.database, reader.principals, key) : [];
  return {
    rev: writeRevision(whole.revisions.head),
    conflicts: lost.map((leaf) => ({ rev: writeRevision(leaf), body: parsed(leaf.body), updatedAt: leaf.updatedAt.toISOString() })),
  };
}
