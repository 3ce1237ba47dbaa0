import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppManifestInput } from '@vibe/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantedScopes } from '../../server/src/rooms/consent/index.ts';
import { endAllSessions, findAccountByHandle } from '../../server/src/rooms/identity/index.ts';
import type { Person } from '../harness/server.ts';
import { type Device, expectAccessible, type PagesWorld, pagesWorld } from './pages-world.ts';

const notes = (site: string): AppManifestInput => ({
  id: 'notes',
  name: 'Notes & <b>more</b>',
  origins: [site],
  redirectUris: [`${site}/back`],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write', 'documents:read:all'],
  purposes: { 'documents:read:all': 'to find things across your apps' },
  collections: { notes: { schema: { type: 'object' }, purpose: 'what you write down' } },
});

let world: PagesWorld;
/** The app's own server: an empty page at every address. */
let app: Server;
let site: string;
let back: string;
beforeAll(async () => {
  app = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><link rel="icon" href="data:,"><title>Notes</title>'),
  );
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  site = `http://notes.localhost:${(app.address() as AddressInfo).port}`;
  back = `${site}/back`;
  world = await pagesWorld();
  await world.vibe.push(notes(site));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  app.closeAllConnections();
  app.close();
  expect(world.complaints()).toEqual([]);
});

/** The app sends the browser here (RFC 6749 §4.1.1, RFC 7636 §4.3). */
function authorizeUrl(scope: string, more: Record<string, string> = {}): string {
  const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url');
  const asked = {
    client_id: 'notes',
    response_type: 'code',
    redirect_uri: back,
    scope,
    state: 's-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  };
  return `/oauth/authorize?${new URLSearchParams(asked)}`;
}

/** As large as the popup. */
const newDevice = (): Promise<Device> => world.device({ viewport: { width: 480, height: 640 } });

async function deviceOf(person: Person): Promise<Device> {
  const device = await newDevice();
  await device.page.goto(await person.link());
  await device.page.getByRole('button', { name: /^Continue as/ }).click();
  await device.page.waitForURL((url) => url.pathname === '/account');
  return device;
}

async function answerOf({ page }: Device): Promise<Record<string, string>> {
  await page.waitForURL((url) => url.href.startsWith(back));
  return Object.fromEntries(new URL(page.url()).searchParams);
}

test('someone who signs up on the way reads who asks for what, allows it, and is back in the app', async () => {
  const device = await newDevice();
  const { page } = device;
  await page.goto(authorizeUrl('openid profile documents:read'));
  await page.getByText('to continue to').waitFor();
  await page.getByText(new URL(site).host).waitFor();
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Alma');
  await page.getByRole('button', { name: 'Use a password instead' }).click();
  await page.getByLabel('Password', { exact: true }).fill('four green elephants');
  await page.getByRole('button', { name: 'Create account' }).click();

  await page.getByRole('heading', { name: 'Allow Notes & <b>more</b>?' }).waitFor();
  await page.getByText(`${site}`, { exact: true }).waitFor();
  for (const words of [
    'see your name, handle and picture',
    'read what you keep in this app, and what others share with you in it',
    'notes: what you write down',
    'see your password or passkeys',
    'create, change or delete anything in your name',
    'Who pays',
    'How long',
    'Signed in as',
  ])
    await page.getByText(words).first().waitFor();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  const answer = await answerOf(device);
  expect(answer).toMatchObject({ state: 's-1', iss: world.vibe.url });
  expect(answer.code).toMatch(/./);
});

test('neither answer looks easier than the other', async () => {
  const { page } = await deviceOf(await world.vibe.person('bela'));
  await page.goto(authorizeUrl('openid profile'));
  const look = (name: string) =>
    page.getByRole('button', { name, exact: true }).evaluate((button) => {
      const { width, height } = button.getBoundingClientRect();
      const { color, backgroundColor, borderColor, fontWeight, fontSize } = getComputedStyle(button);
      return { width: Math.round(width), height: Math.round(height), color, backgroundColor, borderColor, fontWeight, fontSize };
    });
  await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  await page.mouse.move(1, 1);
  expect(await look('Allow')).toEqual(await look('Do not allow'));
});

test('who does not allow it goes back to the app with access_denied, and nothing is granted', async () => {
  const carl = await world.vibe.person('carl');
  const device = await deviceOf(carl);
  await device.page.goto(authorizeUrl('openid profile'));
  await device.page.getByRole('button', { name: 'Do not allow' }).click();
  expect(await answerOf(device)).toMatchObject({ error: 'access_denied', state: 's-1' });
  expect([...(await grantedScopes(world.vibe.services, carl.did, 'notes'))]).toEqual([]);
});

test('a sensitive scope is optional, starts unticked, and is granted only when ticked', async () => {
  const [dina, emil] = [await world.vibe.person('dina'), await world.vibe.person('emil')];
  for (const [person, tick] of [
    [dina, false],
    [emil, true],
  ] as const) {
    const device = await deviceOf(person);
    await device.page.goto(authorizeUrl('openid documents:read documents:read:all'));
    const box = device.page.getByRole('checkbox', { name: /read everything you keep on Vibe/ });
    expect(await box.isChecked()).toBe(false);
    await device.page.getByText('to find things across your apps').waitFor();
    if (tick) await box.check();
    await device.page.getByRole('button', { name: 'Allow', exact: true }).click();
    expect((await answerOf(device)).code).toMatch(/./);
    expect((await grantedScopes(world.vibe.services, person.did, 'notes')).has('documents:read:all')).toBe(tick);
  }
});

test('what is allowed is not asked again; only the new is', async () => {
  const device = await deviceOf(await world.vibe.person('fred'));
  await device.page.goto(authorizeUrl('openid profile'));
  await device.page.getByRole('button', { name: 'Allow', exact: true }).click();
  await answerOf(device);
  await device.page.goto(authorizeUrl('openid profile'));
  expect((await answerOf(device)).code).toMatch(/./);
  await device.page.goto(authorizeUrl('openid profile documents:write'));
  await device.page.getByRole('heading', { name: 'Notes & <b>more</b> asks for more' }).waitFor();
  await device.page.getByText('create, change and delete what you keep in this app').waitFor();
  const known = device.page.getByText('see your name, handle and picture');
  expect(await known.isVisible()).toBe(false);
  await device.page.getByText('You already allow').click();
  await known.waitFor();
  await expectAccessible(device.page);
});

test('what has run out is asked again, with what it was', async () => {
  const gita = await world.vibe.person('gita');
  const device = await deviceOf(gita);
  const { page } = device;
  await page.goto(authorizeUrl('openid documents:read documents:read:all'));
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await answerOf(device);
  const { system } = world.vibe.services.database;
  const ended = new Date('2026-02-03T12:00:00Z');
  await system.updateTable('consent_terms').set({ ends_at: ended }).where('owner_did', '=', gita.did).execute();
  await page.goto(authorizeUrl('openid profile documents:read:all'));
  await page.getByText('Your permission ended on February 3, 2026.').waitFor();
  expect(await page.getByText('allowed before').count()).toBe(2);
  expect(await page.getByRole('checkbox').isChecked()).toBe(false);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await answerOf(device);
  expect([...(await grantedScopes(world.vibe.services, gita.did, 'notes'))].sort()).toEqual(['openid', 'profile']);
});

test('a name in disguise is said to be one, and a name without end stays within a narrow window; the keyboard alone decides', async () => {
  const disguised = { ...notes(site), id: 'disguised', name: '\u0405\u0441\u043e\u0440\u0435', optional: ['documents:read' as const] };
  await world.vibe.push(disguised);
  await world.vibe.push({ ...disguised, id: 'endless', name: 'W'.repeat(60) });
  const device = await world.device({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
  const { page } = device;
  const hilde = await world.vibe.person('hilde');
  await page.goto(await hilde.link());
  await page.getByRole('button', { name: /^Continue as/ }).click();
  await page.waitForURL((url) => url.pathname === '/account');
  await page.goto(authorizeUrl('openid', { client_id: 'endless' }));
  await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  await expectAccessible(page);
  await page.goto(authorizeUrl('openid documents:read', { client_id: 'disguised' }));
  await page.getByText('It only looks like “Scope”.').waitFor();
  await expectAccessible(page);
  // The app left it to the person: unticked, and ticked by the keyboard.
  const box = page.getByRole('checkbox');
  expect(await box.isChecked()).toBe(false);
  await box.focus();
  await page.keyboard.press('Space');
  while ((await page.evaluate(() => document.activeElement?.textContent?.trim())) !== 'Allow') await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await answerOf(device);
  expect([...(await grantedScopes(world.vibe.services, hilde.did, 'disguised'))].sort()).toEqual(['documents:read', 'openid']);
});

test('somebody else takes over from the account that was signed in', async () => {
  const host = await world.vibe.person('host');
  const device = await deviceOf(host);
  const { page } = device;
  const named = await newDevice();
  await named.signUpWithPassword('hugo', 'Hugo');
  await page.goto(authorizeUrl('openid profile'));
  await page.getByText('@host').waitFor();
  await page.getByRole('link', { name: 'Not you? Use another account' }).click();
  await page.getByLabel('Handle').fill('hugo');
  await page.getByLabel('Password', { exact: true }).fill('four green elephants');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('@hugo').waitFor();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  expect((await answerOf(device)).code).toMatch(/./);
  expect([...(await grantedScopes(world.vibe.services, host.did, 'notes'))]).toEqual([]);
});

test('whose session ends before the answer signs in, and answers then', async () => {
  const device = await newDevice();
  device.expectStatus(401);
  const { page } = device;
  await device.signUpWithPassword('iris');
  await page.goto(authorizeUrl('openid profile'));
  await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  const iris = await findAccountByHandle(world.vibe.services, 'iris');
  if (!iris) throw new Error('iris is not there');
  await endAllSessions(world.vibe.services, iris.did);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByLabel('Handle').fill('iris');
  await page.getByLabel('Password', { exact: true }).fill('four green elephants');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  expect((await answerOf(device)).code).toMatch(/./);
});

test('an app may ask which account; going on with this one takes one click', async () => {
  const device = await deviceOf(await world.vibe.person('ida', 'Ida'));
  // Sign-in times are whole seconds: this one has to be in the past.
  await device.page.waitForTimeout(1_100);
  await device.page.goto(authorizeUrl('openid profile', { prompt: 'select_account' }));
  await device.page.getByRole('button', { name: /^Ida @/ }).click();
  await device.page.getByRole('button', { name: 'Allow', exact: true }).click();
  expect((await answerOf(device)).code).toMatch(/./);
});

test('a request that is over says so, and how to begin again', async () => {
  const { page, open, expectStatus } = await newDevice();
  expectStatus(404);
  await open('/consent?interaction=long-gone');
  await page.getByRole('heading', { name: 'This request is no longer open.' }).waitFor();
});

test('signing in for a request that is over still signs in', async () => {
  const device = await newDevice();
  device.expectStatus(404);
  await device.open('/sign-in?interaction=long-gone&mode=sign-up');
  await device.page.getByText('What the app asked is over.').waitFor();
  await device.page.getByLabel('Name', { exact: true }).fill('Jana');
  await device.page.getByRole('button', { name: 'Use a password instead' }).click();
  await device.page.getByLabel('Password', { exact: true }).fill('four green elephants');
  await device.page.getByRole('button', { name: 'Create account' }).click();
  await device.page.waitForURL((url) => url.pathname === '/account');
});

test('when the server is away the page says so, names the request, and asks again', async () => {
  const { page, open, expectStatus } = await newDevice();
  expectStatus(503, 404);
  const details = '**/oauth/interaction/*/details*';
  const away = { code: 'unavailable', title: 'The database is away', requestId: 'r-42' };
  await page.route(details, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(away) }));
  await open('/consent?interaction=u-1');
  await page.getByText('Request r-42').waitFor();
  await page.unroute(details);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'This request is no longer open.' }).waitFor();
});
