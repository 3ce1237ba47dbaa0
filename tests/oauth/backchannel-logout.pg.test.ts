import type { RequestListener } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { withdraw } from '../../server/src/rooms/consent/index.ts';
import { tellApps } from '../../server/src/rooms/oauth/index.ts';
import { backchannelLogout } from '../../server/src/rooms/oauth/oauth.limits.ts';
import type { Person } from '../harness/server.ts';
import { query } from '../harness/transfer.ts';
import { appServer, type Received, verified } from './app-server.ts';
import { type Browser, independentClient, signedInBrowser } from './client.ts';
import { notes, type World, world } from './world.ts';

let here: World;
let person: Person;
let count = 0;
let site: Awaited<ReturnType<typeof appServer>>;
beforeAll(async () => {
  here = await world();
  site = await appServer();
  for (const id of ['told', 'other-told'])
    await here.vibe.push({
      ...notes,
      id,
      origins: [site.url],
      redirectUris: [`${site.url}/back`],
      backchannelLogoutUri: `${site.url}/${id}`,
    });
});
afterAll(async () => {
  site.close();
  await here[Symbol.asyncDispose]();
});
beforeEach(async () => {
  person = await here.vibe.person(`ida-${++count}`, 'Ida');
});
afterEach(async () => {
  site.received.length = 0;
  site.answer = 200;
  await query(here.vibe.databaseUrl, 'delete from logout_notices');
});

async function signedIn(browser: Browser, id = 'told') {
  const app = await independentClient(here.vibe, id, `${site.url}/back`);
  const tokens = await app.redeem(await app.authorize(browser));
  return { app, tokens, claims: decodeJwt(tokens.id_token ?? '') };
}
const waiting = () => query<{ attempts: number }>(here.vibe.databaseUrl, 'select attempts from logout_notices');
const due = () => query(here.vibe.databaseUrl, 'update logout_notices set next_at = now()');

test('discovery says so, and an ID token names the session, for each app by another name', async () => {
  const metadata = await (await fetch(`${here.vibe.url}/.well-known/openid-configuration`)).json();
  expect(metadata).toMatchObject({ backchannel_logout_supported: true, backchannel_logout_session_supported: true });
  const browser = await signedInBrowser(here.vibe, person);
  const [one, again, other] = [await signedIn(browser), await signedIn(browser), await signedIn(browser, 'other-told')];
  expect(one.claims.sid).toMatch(/^[\w-]{22}$/);
  expect(again.claims.sid).toBe(one.claims.sid);
  expect(other.claims.sid).not.toBe(one.claims.sid);
  const elsewhere = await signedIn(await signedInBrowser(here.vibe, person));
  expect(elsewhere.claims.sid).not.toBe(one.claims.sid);
});

test.each([
  ['of this browser', async (browser: Browser): Promise<void> => void (await browser.call('identity.signOut'))],
  ['of all accounts of this browser', async (browser: Browser): Promise<void> => void (await browser.call('identity.signOutBrowser'))],
  ['everywhere', async (browser: Browser): Promise<void> => void (await browser.call('oauth.signOutEverywhere'))],
] as const)('a sign-out %s reaches each app once, with the session that it knows', async (_what, signOut) => {
  const browser = await signedInBrowser(here.vibe, person);
  const { claims } = await signedIn(browser);
  await signedIn(browser); // another tab: the same session
  await signedIn(browser, 'other-told');
  await signOut(browser);
  expect(await tellApps(here.vibe.services)).toBe(2);
  expect(site.received.map(({ path, type }) => [path, type]).sort()).toEqual([
    ['/other-told', 'application/x-www-form-urlencoded'],
    ['/told', 'application/x-www-form-urlencoded'],
  ]);
  const told = site.received.find(({ path }) => path === '/told');
  expect(await verified(here.vibe.url, told as Received, 'told')).toMatchObject({ sub: person.did, sid: claims.sid });
  expect(await waiting()).toEqual([]);
});

test('everywhere is each session by its name; the sessions of somebody else are not named', async () => {
  const sids = [];
  for (let n = 0; n < 2; n++) sids.push((await signedIn(await signedInBrowser(here.vibe, person))).claims.sid);
  await signedIn(await signedInBrowser(here.vibe, here.bob));
  const last = await signedInBrowser(here.vibe, person);
  await last.call('oauth.signOutEverywhere');
  await tellApps(here.vibe.services);
  expect(site.received.map(({ token }) => decodeJwt(token).sid).sort()).toEqual(sids.sort());
});

test('an app is told of a consent that was withdrawn; not of what it gave up itself, nor of a session that only grew too old', async () => {
  const browser = await signedInBrowser(here.vibe, person);
  const { app, tokens } = await signedIn(browser);
  await app.revoke(tokens.refresh_token ?? '');
  expect(await waiting()).toEqual([]);
  const { claims } = await signedIn(browser);
  await query(here.vibe.databaseUrl, "update sessions set expires_at = now() - interval '1 second' where did = $1", [person.did]);
  await signedInBrowser(here.vibe, here.bob); // sweeps
  expect(await query(here.vibe.databaseUrl, 'select from sessions where did = $1', [person.did])).toEqual([]);
  expect(await waiting()).toEqual([]);
  await withdraw(here.vibe.services, person.did, 'told');
  await tellApps(here.vibe.services);
  expect(site.received.map(({ token }) => decodeJwt(token).sid)).toEqual([claims.sid]);
});

test('an app that does not answer well is tried again, with the same jti, and not for ever', async () => {
  const browser = await signedInBrowser(here.vibe, person);
  await signedIn(browser);
  site.answer = 503;
  await browser.call('identity.signOut');
  await tellApps(here.vibe.services);
  expect(await waiting()).toEqual([{ attempts: 1 }]);
  expect(await tellApps(here.vibe.services)).toBe(0); // not before its time
  for (let n = 1; n <= backchannelLogout.waits.length; n++) {
    await due();
    expect(await tellApps(here.vibe.services)).toBe(1);
  }
  expect(await waiting()).toEqual([]);
  expect(site.received).toHaveLength(backchannelLogout.waits.length + 1);
  expect(new Set(site.received.map(({ token }) => decodeJwt(token).jti)).size).toBe(1);
});

test.each([
  ['redirects', 302, /302/],
  ['answers without end', ((_, response) => void response.writeHead(200).end('x'.repeat(100_000))) satisfies RequestListener, /more than/],
  ['breaks off', ((request) => void request.socket.destroy()) satisfies RequestListener, /hang up|ECONNRESET|EPIPE/],
] as const)('an app that %s was not told', async (_what, answer, why) => {
  const browser = await signedInBrowser(here.vibe, person);
  await signedIn(browser);
  site.answer = answer;
  await browser.call('identity.signOut');
  await tellApps(here.vibe.services);
  expect(await waiting()).toEqual([{ attempts: 1 }]);
  expect(site.received.filter(({ path }) => path === '/elsewhere')).toEqual([]);
  expect(here.vibe.log.findLast((line) => line.includes('sign-out'))).toMatch(why);
});

test('a public server tells nothing to addresses inside its network', async () => {
  const browser = await signedInBrowser(here.vibe, person);
  await signedIn(browser);
  await browser.call('identity.signOut');
  await tellApps({ ...here.vibe.services, publicUrl: 'https://vibe.example' });
  expect(site.received).toEqual([]);
  expect(here.vibe.log.findLast((line) => line.includes('sign-out'))).toContain('private network');
});

test('several processes tell an app once', async () => {
  const browser = await signedInBrowser(here.vibe, person);
  await signedIn(browser);
  await browser.call('identity.signOut');
  const tried = await Promise.all([1, 2, 3, 4].map(() => tellApps(here.vibe.services)));
  expect(tried.reduce((sum, each) => sum + each, 0)).toBe(1);
  expect(site.received).toHaveLength(1);
});

test('the address is on an origin of the app, over https', async () => {
  const app = { ...notes, id: 'badly-told' };
  for (const wrong of [
    'https://evil.example/logout',
    'http://notes.example/logout',
    'https://notes.example/a#b',
    'https://u:p@notes.example/',
  ])
    await expect(here.vibe.push({ ...app, backchannelLogoutUri: wrong })).rejects.toThrow(/backchannelLogoutUri/);
  expect(
    (await here.vibe.push({ ...app, backchannelLogoutUri: 'https://notes.example/logout' })).manifest.backchannelLogoutUri,
  ).toBeDefined();
});
