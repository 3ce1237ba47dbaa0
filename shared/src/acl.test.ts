import { describe, expect, test } from 'vitest';
import { type AclEntry, acl, collectionAcl, type SimpleAclEntry } from './acl.ts';
import { allOf, holdersOf, publicRead, sharedForEditing, sharedWith } from './acl-build.ts';
import type { Did } from './ids.ts';
import { limits } from './limits.ts';

const bob: Did = 'did:web:bob';
const club: Did = 'did:web:club';
const member = holdersOf(club, 'Member');
const reading = (...allow: unknown[]) => ({ read: { allow } });

test.each<[string, unknown]>([
  ['nothing at all', {}],
  ['what the helpers make', publicRead],
  ['people, certificates, groups', sharedWith(bob, member, allOf(bob, member, '*'))],
  ['readers who write', sharedForEditing(bob, allOf(member, holdersOf(club, 'Adult')))],
  ['a deny alone', { read: { deny: [member] }, write: {} }],
  ['a list of five', reading(['*', bob, member, holdersOf(club, 'A'), holdersOf(club, 'B')])],
])('%s is an ACL, of a document and of a collection', (_, value) => {
  expect(acl.safeParse(value).error).toBeUndefined();
  expect(collectionAcl.safeParse(value).error).toBeUndefined();
});

test.each<[string, unknown]>([
  ['a name', reading('bob')],
  ['a rule of another name', { reed: {} }],
  ['an empty entry', reading({})],
  ['half a certificate', reading({ issuer: club })],
  ['a certificate with more to it', reading({ ...member, expires: 1 })],
  ['a certificate of nobody', reading({ issuer: '*', type: 'Member' })],
  ['a type with a space', reading(holdersOf(club, 'Member did:web:x'))],
  ['a type with a line break', reading(holdersOf(club, 'Member\nX'))],
  ['a type that ends in a line break', reading(holdersOf(club, 'Member\n'))],
  ['a type with what separates principals', reading(holdersOf(club, 'Member\x1f*'))],
  ['a type too long', reading(holdersOf(club, 'M'.repeat(65)))],
  ['the type of every certificate', reading(holdersOf(club, 'VerifiableCredential'))],
  ['an issuer that ends in a line break', reading({ issuer: `${club}\n`, type: 'Member' })],
  ['a principal spelled out', reading('c:did:web:club Member')],
  ['the name of a group', reading(`g:${'0'.repeat(64)}`)],
  ['a list of one', reading([bob])],
  ['an empty list', reading([])],
  ['a list of six', reading(Array.from({ length: 6 }, () => bob))],
  ['a list in a list', reading([bob, [bob, member]])],
  ['a list that is one only by its index', reading({ 0: bob, 1: member, length: 2 })],
  ['text where a list belongs', { read: { allow: '*' } }],
  ['null where a rule belongs', { read: null }],
])('%s is no ACL', (_, value) => {
  expect(acl.safeParse(value).success).toBe(false);
  expect(collectionAcl.safeParse(value).success).toBe(false);
});

describe('who may create', () => {
  const value = { create: { allow: [bob] } };

  test('is said of a collection', () => {
    expect(collectionAcl.parse(value)).toEqual({ create: { allow: [bob], deny: [] } });
  });

  test('is refused on a document, with the reason', () => {
    expect(acl.safeParse(value).error?.issues).toEqual([
      expect.objectContaining({ path: ['create'], message: expect.stringContaining('of a collection') }),
    ]);
  });
});

describe('the limit', () => {
  const people = (count: number) => Array.from({ length: count }, (_, index): SimpleAclEntry => `did:web:p${index}`);
  const fits = (value: unknown) => collectionAcl.safeParse(value).success;

  test('is on all lists together', () => {
    const half = people(limits.aclEntries / 2);
    expect(fits({ read: { allow: half }, write: { deny: half } })).toBe(true);
    expect(fits({ read: { allow: half }, write: { deny: half }, create: { allow: [bob] } })).toBe(false);
    expect(acl.safeParse({ read: { allow: half }, write: { deny: [...half, bob] } }).success).toBe(false);
  });

  test('counts what is inside a list', () => {
    const groups = (count: number): AclEntry[] => Array.from({ length: count }, () => people(5));
    expect(fits({ read: { allow: groups(limits.aclEntries / 5) } })).toBe(true);
    expect(fits({ read: { allow: groups(limits.aclEntries / 5), deny: [bob] } })).toBe(false);
  });

  test('is for a list of a million entries too', () => {
    expect(fits({ read: { allow: Array.from({ length: 1_000_000 }, () => 'x') } })).toBe(false);
  });
});
