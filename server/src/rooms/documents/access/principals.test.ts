import { createHash } from 'node:crypto';
import {
  type AclEntry,
  ANYONE,
  aclAllows,
  type CollectionAcl,
  certificatePrincipal,
  type Did,
  principalsOf,
  type SimpleAclEntry,
} from '@vibe/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Group } from '../write/write.store.ts';
import { aclCreators, aclReaders, sharingOf } from './principals.ts';

const people: readonly Did[] = ['did:web:a', 'did:web:b', 'did:web:c'];
const certificate = fc.record({ issuer: fc.constantFrom(...people), type: fc.constantFrom('Member', 'Adult') });
const simple: fc.Arbitrary<SimpleAclEntry> = fc.oneof(fc.constant(ANYONE), fc.constantFrom(...people), certificate);
const entry: fc.Arbitrary<AclEntry> = fc.oneof(simple, fc.array(simple, { minLength: 2, maxLength: 5 }));
const rule = fc.record({ allow: fc.array(entry, { maxLength: 4 }), deny: fc.array(entry, { maxLength: 3 }) });
const rules: fc.Arbitrary<CollectionAcl> = fc.record({ read: rule, write: rule, create: rule }, { requiredKeys: [] });
const names = fc
  .record({ did: fc.option(fc.constantFrom(...people), { nil: undefined }), holds: fc.array(certificate, { maxLength: 4 }) })
  .map(({ did, holds }) => [...principalsOf(did), ...holds.map(certificatePrincipal)]);

/** What the database knows of somebody: the groups of which they are all the members come to their principals. */
const withGroups = (principals: readonly string[], groups: readonly Group[]) => [
  ...principals,
  ...groups.filter(({ members }) => members.every((each) => principals.includes(each))).map(({ gid }) => gid),
];
const byRow = (allow: readonly string[], deny: readonly string[], principals: readonly string[]) =>
  allow.some((each) => principals.includes(each)) && !deny.some((each) => principals.includes(each));

test('lists of principals decide as the ACL does, for reading, writing and creating', () => {
  fc.assert(
    fc.property(rules, names, (acl, principals) => {
      const owner: Did = 'did:web:owner';
      const { readers, denied, writers, writeDenied, groups } = aclReaders(acl);
      const creating = aclCreators(acl);
      const all = withGroups(principals, [...groups, ...creating.groups]);
      expect(byRow(readers, denied, all)).toBe(aclAllows(acl, owner, principals, 'read'));
      expect(byRow(writers, writeDenied, all)).toBe(aclAllows(acl, owner, principals, 'write'));
      expect(byRow(creating.creators, creating.denied, all)).toBe(aclAllows(acl, owner, principals, 'create'));
    }),
    { numRuns: 2_000 },
  );
});

test('a group is of two or more, each once, and everyone is none of them', () => {
  fc.assert(
    fc.property(rules, (acl) => {
      for (const { gid, members } of aclReaders(acl).groups) {
        expect(members).toEqual([...new Set(members)].sort());
        expect(members.length).toBeGreaterThan(1);
        expect(members).not.toContain(ANYONE);
        expect(gid).toBe(`g:${createHash('sha256').update(members.join('\n')).digest('hex')}`);
      }
    }),
  );
});

describe('what is stored', () => {
  test('does not name the owner, and names nobody twice', () => {
    const [owner, bob] = people as [Did, Did];
    const acl = { read: { allow: [bob, owner, bob, [bob, bob]], deny: [owner] } };
    expect(sharingOf(acl, owner)).toEqual({ acl, readers: [bob], denied: [], writers: [], writeDenied: [], groups: [] });
  });

  test('is the same group in whatever order it is written, for reading and writing once', () => {
    const [a, b] = people as [Did, Did];
    const member = { issuer: a, type: 'Member' };
    const { readers, writers, groups } = aclReaders({
      read: { allow: [[b, member]], deny: [] },
      write: { allow: [[member, '*', b, b]], deny: [] },
    });
    expect(readers).toEqual(writers);
    expect(groups).toEqual([{ gid: readers[0], members: [`c:${a} Member`, b] }]);
  });
});
