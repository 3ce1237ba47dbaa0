import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { router } from '../../trpc/init.ts';
import { createAccount } from './identity.accounts.ts';
import { lifetimes } from './identity.limits.ts';
import { identityProcedures } from './identity.procedures.ts';
import { findFrameSession, findSession } from './identity.sessions.find.ts';
import { endSessionById } from './identity.sessions.ts';

const password = 'correct horse battery';
let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function signedIn(handle: string, from: Parameters<typeof browser>[1] = {}) {
  const person = browser(world.services, from);
  const me = await (await person.call()).signIn({ handle, password });
  return { ...person, me };
}
const account = (handle: string) => createAccount(world.services, { handle, name: handle, password });
const inDatabase = async (text: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query(text, values);
  await client.end();
  return rows;
};

test('two cookies, each for its own door: pages and frame', async () => {
  await account('cookies');
  const person = await signedIn('cookies');
  expect(person.attributes).toEqual({
    vibe: 'Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax',
    'vibe-frame': 'Path=/; Max-Age=2592000; HttpOnly; SameSite=None; Secure',
  });
  expect(person.cookies.vibe).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await findSession(world.services, person.cookies)).toMatchObject({ did: person.me.did });
  expect(await findFrameSession(world.services, person.cookies)).toMatchObject({ did: person.me.did });
  // What framed pages are sent does not open the pages, nor the other way round.
  expect(await findSession(world.services, { vibe: person.cookies['vibe-frame'] ?? '' })).toBeUndefined();
  expect(await findFrameSession(world.services, { 'vibe-frame': person.cookies.vibe ?? '' })).toBeUndefined();
});

test('on https the cookies are bound to the host and to TLS', async () => {
  await using secure = await identityWorld('https://vibe.example');
  const person = browser(secure.services);
  await (await person.call()).signUp({ handle: 'secure', name: 'Secure', password });
  expect(person.attributes).toEqual({
    '__Host-vibe': 'Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure',
    '__Host-vibe-frame': 'Path=/; Max-Age=2592000; HttpOnly; SameSite=None; Secure',
  });
});

test('the database holds only hashes of tokens, and a stolen hash opens nothing', async () => {
  await account('hashes');
  const person = await signedIn('hashes');
  const [row] = await inDatabase('select sessions::text as whole, token_hash, frame_token_hash from sessions where did = $1', [
    person.me.did,
  ]);
  for (const token of Object.values(person.cookies)) expect(row.whole).not.toContain(token);
  expect(await findSession(world.services, { vibe: row.token_hash })).toBeUndefined();
  expect(await findFrameSession(world.services, { 'vibe-frame': row.frame_token_hash })).toBeUndefined();
});

test('a cookie planted before the sign-in is worth nothing after it', async () => {
  await account('fixated');
  const planted = 'A'.repeat(43);
  const victim = browser(world.services);
  victim.cookies.vibe = planted;
  victim.cookies['vibe-frame'] = planted;
  await (await victim.call()).signIn({ handle: 'fixated', password });
  expect(victim.cookies.vibe).not.toBe(planted);
  expect(await findSession(world.services, { vibe: planted })).toBeUndefined();
});

test('signing in again renews the tokens and keeps the session: one device, one line', async () => {
  await account('again');
  const person = await signedIn('again');
  const before = { ...person.cookies };
  const session = await findSession(world.services, before);
  await (await person.call()).signIn({ handle: 'again', password });
  expect(await findSession(world.services, person.cookies)).toEqual(session);
  expect(await findSession(world.services, before)).toBeUndefined();
  expect(await findFrameSession(world.services, before)).toBeUndefined();
  expect(await (await person.call()).sessions()).toHaveLength(1);
});

test('the device list says what, where and when, and marks this one', async () => {
  await account('devices');
  const laptop = await signedIn('devices', {
    ip: '198.51.100.77',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Firefox/153.0',
  });
  world.advance(5);
  await signedIn('devices', {
    ip: '2001:db8:1:2::9',
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) AppleWebKit/605.1.15 Version/20.0 Mobile Safari/604.1',
  });
  expect(await (await laptop.call()).sessions()).toEqual([
    expect.objectContaining({ device: 'Safari on iPhone', network: '2001:db8:1::/48', how: 'password', current: false }),
    expect.objectContaining({ device: 'Firefox on Windows', network: '198.51.100.0/24', how: 'password', current: true }),
  ]);
});

test('a page elsewhere cannot sign anyone out: what does not come from here does not end the session', async () => {
  await account('stayer');
  const person = await signedIn('stayer');
  const crossSite = { ...(await person.context()), asker: { kind: 'visitor' } as const };
  await router(identityProcedures).createCaller(crossSite).signOut();
  expect(await (await person.call()).me()).toMatchObject({ handle: 'stayer' });
  // Sent without the cookie, as SameSite=Lax has it, it does not take the cookies away either.
  const headers: string[] = [];
  const withoutCookies = { ...crossSite, cookies: {}, setHeader: (name: string) => void headers.push(name) };
  await router(identityProcedures).createCaller(withoutCookies).signOut();
  expect(headers).toEqual([]);
});

test('cookies of a session that has ended are taken away at the next sign-out', async () => {
  await account('ended');
  const person = await signedIn('ended');
  await (await person.call()).endAllSessions({});
  expect(Object.keys(person.cookies)).toHaveLength(2);
  await (await person.call()).signOut();
  expect(person.cookies).toEqual({});
});

test('signing out ends this session at once and takes the cookies', async () => {
  await account('leaver');
  const [here, there] = [await signedIn('leaver'), await signedIn('leaver')];
  const before = { ...here.cookies };
  await findSession(world.services, before); // so that it is remembered
  await (await here.call()).signOut();
  expect(here.cookies).toEqual({});
  expect(await findSession(world.services, before)).toBeUndefined();
  expect(await findFrameSession(world.services, before)).toBeUndefined();
  expect(await (await there.call()).me()).toMatchObject({ handle: 'leaver' });
});

test('one device can be signed out from another; not that of somebody else', async () => {
  await account('owner');
  await account('stranger');
  const [here, lost] = [await signedIn('owner'), await signedIn('owner')];
  const stranger = await signedIn('stranger');
  const lostId = (await findSession(world.services, lost.cookies))?.sessionId ?? '';
  await expect((await stranger.call()).endSession({ id: lostId })).rejects.toMatchObject({ cause: { code: 'not_found' } });
  expect(await findSession(world.services, lost.cookies)).toBeDefined();
  await (await here.call()).endSession({ id: lostId });
  expect(await findSession(world.services, lost.cookies)).toBeUndefined();
  expect(await findSession(world.services, here.cookies)).toBeDefined();
});

test('signing out everywhere ends all, or all but this one', async () => {
  await account('everywhere');
  await account('bystander');
  const all = [await signedIn('everywhere'), await signedIn('everywhere'), await signedIn('everywhere')] as const;
  const bystander = await signedIn('bystander');
  const alive = async () =>
    (await Promise.all(all.map((each) => findSession(world.services, each.cookies)))).map((each) => each !== undefined);
  expect(await (await all[0].call()).endAllSessions({ except: 'current' })).toEqual({ ended: 2 });
  expect(await alive()).toEqual([true, false, false]);
  expect(await (await all[0].call()).endAllSessions({})).toEqual({ ended: 1 });
  expect(await alive()).toEqual([false, false, false]);
  expect(await findSession(world.services, bystander.cookies)).toBeDefined();
});

test('another process forgets an ended session within two seconds', async () => {
  await account('far-away');
  const person = await signedIn('far-away');
  const cookies = { ...person.cookies };
  const other = world.anotherProcess();
  expect(await findSession(other, cookies)).toBeDefined();
  await (await person.call()).endAllSessions({});
  await expect.poll(() => findSession(other, cookies), { timeout: lifetimes.sessionCache * 1000 + 500, interval: 100 }).toBeUndefined();
});

test('a lookup that is under way while the session ends is not remembered', async () => {
  const { did } = await account('racer');
  const person = await signedIn('racer');
  const { sessionId } = (await findSession(world.services, person.cookies)) ?? { sessionId: '' };
  world.advance(lifetimes.sessionSeenEvery + 1); // so that the lookup, having read the row, goes on to write to it
  const other = world.anotherProcess();
  const locker = new pg.Client({ connectionString: world.databaseUrl });
  await locker.connect();
  const waiting = async (count: number) => {
    const waiters = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await expect.poll(async () => (await inDatabase(waiters)).length, { interval: 20 }).toBe(count);
  };
  await locker.query('begin');
  await locker.query('select 1 from sessions where did = $1 for update', [did]);
  const ending = endSessionById(other, did, sessionId);
  await waiting(1);
  const lookups = [1, 2, 3].map(() => findSession(other, person.cookies)); // each on a connection of its own, behind the ending
  await waiting(4);
  await locker.query('commit');
  await locker.end();
  await Promise.all([ending, ...lookups]);
  expect(await findSession(other, person.cookies)).toBeUndefined();
});

test('last seen is written at most once a minute', async () => {
  const { did } = await account('seen');
  const person = await signedIn('seen');
  const seen = async () => (await inDatabase('select last_seen_at from sessions where did = $1', [did]))[0].last_seen_at as Date;
  const fresh = world.anotherProcess(); // remembers nothing
  const first = await seen();
  world.advance(30);
  await findSession(fresh, person.cookies);
  expect(await seen()).toEqual(first);
  world.advance(31);
  await findSession(world.anotherProcess(), person.cookies);
  expect((await seen()).getTime()).toBeGreaterThanOrEqual(first.getTime() + 60_000);
});

test('a session that nobody used for 14 days is over; one in use lives 30 days and no longer', async () => {
  await account('lazy');
  const idle = await signedIn('lazy');
  const used = await signedIn('lazy');
  const day = 24 * 60 * 60;
  const alive = async (cookies: Record<string, string>) => (await findSession(world.anotherProcess(), cookies)) !== undefined;
  world.advance(13 * day);
  expect(await alive(used.cookies)).toBe(true);
  world.advance(2 * day);
  expect([await alive(idle.cookies), await alive(used.cookies)]).toEqual([false, true]);
  world.advance(13 * day);
  expect(await alive(used.cookies)).toBe(true);
  world.advance(3 * day);
  expect(await alive(used.cookies)).toBe(false);
  // The next sign-in, whosever, sweeps out what is over.
  await account('sweeper');
  await signedIn('sweeper');
  expect(await inDatabase("select 1 from sessions join accounts using (did) where handle = 'lazy'")).toEqual([]);
});
