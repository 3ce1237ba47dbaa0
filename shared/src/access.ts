import { z } from 'zod';
import { type AclEntry, type CollectionAcl, collectionAcl } from './acl.ts';
import type { AclAction } from './acl-evaluate.ts';
import { type Did, did, documentId, qualifiedCollection } from './ids.ts';

/** `null`: no rules of one's own; the manifest's hold again. */
export const setCollectionAclInput = z.strictObject({ collection: qualifiedCollection, acl: collectionAcl.nullable() });
export const collectionAclInput = z.strictObject({ collection: qualifiedCollection });

/** The rules that hold in one owner's collection. */
export interface CollectionAclInForce {
  /** What is created without an ACL gets its `read` and `write`; `create` says who besides the owner creates. Empty: only the owner, for all three. */
  readonly acl: CollectionAcl;
  /** Who said so: the owner, or the app's manifest for everybody who says nothing. */
  readonly from: 'owner' | 'manifest';
}

/** Without `id`: the collection's own rules. `owner` left out: the asker's. `did` left out: about the asker. */
export const explainAccessInput = z.strictObject({
  collection: qualifiedCollection,
  id: documentId.optional(),
  owner: did.optional(),
  did: did.optional(),
});

/** Who may do what, and by which rule. */
export interface AccessExplanation {
  /** About whom; absent: a visitor. */
  readonly did?: Did;
  readonly answers: readonly AccessAnswer[];
  /** Every rule there is: only for those who may see them all. */
  readonly rules?: readonly AccessRule[];
}

export interface AccessAnswer {
  readonly action: AclAction;
  /** `depends`: on certificates. Whether somebody else holds them is not the asker's to learn. */
  readonly answer: 'yes' | 'no' | 'depends';
  /** `unreadable`: a rule would let them write, but nobody writes what they may not read. */
  readonly because: 'owner' | 'allow' | 'deny' | 'silence' | 'unreadable' | 'certificates';
  /** The entry that decided. */
  readonly entry?: AclEntry;
  /** On what it depends: entries that would decide if they held. */
  readonly conditions?: readonly Omit<AccessRule, 'action'>[];
  /** One sentence. */
  readonly says: string;
}

export interface AccessRule {
  readonly action: AclAction;
  readonly effect: 'allow' | 'deny';
  readonly entry: AclEntry;
  /** Whom it means. */
  readonly says: string;
}

export type ExplainAccessInput = z.output<typeof explainAccessInput>;
export type SetCollectionAclInput = z.output<typeof setCollectionAclInput>;
