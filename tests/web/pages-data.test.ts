import { readFile } from 'node:fs/promises';
import type { Did } from '@vibe/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepDepartures } from '../../server/src/rooms/account/index.ts';
import { findAccountByHandle } from '../../server/src/rooms/identity/index.ts';
import { mintAccessToken } from '../../server/src/rooms/oauth/index.ts';
import { testApp } from '../harness/server.ts';
import { loseDocuments, recordsOf } from '../harness/transfer.ts';
import { card, type Device, expectAccessible, goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

let world: PagesWorld;
beforeAll(async () => {
  world = await pagesWorld();
  await world.vibe.push(testApp());
  keepDepartures(world.vibe.services);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.complaints()).toEqual([]);
});

const posts = 'feeds/posts' as const;

async function apiOf(handle: string) {
  const found = await findAccountByHandle(world.vibe.services, handle);
  if (!found) throw new Error(`${handle} is not there`);
  const { token } = await mintAccessToken(world.vibe.services, {
    did: found.did as Did,
    appId: 'feeds',
    scopes: ['documents:read', 'documents:write'],
  });
  return world.vibe.api(token);
}

async function exportFile({ page }: Device): Promise<string> {
  const download = page.waitForEvent('download');
  const data = card(page, 'Your data');
  await data.getByRole('button', { name: 'Export my data' }).focus();
  await page.keyboard.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^vibe-.+-\d{4}-\d\d-\d\d\.ndjson$/);
  await data.getByText(/Your download begins/).waitFor();
  return readFile(await file.path(), 'utf8');
}

test('one’s data is downloaded whole, lost, and imported again, with the keyboard alone', async () => {
  const device = await world.device();
  await device.signUpWithPassword('alma');
  await expectAccessible(device.page);
  const api = await apiOf('alma');
  for (const text of ['one', 'two', 'three']) await api.documents.create.mutate({ collection: posts, id: text, body: { text } });
  const text = await exportFile(device);
  expect(recordsOf(text, 'document').map(({ id }) => id)).toEqual(['one', 'three', 'two']);
  expect(recordsOf(text).at(-1)).toMatchObject({ type: 'end', counts: { documents: 3 } });

  await loseDocuments(world.vibe.databaseUrl);
  const data = card(device.page, 'Your data');
  const choose = async (content: string) => {
    const chooser = device.page.waitForEvent('filechooser');
    await data.getByRole('button', { name: 'Import a file' }).focus();
    await device.page.keyboard.press('Enter');
    await (await chooser).setFiles({ name: 'mine.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(content) });
  };
  await choose(text);
  await data.getByText('3 documents added, 0 merged, 0 here already.').waitFor();
  expect((await api.documents.list.query({ collection: posts })).documents).toHaveLength(3);
  await choose(text);
  await data.getByText('0 documents added, 0 merged, 3 here already.').waitFor();

  device.expectStatus(400);
  await choose(text.slice(0, -20));
  await data
    .getByRole('alert')
    .getByText(/The file was cut/)
    .waitFor();
  await choose(text.replace('"two"', '"2"'));
  await data
    .getByRole('alert')
    .getByText(/is not as it was written/)
    .waitFor();
});

test('a download is its person’s alone: not from elsewhere, not with another’s session, not without one, and not too often', async () => {
  const [mine, other] = [await world.device(), await world.device()];
  await mine.signUpWithPassword('bela');
  await other.signUpWithPassword('cora');
  const begin = (device: Device) =>
    device.page.evaluate(async () => {
      const response = await fetch('/trpc/account.beginExport', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      const answer = (await response.json()) as { result?: { data: { json: { path: string } } } };
      return { status: response.status, path: answer.result?.data.json.path ?? '' };
    });
  const { path } = await begin(mine);
  const statusOf = (device: Device, to: string) => device.page.evaluate(async (url) => (await fetch(url)).status, to);
  for (const device of [mine, other]) device.expectStatus(401, 403, 429);
  expect(await statusOf(other, path)).toBe(403);
  expect(await statusOf(mine, `${path}x`)).toBe(403);
  expect((await fetch(world.vibe.url + path)).status).toBe(401);
  const cookie = (await mine.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const site of ['cross-site', 'same-site', 'none']) {
    const headers = { cookie, 'sec-fetch-site': site };
    expect((await fetch(world.vibe.url + path, { headers })).status).toBe(401);
    const type = { 'content-type': 'application/x-ndjson' };
    expect(
      (await fetch(`${world.vibe.url}/account/import`, { method: 'POST', headers: { ...headers, ...type }, body: '{}\n' })).status,
    ).toBe(401);
  }
  const form = { method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }, body: '{}' };
  expect((await fetch(`${world.vibe.url}/account/import`, form)).status).toBe(400);
  expect(await statusOf(mine, path)).toBe(200);
  const statuses = [];
  for (let tries = 0; tries < 7; tries++) statuses.push((await begin(mine)).status);
  expect(statuses.at(-1)).toBe(429);
});

test('an account is given up with handle and password, and taken back by signing in', async () => {
  const [device, phone] = [await world.device(), await world.device()];
  await device.signUpWithPassword('dana');
  const api = await apiOf('dana');
  await api.documents.create.mutate({ collection: posts, id: 'public', body: { text: 'hello' }, acl: { read: { allow: ['*'] } } });
  const leave = card(device.page, 'Delete account');
  await leave.getByRole('button', { name: 'Delete my account' }).focus();
  await device.page.keyboard.press('Enter');
  expect(await device.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('leave-handle');
  await expectAccessible(device.page);

  device.expectStatus(401);
  const yes = leave.getByRole('button', { name: 'Delete my account now' });
  await leave.getByLabel(/write your handle/).fill('somebody');
  await leave.getByLabel('Your password').fill(goodPassword);
  await yes.click();
  await leave.getByText('This is not your handle.').waitFor();
  await leave.getByLabel(/write your handle/).fill('@dana');
  await leave.getByLabel('Your password').fill('not my password');
  await yes.click();
  await leave.getByText('This is not your current password.').waitFor();
  expect((await world.vibe.api().documents.list.query({ collection: posts, scope: 'public' })).documents).toHaveLength(1);
  await leave.getByLabel('Your password').fill(goodPassword);
  await device.page.keyboard.press('Enter');
  await device.page.getByRole('heading', { name: 'Your account is closed' }).waitFor();
  await device.page.getByText(/It will be erased on .+ 20\d\d/).waitFor();
  await expectAccessible(device.page);
  expect((await world.vibe.api().documents.list.query({ collection: posts, scope: 'public' })).documents).toEqual([]);
  expect((await device.context.cookies()).filter(({ name }) => name.includes('session'))).toEqual([]);
  await device.page.goto('/account');
  expect(new URL(device.page.url()).pathname).toBe('/sign-in');

  await phone.page.goto('/sign-in');
  await phone.page.getByLabel('Handle').fill('dana');
  await phone.page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await onAccountPage(phone.page);
  await expect
    .poll(async () => (await world.vibe.api().documents.list.query({ collection: posts, scope: 'public' })).documents.length)
    .toBe(1);
});

test('who has only a passkey shows that one, and nobody else’s will do', async () => {
  const device = await world.device();
  await device.addAuthenticator();
  await device.open('/sign-in?mode=sign-up');
  await device.page.getByLabel('Name', { exact: true }).fill('Emil');
  await device.page.getByLabel('Handle').fill('emil');
  await device.page.getByRole('button', { name: 'Create account with a passkey' }).click();
  await onAccountPage(device.page);
  const leave = card(device.page, 'Delete account');
  await leave.getByRole('button', { name: 'Delete my account' }).click();
  await leave.getByLabel(/write your handle/).fill('emil');
  await leave.getByRole('button', { name: 'Delete my account with a passkey' }).click();
  await device.page.getByRole('heading', { name: 'Your account is closed' }).waitFor();
  expect(await findAccountByHandle(world.vibe.services, 'emil')).toBeUndefined();
});
