import type { AclEntry, AclInput, Did } from '@vibe/shared';
import fc from 'fast-check';
import type { Body } from './model.ts';

/** People by number: 0 to 3. */
export type Person = number;
export const PEOPLE = 4;
const IDS = 4;

/** An ACL that names people by number: they have their DIDs only when a database is there. */
export type RoughEntry = '*' | Person | { readonly issuer: Person; readonly type: string } | readonly RoughEntry[];
export interface RoughAcl {
  readonly allow: readonly RoughEntry[];
  readonly deny: readonly RoughEntry[];
  readonly write: readonly RoughEntry[];
}

export type Command =
  | { readonly do: 'create'; readonly owner: Person; readonly id: string; readonly body: Body; readonly acl: RoughAcl }
  | { readonly do: 'edit'; readonly by: Person; readonly owner: Person; readonly id: string; readonly body: Body }
  | { readonly do: 'share'; readonly owner: Person; readonly id: string; readonly acl: RoughAcl }
  | { readonly do: 'remove'; readonly by: Person; readonly owner: Person; readonly id: string }
  | { readonly do: 'issue'; readonly issuer: Person; readonly subject: Person; readonly type: string }
  | { readonly do: 'revoke'; readonly issuer: Person; readonly subject: Person; readonly type: string };

const person = fc.nat({ max: PEOPLE - 1 });
const id = fc.nat({ max: IDS - 1 }).map((each) => `d${each}`);
const type = fc.constantFrom('Member', 'Editor');
const simple: fc.Arbitrary<RoughEntry> = fc.oneof(
  fc.constant('*' as const),
  { arbitrary: person, weight: 2 },
  { arbitrary: fc.record({ issuer: person, type }), weight: 2 },
);
const group = fc.tuple(person, fc.record({ issuer: person, type }), fc.record({ issuer: person, type }));
const pair = fc.tuple(fc.record({ issuer: person, type }), fc.record({ issuer: person, type }));
const entry: fc.Arbitrary<RoughEntry> = fc.oneof({ arbitrary: simple, weight: 5 }, group, pair);
const acl: fc.Arbitrary<RoughAcl> = fc.record({
  allow: fc.array(entry, { maxLength: 3 }),
  deny: fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, fc.array(entry, { minLength: 1, maxLength: 1 })),
  write: fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, fc.array(entry, { maxLength: 2 })),
});
const body: fc.Arbitrary<Body> = fc
  .record({
    kind: fc.constantFrom('a', 'b', 'c'),
    likes: fc.option(fc.constantFrom(-1, 0, 1, 2, 10, 1e21), { nil: undefined }),
    tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')),
    text: fc.constantFrom('', 'apples and pears', 'Apples', 'pears', 'ünïcode 🍏'),
  })
  .map(({ likes, ...rest }) => (likes === undefined ? rest : { ...rest, likes }));

export const command: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('create' as const), owner: person, id, body, acl }), weight: 6 },
  { arbitrary: fc.record({ do: fc.constant('edit' as const), by: person, owner: person, id, body }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant('share' as const), owner: person, id, acl }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant('remove' as const), by: person, owner: person, id }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('issue' as const), issuer: person, subject: person, type }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('revoke' as const), issuer: person, subject: person, type }), weight: 2 },
);

/** @param suffix of certificate types, so that those of another run mean nothing here */
export function toAcl({ allow, deny, write }: RoughAcl, didOf: (person: Person) => Did, suffix: string): AclInput {
  const toEntry = (rough: RoughEntry): AclEntry => {
    if (rough === '*') return rough;
    if (typeof rough === 'number') return didOf(rough);
    if (Array.isArray(rough)) return rough.map((each) => toEntry(each) as Exclude<AclEntry, readonly unknown[]>) as AclEntry;
    const { issuer, type: named } = rough as { issuer: Person; type: string };
    return { issuer: didOf(issuer), type: `${named}${suffix}` };
  };
  return {
    read: { allow: allow.map(toEntry), deny: deny.map(toEntry) },
    write: { allow: write.map(toEntry) },
  };
}
