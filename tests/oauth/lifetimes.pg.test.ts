import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../server/src/platform/clock.ts';
import { lifetimes } from '../../server/src/rooms/oauth/oauth.limits.ts';
import { type Person, type VibeServer, vibeServer } from '../harness/server.ts';
import { query } from '../harness/transfer.ts';
import { type Browser, independentClient, signedInBrowser } from './client.ts';
import { back, notes } from './world.ts';

const day = 86_400;
let vibe: VibeServer;
let person: Person;
let count = 0;
/** Seconds. */
let ahead = 0;
beforeAll(async () => {
  vibe = await vibeServer({ requestsPerTenSeconds: 0, clock: { ...systemClock, now: () => new Date(Date.now() + ahead * 1_000) } });
  await vibe.push(notes);
});
afterAll(() => vibe[Symbol.asyncDispose]());
beforeEach(async () => {
  ahead = 0;
  person = await vibe.person(`lena-${++count}`, 'Lena');
});

const over = { error: 'invalid_grant' };

/** An app with a refresh token, bound to its key or not. */
async function signedIn(bound: boolean, browser?: Browser) {
  const app = await independentClient(vibe, 'notes', back);
  const dpop = bound ? await app.dpop() : undefined;
  const tokens = await app.redeem(await app.authorize(browser ?? (await signedInBrowser(vibe, person))), dpop);
  let token = tokens.refresh_token ?? '';
  return {
    async refresh() {
      const next = await app.refresh(token, dpop);
      token = next.refresh_token ?? token;
    },
  };
}

test.each([
  ['bound to a key', true],
  ['that rotates', false],
] as const)('a refresh token %s ends 30 days after the sign-in, however often it is used', async (_what, bound) => {
  const app = await signedIn(bound);
  for (let days = 0; days < 30; days += 6) {
    ahead = days * day;
    await app.refresh();
  }
  ahead = lifetimes.refreshToken - 60;
  await app.refresh();
  ahead = lifetimes.refreshToken + 60;
  await expect(app.refresh()).rejects.toMatchObject(over);
});

test.each([
  ['bound to a key', true],
  ['that rotates', false],
] as const)('a refresh token %s that nobody used for 14 days is over', async (_what, bound) => {
  const [used, idle] = [await signedIn(bound), await signedIn(bound)];
  ahead = lifetimes.refreshTokenIdle - 60;
  await used.refresh();
  ahead = lifetimes.refreshTokenIdle + 60;
  await used.refresh();
  await expect(idle.refresh()).rejects.toMatchObject(over);
});

test('the last use is written once an hour at most', async () => {
  const app = await signedIn(true);
  const last = async () =>
    (await query<{ last_used_at: Date }>(vibe.databaseUrl, 'select last_used_at from oauth_grants where owner_did = $1', [person.did]))[0]
      ?.last_used_at;
  const first = await last();
  ahead = lifetimes.grantSeenEvery - 60;
  await app.refresh();
  expect(await last()).toEqual(first);
  ahead = lifetimes.grantSeenEvery + 60;
  await app.refresh();
  expect((await last())?.getTime()).toBeGreaterThan((first?.getTime() ?? 0) + 3_000_000);
});

test('what an app holds outlives a session that only grew too old, not one that was ended', async () => {
  const browser = await signedInBrowser(vibe, person);
  ahead = 13 * day;
  await browser.fetch('/trpc/identity.me', {}, 'same-origin'); // in use
  const app = await signedIn(true, browser);
  ahead = 26 * day;
  await app.refresh();
  ahead = 31 * day;
  const other = await signedInBrowser(vibe, person); // whose sign-in sweeps out what is over
  expect(await query(vibe.databaseUrl, 'select from sessions where did = $1', [person.did])).toHaveLength(1);
  await app.refresh();
  await other.call('oauth.signOutEverywhere');
  await expect(app.refresh()).rejects.toMatchObject(over);
});
