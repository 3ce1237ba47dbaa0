import type { ResolveConflictsInput, VibeDocument } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { canonicalJson } from '../canonical-json.ts';
import { toReaders } from '../document.ts';
import { notFound } from '../documents.read.ts';
import { leafAfter, mergeLeaves } from '../revisions/merge-leaves.ts';
import { nextRevision, readRevision, writeRevision } from '../revisions/revision.ts';
import { conflictsOf, treeOf } from '../revisions/revision-tree.ts';
import type { Done, Planned } from './planned-write.ts';
import { merging } from './write.store.ts';
import { checkedBody, conflict, deskFor, lookToEdit, parsed } from './write-look.ts';

/**
 * One statement: a child of the winner with what is to stay, and an end of each loser.
 * @throws {VibeError} as `resolveConflicts`
 */
export async function planResolve(ctx: Context, input: ResolveConflictsInput): Promise<Planned<VibeDocument> | Done<VibeDocument>> {
  const { writer, writing, key, at, indexing } = await deskFor(ctx, input);
  const from = readRevision(input.rev);
  const given = input.body && checkedBody(writer, input.body);
  return look();

  async function look(): Promise<Planned<VibeDocument> | Done<VibeDocument>> {
    const whole = await lookToEdit(ctx, writer.principals, key);
    const { head } = whole.revisions;
    if (whole.body === null) throw notFound(key);
    if (writeRevision(head) !== writeRevision(from)) throw conflict(key, head, from);
    const ends = conflictsOf(treeOf(whole.revisions)).filter((leaf) => input.losers?.includes(writeRevision(leaf)) ?? true);
    const value = input.body ?? parsed(whole.body);
    const text = given ?? canonicalJson(value);
    const { acl, createdAt } = whole;
    if (ends.length === 0 && given === undefined)
      return { result: toReaders({ ...whole, revision: head, body: value }, writer.principals) };
    const to = nextRevision(from, text);
    const leaves = [leafAfter(from, to, text), ...ends.map((leaf) => leafAfter(leaf, nextRevision(leaf, null), null))];
    const merged = await mergeLeaves(ctx, writer.principals, whole, leaves, at);
    if (!merged) throw conflict(key, head, from);
    return {
      key,
      statement: merging(writing, key, { ...merged, ...indexing(value) }),
      told: () => toReaders({ ...key, revision: to, body: value, acl, createdAt, updatedAt: at }, writer.principals),
      otherwise: look,
    };
  }
}
