import { type AclEntry, type AclInput, allOf, type Did, holdersOf, limits, sharedForEditing, sharedWith } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { type TestDatabase, testDatabase } from '../../../../../tests/harness/postgres.ts';
import { systemClock } from '../../../platform/clock.ts';
import { createLifetime } from '../../../platform/lifetime.ts';
import { issueCertificate, revokeCertificate } from '../../certificates/index.ts';
import { createAccount } from '../../identity/index.ts';
import { principalsFor } from './memberships.ts';

/** Milliseconds: a bound for a slow machine, not a promise. */
const SOON = 10_000;

let database: TestDatabase;
let here: DocumentsWorld;
/** Another server process on the same database. */
let there: DocumentsWorld;
let alice: Did;
let bob: Did;
let club: Did;
beforeAll(async () => {
  database = await testDatabase();
  here = await documentsWorld(database);
  there = await documentsWorld(database);
  [alice, bob, club] = [await account('alice'), await account('bob'), await account('club')];
});
afterAll(async () => {
  await there[Symbol.asyncDispose]();
  await here[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const account = async (handle: string) => (await createAccount(here.services, { handle, name: handle })).did as Did;
const collection = 'feeds/posts' as const;
const as = (did: Did, world = here) => documentsOf(world.app(did));
let count = 0;
const fresh = (name: string) => `${name}-${++count}`;

/** Certificates of one test have types of their own. */
const give = (subject: Did, type: string, more: { expiresAt?: string; issuer?: Did } = {}) =>
  issueCertificate(here.services, more.issuer ?? club, {
    subject,
    type,
    claims: {},
    ...(more.expiresAt !== undefined && { expiresAt: more.expiresAt }),
  });
const take = ({ id }: { id: string }) => revokeCertificate(here.services, club, { id });
const publish = async (acl: AclInput) => {
  const { id, rev } = await as(alice).create({ collection, id: fresh('doc'), body: { text: 'for some' }, acl: acl as never });
  return { collection, id, owner: alice, rev };
};
const plain = ({ collection, id, owner }: Key) => ({ collection, id, owner });
/** A process of its own on the same database, as far as what is kept in memory goes. */
const ownLifetime = () => {
  const lifetime = createLifetime();
  return { ...lifetime, [Symbol.asyncDispose]: () => lifetime.close() };
};
type Key = { readonly collection: typeof collection; readonly id: string; readonly owner: Did };
const sees = async (did: Did, key: Key, world = here) =>
  as(did, world)
    .get(plain(key))
    .then(
      () => true,
      (error: { code: string }) => {
        expect(error.code).toBe('not_found');
        return false;
      },
    );
const listed = async (did: Did, key: Key) => {
  const pages = await Promise.all((['all', 'shared'] as const).map((scope) => as(did).list({ collection, scope, limit: 100 })));
  return pages.map(({ documents }) => documents.some((each) => each.id === key.id));
};

describe('a document shared with the holders of a certificate', () => {
  test('is read, listed and written by them from the moment they hold it until it is revoked', async () => {
    const type = fresh('Member');
    const key = await publish(sharedForEditing(holdersOf(club, type)));
    expect([await sees(bob, key), ...(await listed(bob, key))]).toEqual([false, false, false]);
    const certificate = await give(bob, type);
    expect([await sees(bob, key), ...(await listed(bob, key))]).toEqual([true, true, true]);
    const changed = await as(bob).update({ ...key, body: { text: 'by a member' } });
    await take(certificate);
    expect([await sees(bob, key), ...(await listed(bob, key))]).toEqual([false, false, false]);
    await expect(as(bob).update({ ...key, rev: changed.rev, body: { text: 'no more' } })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is so in another process without anybody asking it to look', async () => {
    const type = fresh('Member');
    const key = await publish(sharedWith(holdersOf(club, type)));
    expect(await sees(bob, key, there)).toBe(false);
    const certificate = await give(bob, type);
    await vi.waitFor(async () => expect(await sees(bob, key, there)).toBe(true), SOON);
    await take(certificate);
    await vi.waitFor(async () => expect(await sees(bob, key, there)).toBe(false), SOON);
  });

  test('is so although a transaction stays open that began before', async () => {
    const type = fresh('Member');
    const key = await publish(sharedWith(holdersOf(club, type)));
    await here.services.database.system.transaction().execute(async (tx) => {
      await tx.updateTable('accounts').set({ name: 'Bobby' }).where('did', '=', bob).execute();
      expect(await sees(bob, key, there)).toBe(false);
      await give(bob, type);
      await vi.waitFor(async () => expect(await sees(bob, key, there)).toBe(true), SOON);
    });
  });

  test('is theirs no longer once theirs has expired, to the moment, although nobody says so', async () => {
    const type = fresh('Member');
    const key = await publish(sharedWith(holdersOf(club, type)));
    const start = Math.floor(Date.now() / 1000) * 1000 + 3_600_400;
    let now = start;
    const clock = { ...systemClock, now: () => new Date(now) };
    await using lifetime = ownLifetime();
    const bobThen = () => documentsOf({ ...here.app(bob), clock, lifetime });
    await give(bob, type, { expiresAt: new Date(start + 600).toISOString() });
    expect((await bobThen().get({ ...plain(key) })).id).toBe(key.id);
    now = start + 599;
    expect((await bobThen().get({ ...plain(key) })).id).toBe(key.id);
    now = start + 600;
    await expect(bobThen().get(plain(key))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is nobody’s who has the same type from another issuer, themselves among them', async () => {
    const type = fresh('Member');
    const key = await publish(sharedWith(holdersOf(club, type)));
    await give(bob, type, { issuer: bob });
    await give(bob, type, { issuer: alice });
    expect(await sees(bob, key)).toBe(false);
  });

  test('is not for visitors', async () => {
    const key = await publish(sharedWith(holdersOf(club, fresh('Member'))));
    await expect(documentsOf(here.visitor()).get(plain(key))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a denial', () => {
  test('by certificate beats what allows everyone, and the certificate’s end ends it', async () => {
    const type = fresh('Banned');
    const key = await publish({ read: { allow: ['*', bob], deny: [holdersOf(club, type)] } });
    expect(await sees(bob, key)).toBe(true);
    const banned = await give(bob, type);
    expect([await sees(bob, key), ...(await listed(bob, key))]).toEqual([false, false, false]);
    await take(banned);
    expect(await sees(bob, key)).toBe(true);
  });

  test('of the holder is not gone around by another certificate', async () => {
    const [member, banned] = [fresh('Member'), fresh('Banned')];
    const key = await publish({ read: { allow: [holdersOf(club, member)], deny: [allOf(bob, holdersOf(club, banned))] } });
    await give(bob, member);
    expect(await sees(bob, key)).toBe(true);
    await give(bob, banned);
    expect(await sees(bob, key)).toBe(false);
  });
});

describe('a list of which all must hold', () => {
  test('lets in those for whom all does', async () => {
    const [member, adult] = [fresh('Member'), fresh('Adult')];
    const key = await publish(sharedWith(allOf(holdersOf(club, member), holdersOf(club, adult))));
    await give(bob, member);
    expect(await sees(bob, key)).toBe(false);
    const certificate = await give(bob, adult);
    expect([await sees(bob, key), ...(await listed(bob, key))]).toEqual([true, true, true]);
    await take(certificate);
    expect(await sees(bob, key)).toBe(false);
  });

  test('that is named for the first time holds at once here, and elsewhere soon', async () => {
    const member = fresh('Member');
    await give(bob, member);
    expect(await principalsFor(here.services, bob)).toContain(`c:${club} ${member}`);
    await principalsFor(there.services, bob);
    const key = await publish(sharedWith(allOf(holdersOf(club, member), bob)));
    expect(await sees(bob, key)).toBe(true);
    await vi.waitFor(async () => expect(await sees(bob, key, there)).toBe(true), SOON);
  });

  test.each<[string, (member: string) => AclEntry, boolean]>([
    ['with everyone in it is the rest of it', (member) => ['*', holdersOf(club, member)], true],
    ['of everyone twice is everyone', () => ['*', '*'], true],
    ['of one person twice is that person', () => [bob, bob], true],
    ['of two people is nobody', () => [bob, alice], false],
    ['in whatever order', (member) => [holdersOf(club, member), '*', bob], true],
  ])('%s', async (_, entry, expected) => {
    const member = fresh('Member');
    await give(bob, member);
    const key = await publish(sharedWith(entry(member)));
    expect(await sees(bob, key)).toBe(expected);
  });

  test('is not entered by somebody who spells its name', async () => {
    const [member, adult] = [fresh('Member'), fresh('Adult')];
    const key = await publish(sharedWith(allOf(holdersOf(club, member), holdersOf(club, adult))));
    const [row] = await here.services.database.read<{ readers: string[] }>([alice], {
      name: 'test.readers',
      text: 'select readers from documents where id = $1',
      values: [key.id],
    });
    expect(row?.readers).toEqual([expect.stringMatching(/^g:[0-9a-f]{64}$/)]);
    for (const name of [row?.readers[0] as never, `c:${club} ${member}` as never]) {
      await expect(as(bob).create({ collection, body: { text: '' }, acl: { read: { allow: [name] } } })).rejects.toMatchObject({
        code: 'bad_request',
      });
    }
    expect(await sees(bob, key)).toBe(false);
  });
});

test('200 entries, of every kind, are read by each of those they name', async () => {
  const people = Array.from({ length: 50 }, (_, at): Did => `did:web:p${at}.example`);
  const types = Array.from({ length: 50 }, (_, at) => fresh(`T${at}`));
  const groups = Array.from({ length: 50 }, (_, at): AclEntry => [holdersOf(club, types[at] as string), people[at] as Did]);
  const allow: AclEntry[] = [...people.slice(0, 49), ...types.slice(0, 50).map((type) => holdersOf(club, type)), ...groups, bob];
  expect(allow.flat()).toHaveLength(limits.aclEntries);
  const key = await publish({ read: { allow } });
  expect(await sees(bob, key)).toBe(true);
  expect(await sees(people[48] as Did, key)).toBe(true);
  expect(await sees(people[49] as Did, key)).toBe(false);
  await expect(publish({ read: { allow: [...allow, 'did:web:one.more'] } })).rejects.toMatchObject({ code: 'bad_request' });
});

describe('who is told that they have lost a document', () => {
  const member = holdersOf('did:web:club', 'Member');
  const banned = holdersOf('did:web:club', 'Banned');
  const [m, b] = ['c:did:web:club Member', 'c:did:web:club Banned'];
  const dan: Did = 'did:web:dan';
  const eve: Did = 'did:web:eve';
  test.each<[string, AclInput['read'], AclInput['read'], string[]]>([
    ['nobody, when one more may read', { allow: [dan] }, { allow: [dan, eve] }, []],
    ['who was taken out', { allow: [dan, eve, member] }, { allow: [eve] }, [dan, m]],
    ['the members of a group that was taken out', { allow: [[dan, member]] }, {}, ['g']],
    ['who is denied now and was allowed by name', { allow: [dan, eve] }, { allow: [dan, eve], deny: [dan] }, [dan]],
    ['who is denied now where everyone was allowed', { allow: ['*'] }, { allow: ['*'], deny: [dan] }, [dan]],
    ['who is denied now and may have read by a certificate', { allow: [member] }, { allow: [member], deny: [dan] }, [dan]],
    ['who is denied now and may have read in a group', { allow: [[dan, member]] }, { allow: [[dan, member]], deny: [dan] }, [dan]],
    ['nobody, when somebody is denied who could not read', { allow: [eve] }, { allow: [eve], deny: [dan] }, []],
    ['nobody, when a certificate is denied for what nobody could read', {}, { deny: [banned] }, []],
    ['the holders who are denied now', { allow: [dan] }, { allow: [dan], deny: [banned] }, [b]],
    ['everyone, when everyone is denied', { allow: [dan] }, { allow: [dan], deny: ['*'] }, ['*']],
    ['who moved from allowed to denied', { allow: [dan, member] }, { allow: [dan], deny: [member] }, [m]],
    ['nobody twice', { allow: [dan], deny: [eve] }, { allow: [dan], deny: [eve] }, []],
  ])('%s', async (_, before, after, expected) => {
    const key = await publish({ ...(before && { read: before }) });
    await as(alice).update({ collection, id: key.id, rev: key.rev, acl: { ...(after && { read: after }) } as never });
    const rows = await here.services.database.feed<{ lost: string[] }>({
      name: 'test.lost',
      text: "select lost from changes where owner_did = $1 and collection = $2 and id = $3 and op = 'u'",
      values: [alice, collection, key.id],
    });
    expect(rows.map(({ lost }) => lost.map((each) => (each.startsWith('g:') ? 'g' : each)).sort())).toEqual([[...expected].sort()]);
  });
});
