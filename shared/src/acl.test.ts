import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AclInput, ANYONE, aclAllows, aclReaders, acl as aclSchema, principalsOf } from './acl.ts';
import type { Did } from './ids.ts';
import { limits } from './limits.ts';

const people: readonly Did[] = ['did:web:a', 'did:web:b', 'did:web:c'];
const entry = fc.constantFrom<(Did | '*')[]>(ANYONE, ...people);
const rule = fc.record({ allow: fc.array(entry, { maxLength: 4 }), deny: fc.array(entry, { maxLength: 4 }) });
const anyAcl = fc.record({ read: rule, write: rule }, { requiredKeys: [] });

/** The rule as a person would say it. */
function naive(acl: AclInput, owner: Did, who: Did | undefined, action: 'read' | 'write'): boolean {
  if (who === owner) return true;
  const names = new Set<string>(who === undefined ? ['*'] : ['*', who]);
  for (const denied of acl[action]?.deny ?? []) if (names.has(denied)) return false;
  for (const allowed of acl[action]?.allow ?? []) if (names.has(allowed)) return true;
  return false;
}

test('the evaluator says what the plain rule says, for every reader and action', () => {
  fc.assert(
    fc.property(anyAcl, fc.constantFrom(...people), fc.option(fc.constantFrom(...people), { nil: undefined }), (rules, owner, who) => {
      const parsed = aclSchema.parse(rules);
      for (const action of ['read', 'write'] as const)
        expect(aclAllows(parsed, owner, principalsOf(who), action)).toBe(naive(rules as AclInput, owner, who, action));
    }),
  );
});

test('the readers and the denied of a row decide as the ACL does', () => {
  fc.assert(
    fc.property(anyAcl, fc.constantFrom(...people), (rules, who) => {
      const parsed = aclSchema.parse(rules);
      const { readers, denied } = aclReaders(parsed);
      const names: readonly string[] = principalsOf(who);
      const byRow = readers.some((each) => names.includes(each)) && !denied.some((each) => names.includes(each));
      expect(byRow).toBe(aclAllows(parsed, 'did:web:owner', names, 'read'));
    }),
  );
});

test('an ACL with more entries than the limit is refused', () => {
  const allow = Array.from({ length: limits.aclEntries + 1 }, (_, index): Did => `did:web:p${index}`);
  expect(aclSchema.safeParse({ read: { allow } }).success).toBe(false);
  expect(aclSchema.safeParse({ read: { allow: allow.slice(1) } }).success).toBe(true);
});

test.each([[{ read: { allow: ['bob'] } }], [{ reed: {} }], [{ read: { allow: [{}] } }]])('%j is not an ACL', (value) => {
  expect(aclSchema.safeParse(value).success).toBe(false);
});
