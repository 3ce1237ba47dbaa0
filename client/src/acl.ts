import type { Acl, AclEntry, AclInput, AclRule, AclRuleInput, CertificateEntry, Did, SimpleAclEntry } from '@vibe/shared';

/** Everyone may read, signed in or not; only the owner writes. */
export const publicRead: AclInput = { read: { allow: ['*'] } };
/** Only the owner reads and writes, whatever the collection's `defaultAcl` says. */
export const ownerOnly: AclInput = {};
/** These may read: people by DID, holders of a certificate, or those for whom several things hold. Only the owner writes. */
export const sharedWith = (...readers: readonly AclEntry[]): AclInput => ({ read: { allow: [...readers] } });
/** These may read and write. */
export const sharedForEditing = (...writers: readonly AclEntry[]): AclInput => ({
  ...sharedWith(...writers),
  write: { allow: [...writers] },
});
/** An entry: whoever holds a valid certificate of this type from this issuer. */
export const holdersOf = (issuer: Did, type: string): CertificateEntry => ({ issuer, type });
/** An entry: those for whom all of these hold, two to five. */
export const allOf = (...entries: readonly [SimpleAclEntry, SimpleAclEntry, ...SimpleAclEntry[]]): SimpleAclEntry[] => [...entries];

/** A visitor may read it, as far as the ACL is known here. */
export const isPublic = (acl: AclInput | undefined): boolean =>
  acl?.read?.allow?.includes('*') === true && acl.read.deny?.includes('*') !== true;

/** With nothing left out, as the server gives it back. */
export const wholeAcl = ({ read, write }: AclInput): Acl => ({
  ...(read && { read: wholeRule(read) }),
  ...(write && { write: wholeRule(write) }),
});
const wholeRule = ({ allow = [], deny = [] }: AclRuleInput): AclRule => ({ allow, deny });
