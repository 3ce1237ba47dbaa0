import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AclEntry, ANYONE, acl, type CollectionAcl, collectionAcl, type SimpleAclEntry } from './acl.ts';
import { type AclAction, aclAllows, aclRuling, certificatePrincipal, principalsOf } from './acl-evaluate.ts';
import type { Did } from './ids.ts';

const people: readonly Did[] = ['did:web:a', 'did:web:b', 'did:web:c'];
const types = ['Member', 'Adult'];
const actions: readonly AclAction[] = ['read', 'write', 'create'];

const certificate = fc.record({ issuer: fc.constantFrom(...people), type: fc.constantFrom(...types) });
const simple: fc.Arbitrary<SimpleAclEntry> = fc.oneof(fc.constant(ANYONE), fc.constantFrom(...people), certificate);
const entry: fc.Arbitrary<AclEntry> = fc.oneof({ weight: 3, arbitrary: simple }, fc.array(simple, { minLength: 2, maxLength: 5 }));
const rule = fc.record({ allow: fc.array(entry, { maxLength: 4 }), deny: fc.array(entry, { maxLength: 3 }) });
const rules = fc.record({ read: rule, write: rule, create: rule }, { requiredKeys: [] });

/** Somebody, as one would describe a person: who they are, and what they can show. */
interface Somebody {
  readonly did: Did | undefined;
  readonly holds: readonly { readonly issuer: Did; readonly type: string }[];
}
const somebody: fc.Arbitrary<Somebody> = fc.record({
  did: fc.option(fc.constantFrom(...people), { nil: undefined }),
  holds: fc.array(certificate, { maxLength: 4 }),
});
const names = ({ did, holds }: Somebody) => [...principalsOf(did), ...holds.map(certificatePrincipal)];

/** The rule as a person would say it, without principals. */
function naive(given: CollectionAcl, owner: Did, who: Somebody, action: AclAction): boolean {
  if (who.did === owner) return true;
  let verdict = false;
  for (const allowed of given[action]?.allow ?? []) if (speaksOf(allowed, who)) verdict = true;
  for (const denied of given[action]?.deny ?? []) if (speaksOf(denied, who)) verdict = false;
  return verdict;
}

function speaksOf(each: AclEntry, who: Somebody): boolean {
  if (each === '*') return true;
  if (typeof each === 'string') return who.did === each;
  if (!Array.isArray(each)) return who.holds.some((held) => held.issuer === each.issuer && held.type === each.type);
  for (const member of each) if (!speaksOf(member, who)) return false;
  return true;
}

test('the evaluator says what the plain rule says, for everybody and every action', () => {
  let allowed = 0;
  fc.assert(
    fc.property(rules, fc.constantFrom(...people), somebody, (given, owner, who) => {
      const parsed = collectionAcl.parse(given);
      for (const action of actions) {
        const said = aclAllows(parsed, owner, names(who), action);
        expect(said).toBe(naive(given, owner, who, action));
        if (said) allowed++;
      }
    }),
    { numRuns: 2_000 },
  );
  expect(allowed).toBeGreaterThan(100);
});

test('an ACL comes back from JSON and from its own schema as the same ACL', () => {
  fc.assert(
    fc.property(rules, ({ create: _, ...given }) => {
      const parsed = acl.parse(given);
      expect(acl.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    }),
  );
});

test('nothing that is added to an allow takes a right away, and nothing that is added to a deny gives one', () => {
  fc.assert(
    fc.property(rules, somebody, entry, fc.constantFrom(...actions), (given, who, more, action) => {
      const before = aclAllows(given, 'did:web:owner', names(who), action);
      const { allow, deny } = given[action] ?? { allow: [], deny: [] };
      const wider = { ...given, [action]: { allow: [...allow, more], deny } };
      const narrower = { ...given, [action]: { allow, deny: [...deny, more] } };
      if (before) expect(aclAllows(wider, 'did:web:owner', names(who), action)).toBe(true);
      else expect(aclAllows(narrower, 'did:web:owner', names(who), action)).toBe(false);
    }),
  );
});

describe('the ruling names what decided:', () => {
  const owner: Did = 'did:web:owner';
  const bob: Did = 'did:web:bob';
  const member = { issuer: 'did:web:club' as Did, type: 'Member' };
  const banned = { issuer: 'did:web:club' as Did, type: 'Banned' };
  const given: CollectionAcl = { read: { allow: ['*'], deny: [banned, [bob, member]] }, write: { allow: [[bob, member]], deny: [] } };
  const holding = (...held: (typeof member)[]) => [...principalsOf(bob), ...held.map(certificatePrincipal)];

  test.each<[string, readonly string[], AclAction, object]>([
    ['the owner, whatever is denied', [...principalsOf(owner), certificatePrincipal(banned)], 'read', { allowed: true, because: 'owner' }],
    ['everyone', principalsOf(undefined), 'read', { allowed: true, because: 'allow', entry: '*' }],
    ['a denied certificate', holding(banned), 'read', { allowed: false, because: 'deny', entry: banned }],
    ['a denied list of which all holds', holding(member), 'read', { allowed: false, because: 'deny', entry: [bob, member] }],
    ['a list of which all holds', holding(member), 'write', { allowed: true, because: 'allow', entry: [bob, member] }],
    ['a list of which one is missing', holding(), 'write', { allowed: false, because: 'silence' }],
    ['a type of another issuer', holding({ ...member, issuer: 'did:web:other' }), 'write', { allowed: false, because: 'silence' }],
    ['no rule', holding(member), 'create', { allowed: false, because: 'silence' }],
  ])('%s', (_, principals, action, ruling) => {
    expect(aclRuling(given, owner, principals, action)).toEqual(ruling);
  });
});
