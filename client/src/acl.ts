import type { Acl, AclInput, AclRule, AclRuleInput, Did } from '@vibe/shared';

/** Everyone may read, signed in or not; only the owner writes. */
export const publicRead: AclInput = { read: { allow: ['*'] } };
/** Only the owner reads and writes, whatever the collection's `defaultAcl` says. */
export const ownerOnly: AclInput = {};
/** The named people may read; only the owner writes. */
export const sharedWith = (...people: readonly Did[]): AclInput => ({ read: { allow: [...people] } });

/** A visitor may read it, as far as the ACL is known here. */
export const isPublic = (acl: AclInput | undefined): boolean =>
  acl?.read?.allow?.includes('*') === true && acl.read.deny?.includes('*') !== true;

/** With nothing left out, as the server gives it back. */
export const wholeAcl = ({ read, write }: AclInput): Acl => ({
  ...(read && { read: wholeRule(read) }),
  ...(write && { write: wholeRule(write) }),
});
const wholeRule = ({ allow = [], deny = [] }: AclRuleInput): AclRule => ({ allow, deny });
