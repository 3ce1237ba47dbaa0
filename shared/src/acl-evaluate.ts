import { type AclEntry, ANYONE, type CertificateEntry, type CollectionAcl, type SimpleAclEntry } from './acl.ts';
import type { Did } from './ids.ts';

/**
 * Who somebody is to an ACL, as text: `*`, their DID, `c:<issuer> <type>` for each valid certificate they hold. (A database that cannot look into lists
 * knows a whole AND-list by a name of its own, `g:…`; here its members are looked at.)
 */
export type Principal = string;

export type AclAction = 'read' | 'write' | 'create';

/** Everyone is `*`; someone signed in is their DID as well. What certificates they hold, the server knows. */
export const principalsOf = (who: Did | undefined): readonly Principal[] => (who === undefined ? [ANYONE] : [ANYONE, who]);

/** Neither a DID nor a type has a space in it, so no two certificates have one name. */
export const certificatePrincipal = ({ issuer, type }: CertificateEntry): Principal => `c:${issuer} ${type}`;

export const principalOfEntry = (entry: SimpleAclEntry): Principal => (typeof entry === 'string' ? entry : certificatePrincipal(entry));

/** What decided, and how. */
export type AclRuling =
  | { readonly allowed: true; readonly because: 'owner' }
  | { readonly allowed: true; readonly because: 'allow'; readonly entry: AclEntry }
  | { readonly allowed: false; readonly because: 'deny'; readonly entry: AclEntry }
  /** No entry speaks of them. */
  | { readonly allowed: false; readonly because: 'silence' };

/** The one evaluator: the server decides with it, the client predicts with it. The owner may always; deny beats allow. */
export function aclRuling(rules: CollectionAcl, owner: Did, principals: readonly Principal[], action: AclAction): AclRuling {
  if (principals.includes(owner)) return { allowed: true, because: 'owner' };
  const asked = rules[action];
  const denied = asked?.deny.find((entry) => holds(entry, principals));
  if (denied !== undefined) return { allowed: false, because: 'deny', entry: denied };
  const allowed = asked?.allow.find((entry) => holds(entry, principals));
  return allowed === undefined ? { allowed: false, because: 'silence' } : { allowed: true, because: 'allow', entry: allowed };
}

export const aclAllows = (rules: CollectionAcl, owner: Did, principals: readonly Principal[], action: AclAction): boolean =>
  aclRuling(rules, owner, principals, action).allowed;

const holds = (entry: AclEntry, principals: readonly Principal[]): boolean =>
  Array.isArray(entry) ? entry.every((each) => principals.includes(principalOfEntry(each))) : principals.includes(principalOfEntry(entry));
