import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { type Site, site } from '../harness/sites.ts';
import { query } from '../harness/transfer.ts';
import { independentClient } from '../oauth/client.ts';
import { notes } from '../oauth/world.ts';
import { card, type Device, expectAccessible, goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

let world: PagesWorld;
let host: Site;
let app: Awaited<ReturnType<typeof independentClient>>;
let back: string;
beforeAll(async () => {
  world = await pagesWorld();
  host = await site(
    'notes.localhost',
    () => '<!doctype html><html lang="en"><title>Notes</title><link rel="icon" href="data:,"><h1>Notes</h1>',
  );
  back = `${host.url}/`;
  await world.vibe.push({ ...notes, origins: [host.url], redirectUris: [back] });
  app = await independentClient(world.vibe, 'notes', back, 'openid profile offline_access documents:read');
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  expect(world.complaints()).toEqual([]);
});

let count = 0;
/** Signed in at once, as a link would: the forms have tests of their own. */
async function enter({ page }: Device, person: Person): Promise<void> {
  const data = { json: { token: new URL(await person.link()).hash.replace('#link=', '') } };
  const answer = await page.request.post('/trpc/identity.useSignInLink', { data, headers: { 'sec-fetch-site': 'same-origin' } });
  expect(answer.status()).toBe(200);
}
/** One browser in which Ada signed in first, and then Berta, who is active. Not just now: an authorization that begins in the same second would take it for an answer. */
async function twoAccounts() {
  const device = await world.device();
  count++;
  const [ada, berta] = [await world.vibe.person(`ada-${count}`, 'Ada'), await world.vibe.person(`berta-${count}`, 'Berta')];
  for (const person of [ada, berta]) await enter(device, person);
  await query(
    world.vibe.databaseUrl,
    "update sessions set created_at = created_at - interval '1 minute', told_until = told_until - interval '1 minute'",
  );
  return { ...device, ada, berta };
}
const choice = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name} @`) });
const isActive = (page: Page, { handle }: Person) => page.locator('header').getByText(`@${handle}`, { exact: true }).waitFor();
/** What the app gets at the end of a sign-in that has come back to it. */
async function subject(page: Page, started: Awaited<ReturnType<typeof app.start>>): Promise<unknown> {
  await page.waitForURL((url) => url.origin === host.url);
  return decodeJwt((await app.redeem({ ...started, callback: new URL(page.url()) })).id_token ?? '').sub;
}

test('two people share a browser: each switches to their own account, without signing in again', async () => {
  const { page, ada, berta } = await twoAccounts();
  await page.goto('/account');
  await isActive(page, berta);
  await page.getByRole('link', { name: 'Switch account' }).click();
  await page.getByRole('heading', { name: 'Choose an account' }).waitFor();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await choice(page, 'Ada').click();
  await onAccountPage(page);
  await isActive(page, ada);
});

test('an app that asks for the choice gets the chosen one, and the active account stays', async () => {
  const { page, ada, berta } = await twoAccounts();
  const started = await app.start({ prompt: 'select_account' });
  await page.goto(started.url);
  await page.getByText('to continue to').waitFor();
  await choice(page, 'Ada').click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  expect(await subject(page, started)).toBe(ada.did);
  // From then on the app names whom it means, and nothing is asked.
  const again = await app.start({ login_hint: ada.handle });
  await page.goto(again.url);
  expect(await subject(page, again)).toBe(ada.did);
  await page.goto('/account');
  await onAccountPage(page);
  await isActive(page, berta);
});

test('the choice can be left: for another account, or for good', async () => {
  const { page } = await twoAccounts();
  await page.goto((await app.start({ prompt: 'select_account' })).url);
  const chooser = page.url();
  await page.getByRole('link', { name: 'Use another account' }).click();
  await page.getByLabel('Password', { exact: true }).waitFor();
  await page.goto(chooser);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.waitForURL((url) => url.origin === host.url);
  expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
});

test('one account signed out of the browser, then all', async () => {
  const device = await twoAccounts();
  const { page, ada, berta } = device;
  await page.goto('/account');
  await isActive(page, berta);
  await page.locator('header').getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
  // Nobody takes Berta's place: whoever comes next chooses.
  await page.goto('/account');
  await page.getByText('Nobody is active in this browser').waitFor();
  expect(await choice(page, 'Berta').count()).toBe(0);
  await choice(page, 'Ada').click();
  await isActive(page, ada);
  await enter(device, berta);
  await page.goto('/sign-in?switch');
  await page.getByRole('button', { name: 'Sign out: Ada' }).click();
  await choice(page, 'Ada').waitFor({ state: 'detached' });
  await choice(page, 'Berta').waitFor();
  await enter(device, ada);
  await page.goto('/sign-in?switch');
  await page.getByRole('button', { name: 'Sign all out of this browser' }).click();
  await page.getByLabel('Password', { exact: true }).waitFor();
  expect((await page.context().cookies()).map(({ name }) => name).filter((name) => ['vibe', 'vibe-frame'].includes(name))).toEqual([]);
});

test('the devices say which apps are signed in there; one app is signed out, and what came in elsewhere is news', async () => {
  const { page, berta } = await twoAccounts();
  const started = await app.start();
  await page.goto(started.url);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await subject(page, started);
  await enter(await world.device(), berta);
  await page.goto('/account');
  const devices = card(page, 'Devices');
  await devices.getByText('1 sign-in elsewhere since you were told last').waitFor();
  await expectAccessible(page);
  await devices.getByRole('button', { name: 'That was me' }).click();
  await devices.locator('[data-news]').waitFor({ state: 'detached' });
  await devices.getByRole('button', { name: /^Sign out: Notes, / }).click();
  await devices.getByText('Notes is signed out there.').waitFor();
  expect(await devices.getByText('last used').count()).toBe(0);
});

test('whoever has been signed in for a while shows once more who they are before they add a passkey', async () => {
  const device = await world.device();
  await device.addAuthenticator();
  const { page } = device;
  const handle = `dana-${++count}`;
  await device.signUpWithPassword(handle, 'Dana');
  const longAgo =
    "update sessions set created_at = created_at - interval '1 hour' where did = (select did from accounts where handle = $1)";
  await query(world.vibe.databaseUrl, longAgo, [handle]);
  device.expectStatus(401, 403);
  const passkeys = card(page, 'Passkeys');
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText('Write your password.').waitFor();
  await dialog.getByLabel('Your password').fill('not my password');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText('This is not your current password.').waitFor();
  await expectAccessible(page);
  await dialog.getByLabel('Your password').fill(goodPassword);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await passkeys.getByRole('button', { name: /^Rename/ }).waitFor();
  // For ten minutes nothing more is asked.
  await passkeys.getByRole('button', { name: /^Remove/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /remove/i })
    .click();
  await passkeys.getByRole('button', { name: /^Rename/ }).waitFor({ state: 'detached' });
});
