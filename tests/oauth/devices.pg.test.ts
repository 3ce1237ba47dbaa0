import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Device } from '../../server/src/rooms/oauth/devices.ts';
import type { Person } from '../harness/server.ts';
import { query } from '../harness/transfer.ts';
import { type Browser, independentClient, signedInBrowser } from './client.ts';
import { back, listUrl, refusal, type World, world } from './world.ts';

let here: World;
let person: Person;
let count = 0;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(async () => {
  person = await here.vibe.person(`dora-${++count}`, 'Dora');
});

const sites = { notes: back, other: 'https://other.example/back' };
async function signedIn(browser: Browser, id: keyof typeof sites = 'notes', scope?: string) {
  const app = await independentClient(here.vibe, id, sites[id], scope);
  const tokens = await app.redeem(await app.authorize(browser));
  return { app, token: tokens.access_token, refresh: () => app.refresh(tokens.refresh_token ?? '') };
}
async function devices(browser: Browser): Promise<Device[]> {
  const response = await browser.fetch('/trpc/oauth.sessions', {}, 'same-origin');
  return ((await response.json()) as { result: { data: { json: Device[] } } }).result.data.json;
}
const lines = async (browser: Browser) =>
  (await devices(browser)).map(({ current, how, apps }) => [
    current ? 'here' : 'there',
    how,
    apps
      .map(({ id }) => id)
      .sort()
      .join(' '),
  ]);
const calls = async (token: string) => refusal(await fetch(listUrl(here.vibe), { headers: { authorization: `Bearer ${token}` } }));
const ended = { status: 401, code: 'invalid_token' };

test('each browser with the apps that are signed in there, once each', async () => {
  const [one, two] = [await signedInBrowser(here.vibe, person), await signedInBrowser(here.vibe, person)];
  await signedIn(one);
  await signedIn(one); // another tab
  await signedIn(one, 'other');
  await signedIn(two, 'other');
  await signedIn(await signedInBrowser(here.vibe, here.bob));
  expect((await lines(one)).sort()).toEqual([
    ['here', 'link', 'notes other'],
    ['there', 'link', 'other'],
  ]);
  const [app] = (await devices(two)).find(({ current }) => current)?.apps ?? [];
  expect(app).toMatchObject({ id: 'other', name: 'Other', origin: 'https://other.example', icon: null });
});

test('one app can be signed out on one device; the others, and the device, stay', async () => {
  const [one, two] = [await signedInBrowser(here.vibe, person), await signedInBrowser(here.vibe, person)];
  const [gone, stays, elsewhere] = [await signedIn(one), await signedIn(one, 'other'), await signedIn(two)];
  const mine = (await devices(two)).find(({ current }) => !current)?.id ?? '';
  const bob = await signedInBrowser(here.vibe, here.bob);
  await expect(bob.call('oauth.endAppSession', { sessionId: mine, appId: 'notes' })).rejects.toThrow('not_found');
  await two.call('oauth.endAppSession', { sessionId: mine, appId: 'notes' });
  expect(await calls(gone.token)).toEqual(ended);
  await expect(gone.refresh()).rejects.toMatchObject({ error: 'invalid_grant' });
  await stays.refresh();
  await elsewhere.refresh();
  expect((await lines(one)).sort()).toEqual([
    ['here', 'link', 'other'],
    ['there', 'link', 'notes'],
  ]);
  await expect(two.call('oauth.endAppSession', { sessionId: mine, appId: 'notes' })).rejects.toThrow('not_found');
});

test('an app that holds nothing any more is not listed', async () => {
  const browser = await signedInBrowser(here.vibe, person);
  await signedIn(browser, 'notes', 'openid documents:read'); // without offline_access: an access token for ten minutes
  expect(await lines(browser)).toEqual([['here', 'link', 'notes']]);
  await query(here.vibe.databaseUrl, "update oauth_grants set last_used_at = now() - interval '11 minutes' where owner_did = $1", [
    person.did,
  ]);
  expect(await lines(browser)).toEqual([['here', 'link', '']]);
});

test('what is left of a sign-in that grew too old is a line of its own, and can be ended', async () => {
  const [old, here_] = [await signedInBrowser(here.vibe, person), await signedInBrowser(here.vibe, person)];
  const app = await signedIn(old);
  const id = (await devices(old)).find(({ current }) => current)?.id ?? '';
  await query(here.vibe.databaseUrl, "update sessions set expires_at = now() - interval '1 second' where id = $1", [id]);
  await signedInBrowser(here.vibe, here.bob); // sweeps
  expect((await lines(here_)).sort()).toEqual([
    ['here', 'link', ''],
    ['there', null, 'notes'],
  ]);
  expect((await devices(here_)).find((each) => each.id === id)).toMatchObject({ device: 'Unknown device' }); // the test sends no User-Agent of a browser
  await here_.call('oauth.endSession', { sessionId: id });
  await expect(app.refresh()).rejects.toMatchObject({ error: 'invalid_grant' });
});

test.each([
  ['identity.endAllSessions', {}],
  ['identity.signOut', null],
  ['identity.signOutBrowser', null],
  ['oauth.signOutEverywhere', undefined],
] as const)('%s ends what apps hold, at once', async (procedure, input) => {
  const browser = await signedInBrowser(here.vibe, person);
  const app = await signedIn(browser);
  expect((await calls(app.token)).status).toBe(200);
  await browser.call(procedure, input);
  expect(await calls(app.token)).toEqual(ended);
  await expect(app.refresh()).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a new password ends the other devices with their apps, not this one with its own', async () => {
  const [one, two] = [await signedInBrowser(here.vibe, person), await signedInBrowser(here.vibe, person)];
  const [kept, gone] = [await signedIn(one), await signedIn(two)];
  await one.call('identity.setPassword', { password: 'four green elephants' });
  await kept.refresh();
  await expect(gone.refresh()).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a device tells of sign-ins elsewhere since it was told last; the new one tells of none, and told once is told everywhere', async () => {
  const known = await signedInBrowser(here.vibe, person);
  const other = await signedInBrowser(here.vibe, person);
  const news = async (browser: Browser) => (await devices(browser)).filter(({ isNew }) => isNew);
  expect(await news(other)).toEqual([]);
  const [heard] = await news(known);
  expect(heard).toMatchObject({ how: 'link', current: false });
  const third = await signedInBrowser(here.vibe, person);
  expect(await news(known)).toHaveLength(2);
  // What came after the one that was shown stays news.
  const seen = { json: { until: heard?.createdAt }, meta: { values: { until: ['Date'] } } };
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(seen) };
  expect((await known.fetch('/trpc/identity.signInsSeen', init, 'same-origin')).status).toBe(200);
  expect(await news(known)).toHaveLength(1);
  expect(await news(other)).toHaveLength(1);
  expect(await news(third)).toEqual([]);
});
