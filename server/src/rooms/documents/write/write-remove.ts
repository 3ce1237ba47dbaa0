import type { RemoveDocumentInput, RemovedDocument } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { mayShare } from '../documents.policy.ts';
import { notFound } from '../documents.read.ts';
import { leafAfter, mergeLeaves } from '../revisions/merge-leaves.ts';
import { nextRevision, readRevision, writeRevision } from '../revisions/revision.ts';
import { conflictsOf, leavesOf, treeOf } from '../revisions/revision-tree.ts';
import type { Done, Planned } from './planned-write.ts';
import { merging, removal } from './write.store.ts';
import { conflict, deskFor, lookToEdit, parsed } from './write-look.ts';

type Plan = Planned<RemovedDocument>;

/**
 * Removes all of a document, its conflicts with it; with `conflict: 'keep'` only the leaf that is named, and what comes next wins.
 * @throws {VibeError} as `removeDocument`
 */
export async function planRemove(ctx: Context, input: RemoveDocumentInput): Promise<Plan | Done<RemovedDocument>> {
  const { writer, writing, key, at, indexing } = await deskFor(ctx, input);
  const from = readRevision(input.rev);
  const to = nextRevision(from, null);
  const told = () => ({ ...key, rev: writeRevision(to) });
  const straight = (): Plan => ({
    ...{ key, told, answers: { removed: writeRevision(to) } },
    statement: removal(writing, key, { from, to, at, ...indexing(null) }),
    otherwise: look,
  });
  return mayShare(key.owner, writer.principals) ? straight() : look();

  async function look(): Promise<Plan | Done<RemovedDocument>> {
    const whole = await lookToEdit(ctx, writer.principals, key);
    const { head, tree } = whole.revisions;
    if (whole.body === null) throw notFound(key);
    const isNewest = writeRevision(head) === writeRevision(from);
    if (tree === null && isNewest) return straight();
    const all = treeOf(whole.revisions);
    const named = leavesOf(all).filter((leaf) => !leaf.deleted && writeRevision(leaf) === writeRevision(from));
    const ends = input.conflict === 'keep' ? named : isNewest ? [head, ...conflictsOf(all)] : [];
    const merged = await mergeLeaves(
      ctx,
      writer.principals,
      whole,
      ends.map((leaf) => leafAfter(leaf, nextRevision(leaf, null), null)),
      at,
    );
    if (!merged) throw conflict(key, head, from);
    return {
      ...{ key, told, otherwise: look, answers: { removed: writeRevision(to) } },
      statement: merging(writing, key, { ...merged, ...indexing(merged.body === null ? null : parsed(merged.body)) }),
    };
  }
}
