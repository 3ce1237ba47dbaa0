import { type UpdateDocumentInput, type UpdatedDocument, VibeError } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { sharingOf } from '../access/principals.ts';
import { canonicalJson } from '../canonical-json.ts';
import { toReaders } from '../document.ts';
import { mayShare } from '../documents.policy.ts';
import { notFound } from '../documents.read.ts';
import { leafAfter, mergeLeaves } from '../revisions/merge-leaves.ts';
import { nextRevision, readRevision, writeRevision } from '../revisions/revision.ts';
import { holds, treeOf } from '../revisions/revision-tree.ts';
import type { WholeDocument } from '../transfer/whole.store.ts';
import type { Done, Planned } from './planned-write.ts';
import { editing, merging } from './write.store.ts';
import { checkedBody, conflict, deskFor, lookToEdit, parsed } from './write-look.ts';

type Plan = Planned<UpdatedDocument>;

/**
 * An edit of the newest revision is one statement, without a look before. Anything else is looked at: somebody else's document, an ACL alone, a document
 * with conflicts, and an edit of an older revision that is to be kept as a conflict.
 * @throws {VibeError} as `updateDocument`
 */
export async function planUpdate(ctx: Context, input: UpdateDocumentInput): Promise<Plan | Done<UpdatedDocument>> {
  const { writer, writing, key, at, indexing } = await deskFor(ctx, input);
  const from = readRevision(input.rev);
  const isKept = input.conflict === 'keep';
  const given = input.body && { value: input.body, text: checkedBody(writer, input.body) };
  const sharing = input.acl && sharingOf(input.acl, key.owner);
  const isOwner = mayShare(key.owner, writer.principals);
  return isOwner && given ? straight(given) : look();

  function straight(body: { readonly value: Record<string, unknown>; readonly text: string }): Plan {
    const to = nextRevision(from, body.text);
    return {
      key,
      statement: editing(writing, key, { from, to, at, sharing, body: body.text, ...indexing(body.value) }),
      told: ({ acl, createdAt }) => toReaders({ ...key, revision: to, body: body.value, acl, createdAt, updatedAt: at }, writer.principals),
      otherwise: look,
      groups: sharing?.groups,
      ...(!given && { answers: { body: true } }),
    };
  }

  async function look(): Promise<Plan | Done<UpdatedDocument>> {
    const whole = await lookToEdit(ctx, writer.principals, key);
    if (sharing && !isOwner) throw new VibeError('forbidden', 'Only its owner says who may see a document');
    const { head, tree } = whole.revisions;
    const isNewest = writeRevision(head) === writeRevision(from);
    if (!isKept && whole.body === null) throw notFound(key);
    if (!isKept && !isNewest) throw conflict(key, head, from);
    const value = given?.value ?? parsed(whole.body ?? '{}');
    const body = given ?? { value, text: canonicalJson(value) };
    return isNewest && tree === null && whole.body !== null ? straight(body) : merge(whole, body.text);
  }

  async function merge(whole: WholeDocument, text: string): Promise<Plan | Done<UpdatedDocument>> {
    const { head } = whole.revisions;
    // An older revision may be one that is no longer known. A newer one was made up.
    if (from.generation > head.generation && !holds(treeOf(whole.revisions), from)) throw conflict(key, head, from);
    const to = nextRevision(from, text);
    const merged = await mergeLeaves(ctx, writer.principals, whole, [leafAfter(from, to, text)], at);
    const { revisions, body, updatedAt } = merged ?? whole;
    const won = writeRevision(revisions.head) === writeRevision(to);
    const value = parsed(body ?? '{}');
    const acl = sharing?.acl ?? whole.acl;
    const result: UpdatedDocument = {
      ...toReaders({ ...key, revision: revisions.head, body: value, acl, createdAt: whole.createdAt, updatedAt }, writer.principals),
      ...(!won && { keptAs: writeRevision(to) }),
    };
    if (!merged) return { result };
    return {
      key,
      statement: merging(writing, key, { ...merged, ...indexing(value), sharing }),
      told: () => result,
      otherwise: look,
      groups: sharing?.groups,
      answers: { body: true, ...(!won && { keptAs: writeRevision(to) }) },
    };
  }
}
