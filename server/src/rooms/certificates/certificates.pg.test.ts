import { type Certificate, type Did, limits, type Scope } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DocumentsWorld, documentsWorld } from '../../../../tests/harness/documents.ts';
import { toVibeError } from '../../trpc/errors.ts';
import { router } from '../../trpc/init.ts';
import { createAccount } from '../identity/index.ts';
import { certificatesProcedures } from './certificates.procedures.ts';

let world: DocumentsWorld;
let club: Did;
let bob: Did;
beforeAll(async () => {
  world = await documentsWorld();
  club = await account('club');
  bob = await account('bob');
});
afterAll(() => world[Symbol.asyncDispose]());

const account = async (handle: string) => (await createAccount(world.services, { handle, name: handle })).did as Did;
const certificates = router(certificatesProcedures);
const callerOf = (context: Parameters<typeof certificates.createCaller>[0]) => certificates.createCaller(context, { onError: () => {} });
const as = (did: Did) => callerOf(world.person(did));
const through = (did: Did, ...scopes: Scope[]) => callerOf(world.app(did, scopes));
const refused = async (call: Promise<unknown>) =>
  call.then(
    () => 'it was allowed',
    (error) => toVibeError(error).code,
  );
let person = 0;
const someone = (): Did => `did:web:someone.example:${++person}`;
const inAnHour = () => new Date(world.services.clock.now().getTime() + 3_600_000).toISOString();

describe('an issuer', () => {
  test('issues, renews and revokes; issuer and subject see the same, others nothing', async () => {
    const issued = await as(club).issue({ subject: bob, type: 'Member', claims: { since: 2026 }, expiresAt: inAnHour() });
    expect(issued).toMatchObject({ issuer: club, subject: bob, type: 'Member', claims: { since: 2026 }, state: 'active' });
    expect((await as(bob).held({})).certificates).toEqual([issued]);
    expect((await as(club).issued({})).certificates).toEqual([issued]);
    expect((await as(club).held({})).certificates).toEqual([]);
    expect((await as(bob).issued({})).certificates).toEqual([]);

    const renewed = await as(club).renew({ id: issued.id });
    expect(renewed).not.toHaveProperty('expiresAt');
    expect(renewed.jwt).not.toBe(issued.jwt);
    expect(renewed).toMatchObject({ id: issued.id, issuedAt: issued.issuedAt });

    const revoked = await as(club).revoke({ id: issued.id, because: 'left the club' });
    expect(revoked).toMatchObject({ state: 'revoked', revokedBecause: 'left the club' });
    expect(await as(club).revoke({ id: issued.id, because: 'again' })).toEqual(revoked);
    expect((await as(bob).held({})).certificates).toEqual([revoked]);
    expect(await refused(as(club).renew({ id: issued.id }))).toBe('forbidden');
  });

  test('is always who asks: nobody issues, renews or revokes in another’s name', async () => {
    const { id } = await as(club).issue({ subject: bob, type: 'Adult' });
    const smuggled = { subject: bob, type: 'Member', issuer: club } as never;
    expect(await refused(as(bob).issue(smuggled))).toBe('bad_request');
    expect(await refused(as(bob).revoke({ id }))).toBe('not_found');
    expect(await refused(as(bob).renew({ id }))).toBe('not_found');
    // To oneself it is only one's own word: another principal than the club's.
    expect(await as(bob).issue({ subject: bob, type: 'Adult' })).toMatchObject({ issuer: bob });
    expect((await as(bob).held({ type: 'Adult', state: 'active' })).certificates.map((each) => each.issuer).sort()).toEqual(
      [bob, club].sort(),
    );
  });

  test('must be of this server', async () => {
    expect(await refused(as('did:web:elsewhere.example').issue({ subject: bob, type: 'Member' }))).toBe('not_found');
  });

  test('gives one subject one valid certificate of a type', async () => {
    const subject = someone();
    const first = await as(club).issue({ subject, type: 'Member' });
    expect(await refused(as(club).issue({ subject, type: 'Member' }))).toBe('already_exists');
    await as(club).revoke({ id: first.id });
    const second = await as(club).issue({ subject, type: 'Member' });
    expect(second.id).not.toBe(first.id);
  });

  test('that issues the same many times at once has issued it once', async () => {
    const subject = someone();
    const tries = await Promise.all(Array.from({ length: 8 }, () => refused(as(club).issue({ subject, type: 'Member' }))));
    expect(tries.filter((each) => each === 'it was allowed')).toHaveLength(1);
    expect(new Set(tries)).toEqual(new Set(['it was allowed', 'already_exists']));
  });

  test('gives one subject so many and no more', async () => {
    const subject = someone();
    for (let at = 0; at < limits.certificatesFromOneIssuer; at++) await as(club).issue({ subject, type: `T${at}` });
    expect(await refused(as(club).issue({ subject, type: 'More' }))).toBe('bad_request');
    expect(await as(bob).issue({ subject, type: 'More' })).toMatchObject({ issuer: bob });
  });
});

describe('a certificate that expires', () => {
  test('does so to the second, is not issued for the past, and is renewed only to a later end', async () => {
    const subject = someone();
    const expiresAt = inAnHour();
    expect(await refused(as(club).issue({ subject, type: 'Member', expiresAt: '2020-01-01T00:00:00Z' }))).toBe('bad_request');
    const issued = await as(club).issue({ subject, type: 'Member', expiresAt });
    expect(issued.expiresAt).toBe(`${expiresAt.slice(0, 19)}.000Z`);
    const earlier = new Date(Date.parse(expiresAt) - 60_000).toISOString();
    expect(await refused(as(club).renew({ id: issued.id, expiresAt: earlier }))).toBe('bad_request');
    const later = new Date(Date.parse(expiresAt) + 60_000).toISOString();
    expect((await as(club).renew({ id: issued.id, expiresAt: later })).expiresAt).toBe(`${later.slice(0, 19)}.000Z`);
  });

  test('is listed as expired, makes room for another, and comes back when it is renewed before that', async () => {
    const subject = someone();
    const { id } = await as(club).issue({ subject, type: 'Member', expiresAt: inAnHour() });
    await expire(id);
    expect((await as(subject).held({ state: 'expired' })).certificates).toMatchObject([{ id, state: 'expired' }]);
    expect((await as(subject).held({ state: 'active' })).certificates).toEqual([]);
    expect((await as(club).renew({ id, expiresAt: inAnHour() })).state).toBe('active');
    await expire(id);
    await as(club).issue({ subject, type: 'Member' });
    expect(await refused(as(club).renew({ id, expiresAt: inAnHour() }))).toBe('already_exists');
  });
});

const expire = (id: string) =>
  world.services.database.system
    .updateTable('certificates')
    .set({ expires_at: new Date(Date.now() - 1_000) })
    .where('id', '=', id)
    .execute();

describe('what is not well formed is refused:', () => {
  const given = (more: object) => ({ subject: bob, type: 'Member', ...more }) as never;
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { in: deep(levels - 1) });
  test.each<[string, object]>([
    ['a type with a space', { type: 'Member did:web:x' }],
    ['a type with a line break', { type: 'Member\n' }],
    ['a type with what separates principals', { type: 'Member\x1f*' }],
    ['no type', { type: '' }],
    ['the type of all credentials', { type: 'VerifiableCredential' }],
    ['everybody as subject', { subject: '*' }],
    ['a subject with a line break', { subject: `${'did:web:x'}\nX` }],
    ['a subject among the claims', { claims: { id: 'did:web:other' } }],
    ['claims too deep', { claims: { in: deep(5) } }],
    ['claims with U+0000', { claims: { name: 'a\0b' } }],
    ['claims with half a surrogate pair', { claims: { name: '\ud800' } }],
    ['a name of a claim with U+0000', { claims: { 'a\0b': 1 } }],
    ['infinity', { claims: { age: Number.POSITIVE_INFINITY } }],
    ['a time that is none', { expiresAt: 'tomorrow' }],
    ['more than it takes', { signature: 'x' }],
  ])('%s', async (_, more) => {
    expect(await refused(as(club).issue(given(more)))).toBe('bad_request');
  });

  test('claims too large', async () => {
    const claims = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`c${at}`, 'x'.repeat(1_000)]));
    expect(await refused(as(club).issue({ subject: bob, type: 'Long', claims }))).toBe('too_large');
  });

  test('__proto__ is a claim like any other, or none', async () => {
    const claims = JSON.parse('{"__proto__": {"state": "active"}, "constructor": "x"}');
    const issued = await as(club).issue({ subject: someone(), type: 'Member', claims });
    expect(issued).not.toHaveProperty('claims.state');
    expect(({} as Record<string, unknown>).state).toBeUndefined();
  });
});

describe('a list', () => {
  test('comes page by page, newest first, each once', async () => {
    const issuer = await account('printer');
    const made: string[] = [];
    for (let at = 0; at < 7; at++) made.unshift((await as(issuer).issue({ subject: someone(), type: 'Member' })).id);
    const seen: Certificate[] = [];
    let cursor: string | undefined;
    do {
      const page = await as(issuer).issued({ limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.certificates);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.map((each) => each.id).sort()).toEqual([...made].sort());
    expect(seen.map((each) => each.issuedAt)).toEqual(
      seen
        .map((each) => each.issuedAt)
        .sort()
        .reverse(),
    );
    expect(await refused(as(issuer).issued({ cursor: 'bm9uZQ' }))).toBe('bad_cursor');
  });
});

describe('a template', () => {
  const fields = { type: 'object', properties: { level: { enum: ['silver', 'gold'] } }, required: ['level'], additionalProperties: false };

  test('says what the claims of its type must be', async () => {
    const issuer = await account('airline');
    const made = await as(issuer).setTemplate({ type: 'Flyer', title: 'Frequent flyer', fields });
    expect(await as(issuer).templates()).toEqual([made]);
    expect(await refused(as(issuer).issue({ subject: bob, type: 'Flyer', claims: { level: 'platinum' } }))).toBe('schema_violation');
    expect(await refused(as(issuer).issue({ subject: bob, type: 'Flyer' }))).toBe('schema_violation');
    expect((await as(issuer).issue({ subject: bob, type: 'Flyer', claims: { level: 'gold' } })).claims).toEqual({ level: 'gold' });
    // Another issuer's word of the same name is another word.
    expect((await as(club).issue({ subject: bob, type: 'Flyer' })).claims).toEqual({});
    await as(issuer).removeTemplate({ type: 'Flyer' });
    expect(await refused(as(issuer).removeTemplate({ type: 'Flyer' }))).toBe('not_found');
  });

  test.each<[string, object]>([
    ['a title with U+0000', { title: 'a\0b' }],
    ['a title with half a surrogate pair', { title: 'a\ud800' }],
    ['fields with U+0000', { fields: { type: 'object', description: 'a\0b' } }],
    ['fields with half a surrogate pair', { fields: { type: 'object', properties: { 'a\ud800': {} } } }],
    ['fields nested a thousand times', { fields: Array.from({ length: 1_000 }).reduce<object>((inner) => ({ not: inner }), {}) }],
  ])('with %s is refused', async (_, more) => {
    expect(await refused(as(club).setTemplate({ type: 'Odd', title: 'Odd', fields: { type: 'object' }, ...more }))).toBe('bad_request');
  });

  test('is not needed to revoke; a reason that Postgres cannot hold is refused', async () => {
    const { id } = await as(club).issue({ subject: someone(), type: 'Member' });
    for (const because of ['a\0b', 'a\ud800', ' ', 'x'.repeat(201)])
      expect(await refused(as(club).revoke({ id, because }))).toBe('bad_request');
    expect(await refused(as(club).revoke({ id: 'not-an-id' }))).toBe('bad_request');
  });

  test('with a schema that cannot be enforced is refused', async () => {
    const odd = { type: 'object', properties: { level: { $ref: 'https://example.com/level' } } };
    expect(await refused(as(club).setTemplate({ type: 'Odd', title: 'Odd', fields: odd }))).toBe('bad_request');
    const huge = { type: 'object', description: 'x'.repeat(limits.certificateTemplateBytes) };
    expect(await refused(as(club).setTemplate({ type: 'Huge', title: 'Huge', fields: huge }))).toBe('too_large');
  });
});

test('an app does what its scopes say, in the name of the person who allowed it', async () => {
  const subject = someone();
  const issued = await through(club, 'certificates:issue').issue({ subject, type: 'Member' });
  expect(issued.issuer).toBe(club);
  expect((await through(subject, 'certificates:read').held({})).certificates).toEqual([issued]);
  expect(await refused(through(club, 'documents:write').issue({ subject, type: 'Adult' }))).toBe('insufficient_scope');
  expect(await refused(through(club, 'certificates:read').revoke({ id: issued.id }))).toBe('insufficient_scope');
  expect(await refused(through(club, 'certificates:issue').held({}))).toBe('insufficient_scope');
  expect(await refused(callerOf(world.visitor()).held({}))).toBe('not_signed_in');
  expect(await refused(callerOf(world.visitor()).issue({ subject, type: 'Adult' }))).toBe('not_signed_in');
});
