import { z } from 'zod';
import { type Did, did } from './ids.ts';
import { limits } from './limits.ts';

/** Anyone, signed in or not. */
export const ANYONE = '*';
export type Principal = Did | typeof ANYONE;

/** Written out, not inferred: the client ships these types, and zod's must not come with them. */
export interface AclRule {
  allow: Principal[];
  deny: Principal[];
}
/** Who besides the owner may read or write one document. Deny beats allow; no rule means: only the owner. */
export interface Acl {
  read?: AclRule | undefined;
  write?: AclRule | undefined;
}
export interface AclRuleInput {
  allow?: Principal[] | undefined;
  deny?: Principal[] | undefined;
}
export interface AclInput {
  read?: AclRuleInput | undefined;
  write?: AclRuleInput | undefined;
}

const entry = z.union([z.literal(ANYONE), did]);
const rule = z.strictObject({ allow: z.array(entry).default([]), deny: z.array(entry).default([]) });

const countEntries = (value: Acl): number =>
  [value.read, value.write].reduce((sum, each) => sum + (each ? each.allow.length + each.deny.length : 0), 0);

export const acl: z.ZodType<Acl, AclInput> = z
  .strictObject({ read: rule.optional(), write: rule.optional() })
  .refine((value) => countEntries(value) <= limits.aclEntries, { error: `may have at most ${limits.aclEntries} entries` });
export type AclAction = 'read' | 'write';

/** Everyone may read; only the owner writes. */
export const publicRead: AclInput = { read: { allow: [ANYONE] } };
/** The named people may read; only the owner writes. */
export const sharedWith = (...people: Did[]): AclInput => ({ read: { allow: people } });

/** Who a reader is to an ACL: everyone is `*`; someone signed in is their DID as well. */
export const principalsOf = (who: Did | undefined): readonly Principal[] => (who === undefined ? [ANYONE] : [ANYONE, who]);

/** The one evaluator: the server decides with it, the client predicts with it. The owner may always. */
export function aclAllows(rules: Acl, owner: Did, principals: readonly string[], action: AclAction): boolean {
  if (principals.includes(owner)) return true;
  const asked = rules[action];
  if (!asked) return false;
  if (asked.deny.some((each) => principals.includes(each))) return false;
  return asked.allow.some((each) => principals.includes(each));
}

/** The principals that a reader row or a change row carries: who may read, and who may not although a wider rule says so. */
export function aclReaders(rules: Acl): { readers: readonly Principal[]; denied: readonly Principal[] } {
  return { readers: [...new Set(rules.read?.allow ?? [])], denied: [...new Set(rules.read?.deny ?? [])] };
}
