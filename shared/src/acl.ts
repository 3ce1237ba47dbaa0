import { z } from 'zod';
import { certificateType } from './certificates.ts';
import { type Did, did } from './ids.ts';
import { limits } from './limits.ts';

// Types are written out, not inferred: the client ships them, and zod's must not come with them.

/** Anyone, signed in or not. */
export const ANYONE = '*';
/** Whoever holds a certificate of this type from this issuer that has neither expired nor been revoked. */
export interface CertificateEntry {
  issuer: Did;
  type: string;
}
export type SimpleAclEntry = Did | typeof ANYONE | CertificateEntry;
/** Whom a rule means. A list (2 to 5 entries, none of them a list): those for whom all of it holds. */
export type AclEntry = SimpleAclEntry | SimpleAclEntry[];

export interface AclRule {
  allow: AclEntry[];
  deny: AclEntry[];
}
/** Who besides the owner may read or write one document. Deny beats allow; no rule means: only the owner. */
export interface Acl {
  read?: AclRule | undefined;
  write?: AclRule | undefined;
}
/** The ACL of a whole collection: what its documents get that come without one, and who besides the owner may create documents in it. */
export interface CollectionAcl extends Acl {
  create?: AclRule | undefined;
}
export interface AclRuleInput {
  allow?: AclEntry[] | undefined;
  deny?: AclEntry[] | undefined;
}
export interface AclInput {
  read?: AclRuleInput | undefined;
  write?: AclRuleInput | undefined;
}
export interface CollectionAclInput extends AclInput {
  create?: AclRuleInput | undefined;
}

/** Members of an AND-list. */
const fewestMembers = 2;
const mostMembers = 5;

const simpleEntry = z.union([z.literal(ANYONE), did, z.strictObject({ issuer: did, type: certificateType })], {
  error: 'must be a DID, "*" or { issuer, type }',
});
const entry = z.union([simpleEntry, z.array(simpleEntry).min(fewestMembers).max(mostMembers)], {
  error: `must be a DID, "*", { issuer, type }, or a list of ${fewestMembers} to ${mostMembers} of them that must all hold`,
});
const entries = z.array(entry).max(limits.aclEntries).default([]);
const rule = z.strictObject({ allow: entries, deny: entries });

/** All lists together; an AND-list counts as many as it holds. */
const countEntries = ({ read, write, create }: CollectionAcl): number =>
  [read, write, create].flatMap((each) => (each ? [...each.allow, ...each.deny] : [])).flat().length;
const notTooMany = (value: CollectionAcl): boolean => countEntries(value) <= limits.aclEntries;
const tooMany = { error: `may have at most ${limits.aclEntries} entries` };

export const acl: z.ZodType<Acl, AclInput> = z
  .strictObject({
    read: rule.optional(),
    write: rule.optional(),
    create: z.undefined({ error: 'belongs into the ACL of a collection, not of one document' }).optional(),
  })
  .refine(notTooMany, tooMany);

export const collectionAcl: z.ZodType<CollectionAcl, CollectionAclInput> = z
  .strictObject({ read: rule.optional(), write: rule.optional(), create: rule.optional() })
  .refine(notTooMany, tooMany);
