import { type CreateDocumentInput, type VibeDocument, VibeError } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { creationOf } from '../access/creation.ts';
import { sharingOf } from '../access/principals.ts';
import { type DocumentKey, toReaders } from '../document.ts';
import { writerOf } from '../reader.ts';
import { leafAfter, mergeLeaves } from '../revisions/merge-leaves.ts';
import { nextRevision } from '../revisions/revision.ts';
import { findWhole } from '../transfer/whole.store.ts';
import type { Done, Planned } from './planned-write.ts';
import { creation, merging } from './write.store.ts';
import { checkedBody, deskOf } from './write-look.ts';

/** @throws {VibeError} forbidden, schema_violation, too_large, too_deep, bad_request; the plan: already_exists */
export async function planCreate(ctx: Context, input: CreateDocumentInput): Promise<Planned<VibeDocument>> {
  const asker = await writerOf(ctx, input.collection);
  const { owner, acl, createdBy, principals } = await creationOf(ctx, asker, input);
  const { collection, id = ctx.clock.uuid() } = input;
  const { writer, writing, key, at, indexing } = deskOf({ ...asker, principals }, { owner, collection, id }, ctx.clock.now());
  const body = checkedBody(writer, input.body);
  const sharing = sharingOf(acl, owner);
  const ord = (BigInt(at.getTime()) << 20n) | BigInt(ctx.clock.randomInt(20));
  const beginning = { ord, app: writer.appId, createdBy, at };
  const made = { ...sharing, ...beginning, ...indexing(input.body), body };
  const plan: Planned<VibeDocument> = {
    key,
    statement: creation(writing, key, { ...made, revision: nextRevision(undefined, body) }),
    told: ({ revision }) =>
      toReaders({ ...key, revision, body: input.body, acl: sharing.acl, createdAt: at, updatedAt: at }, writer.principals),
    otherwise: againAfterRemovals,
    groups: sharing.groups,
  };

  /** There is one, or there was one with more than one leaf, which the plain statement leaves alone. */
  async function againAfterRemovals(): Promise<Planned<VibeDocument> | Done<VibeDocument>> {
    // What somebody else has removed is theirs to bring back.
    if (createdBy !== undefined) throw alreadyThere(key);
    const whole = await findWhole(ctx.database, writer.principals, key);
    if (!whole) return plan;
    const { head } = whole.revisions;
    if (!head.deleted) throw alreadyThere(key);
    const merged = await mergeLeaves(ctx, writer.principals, whole, [leafAfter(head, nextRevision(head, body), body)], at);
    if (!merged) throw alreadyThere(key);
    return { ...plan, statement: merging(writing, key, { ...merged, ...indexing(input.body), sharing, anew: beginning }) };
  }
  return plan;
}

const alreadyThere = ({ collection, id }: DocumentKey) =>
  new VibeError('already_exists', `There is a document ${id} in ${collection} already`);
