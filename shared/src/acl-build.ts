import type { AclEntry, AclInput, CertificateEntry, SimpleAclEntry } from './acl.ts';
import type { Did } from './ids.ts';

/** Everyone may read, signed in or not; only the owner writes. */
export const publicRead: AclInput = { read: { allow: ['*'] } };
/** These may read; only the owner writes. */
export const sharedWith = (...readers: readonly AclEntry[]): AclInput => ({ read: { allow: [...readers] } });
/** These may read and write. */
export const sharedForEditing = (...writers: readonly AclEntry[]): AclInput => ({
  read: { allow: [...writers] },
  write: { allow: [...writers] },
});
/** An entry: whoever holds a valid certificate of this type from this issuer. */
export const holdersOf = (issuer: Did, type: string): CertificateEntry => ({ issuer, type });
/** An entry: those for whom all of these hold. */
export const allOf = (first: SimpleAclEntry, second: SimpleAclEntry, ...more: readonly SimpleAclEntry[]): SimpleAclEntry[] => [
  first,
  second,
  ...more,
];
