import { type Acl, type AclRule, aclAllows, type Did, type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { mayCreate } from '../documents.policy.ts';
import type { Writer } from '../reader.ts';
import { rulesInForce, writeDownManifestRules } from './collection-acl.ts';
import { principalsFor } from './memberships.ts';

/** Whose a new document is, and who may see it. */
export interface Creation {
  readonly owner: Did;
  readonly acl: Acl;
  /** When it is not the owner who creates. */
  readonly createdBy: Did | undefined;
  /** Who the creator is to the rules that were asked. */
  readonly principals: readonly string[];
}
export interface CreationAsked {
  readonly collection: QualifiedCollection;
  /** Left out: the asker's own. */
  readonly owner?: Did | undefined;
  readonly acl?: Acl | undefined;
}

/**
 * In one's own collection a document gets the ACL it comes with, or else the collection's. In somebody else's it gets the collection's, and its creator may read
 * and write it.
 * @throws {VibeError} forbidden when the owner's rules do not let the asker create; bad_request for an ACL in somebody else's collection
 */
export async function creationOf(services: Services, writer: Writer, asked: CreationAsked): Promise<Creation> {
  const { did, principals } = writer;
  const owner = asked.owner ?? did;
  if (owner !== did) return creationForOther(services, writer, asked, owner);
  if (asked.acl) return { owner, acl: asked.acl, createdBy: undefined, principals };
  const { acl } = await rulesInForce(services, writer, asked.collection, owner);
  return { owner, acl: documentPart(acl), createdBy: undefined, principals };
}

async function creationForOther(services: Services, writer: Writer, { collection, acl }: CreationAsked, owner: Did): Promise<Creation> {
  if (acl)
    throw new VibeError('bad_request', "A document in somebody else's collection gets that collection's ACL", { hint: 'Leave `acl` out.' });
  await writeDownManifestRules(services, writer, collection);
  // Only now: the rules may have named a group for the first time.
  const principals = await principalsFor(services, writer.did);
  const { acl: rules } = await rulesInForce(services, writer, collection, owner);
  if (!mayCreate({ owner, rules }, principals))
    throw new VibeError('forbidden', `You may not create documents in this collection of ${owner}`);
  const given = withCreator(documentPart(rules), writer.did);
  for (const action of ['read', 'write'] as const)
    if (!aclAllows(given, owner, principals, action))
      throw new VibeError('forbidden', `What you would create in this collection of ${owner} is denied to you`);
  return { owner, acl: given, createdBy: writer.did, principals };
}

const documentPart = ({ read, write }: Acl): Acl => ({ ...(read && { read }), ...(write && { write }) });

const withCreator = ({ read, write }: Acl, creator: Did): Acl => ({ read: including(read, creator), write: including(write, creator) });

const including = (rule: AclRule = { allow: [], deny: [] }, creator: Did): AclRule =>
  rule.allow.includes(creator) ? rule : { ...rule, allow: [...rule.allow, creator] };
