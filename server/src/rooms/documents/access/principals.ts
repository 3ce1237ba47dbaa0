import { hash } from 'node:crypto';
import { type Acl, type AclEntry, type AclRule, ANYONE, type CollectionAcl, type Did, principalOfEntry } from '@vibe/shared';
import type { Group, Sharing } from '../write/write.store.ts';

/** What an ACL comes to as principals, in the form reader rows and row level security use. */
export interface AclPrincipals {
  readonly readers: readonly string[];
  readonly denied: readonly string[];
  readonly writers: readonly string[];
  readonly writeDenied: readonly string[];
  /** The groups among those principals, each once. */
  readonly groups: readonly Group[];
}

export function aclReaders(acl: Acl): AclPrincipals {
  const groups = new Map<string, Group>();
  const { allow: readers, deny: denied } = ruleNames(acl.read, groups);
  const { allow: writers, deny: writeDenied } = ruleNames(acl.write, groups);
  return { readers, denied, writers, writeDenied, groups: [...groups.values()] };
}

/** What is stored of a document's ACL. The owner may always, so no list needs to say so. */
export function sharingOf(acl: Acl, owner: Did): Sharing {
  const { readers, denied, writers, writeDenied, groups } = aclReaders(acl);
  const others = (names: readonly string[]) => names.filter((each) => each !== owner);
  return { acl, readers: others(readers), denied: others(denied), writers: others(writers), writeDenied: others(writeDenied), groups };
}

/** The same of the rule that says who may create. */
export function aclCreators(acl: CollectionAcl): { creators: readonly string[]; denied: readonly string[]; groups: readonly Group[] } {
  const groups = new Map<string, Group>();
  const { allow: creators, deny: denied } = ruleNames(acl.create, groups);
  return { creators, denied, groups: [...groups.values()] };
}

function ruleNames(rule: AclRule | undefined, groups: Map<string, Group>) {
  const names = (entries: readonly AclEntry[]) => [...new Set(entries.map((entry) => principalFor(entry, groups)))];
  return { allow: names(rule?.allow ?? []), deny: names(rule?.deny ?? []) };
}

/** `*` always holds, so a list says the same without it; a list of one is that one. */
function principalFor(entry: AclEntry, groups: Map<string, Group>): string {
  if (!Array.isArray(entry)) return principalOfEntry(entry);
  const members = [...new Set(entry.map(principalOfEntry))].filter((each) => each !== ANYONE).sort();
  const [first = ANYONE, second] = members;
  if (second === undefined) return first;
  const gid = groupId(members);
  groups.set(gid, { gid, members });
  return gid;
}

/** @param members sorted by their bytes (no principal holds a character above ASCII) */
export const groupId = (members: readonly string[]): string => `g:${hash('sha256', members.join('\n'))}`;
