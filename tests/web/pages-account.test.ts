import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allow } from '../../server/src/rooms/consent/index.ts';
import { findAccountByHandle } from '../../server/src/rooms/identity/index.ts';
import { testApp } from '../harness/server.ts';
import { card, type Device, goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

let world: PagesWorld;
beforeAll(async () => {
  world = await pagesWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.complaints()).toEqual([]);
});

async function signIn({ page }: Device, handle: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Handle').fill(handle);
  await page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await onAccountPage(page);
}

const devicesOf = (device: Device) => card(device.page, 'Devices').getByRole('listitem');

test('the account page lists both devices, marks this one, and ends the other', async () => {
  const [laptop, phone] = [await world.device(), await world.device()];
  await laptop.signUpWithPassword('alice');
  await signIn(phone, 'alice');
  await laptop.page.reload();
  await expect.poll(() => devicesOf(laptop).count()).toBe(2);
  const others = devicesOf(laptop).filter({ hasNotText: 'this one' });
  expect(await others.count()).toBe(1);
  await others.getByRole('button', { name: /^Sign out / }).click();
  await card(laptop.page, 'Devices').getByText('is signed out.').waitFor();
  expect(await devicesOf(laptop).count()).toBe(1);

  phone.expectStatus(401);
  // Another process could keep a session for 2 s; this one forgets it at once.
  await phone.page.getByLabel('Name', { exact: true }).fill('Not Alice');
  await phone.page.getByRole('button', { name: 'Save' }).click();
  await phone.page.waitForURL((url) => url.pathname === '/sign-in');
});

test('signing out everywhere asks first, and then ends this device too', async () => {
  const [laptop, phone] = [await world.device(), await world.device()];
  await laptop.signUpWithPassword('bob');
  await signIn(phone, 'bob');
  await laptop.page.getByRole('button', { name: 'Sign out everywhere' }).click();
  const dialog = laptop.page.getByRole('dialog', { name: 'Sign out everywhere' });
  await laptop.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await laptop.page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Sign out everywhere');

  laptop.expectStatus(401);
  await laptop.page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await dialog.getByRole('button', { name: 'Yes, sign out everywhere' }).click();
  await laptop.page.waitForURL((url) => url.pathname === '/');
  for (const { page } of [laptop, phone]) {
    await page.goto('/account');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  }
});

test('a new name is kept and seen by others', async () => {
  const device = await world.device();
  await device.signUpWithPassword('carol', 'Carol');
  await device.page.getByLabel('Name', { exact: true }).fill('Carol Lenz');
  await device.page.getByRole('button', { name: 'Save' }).click();
  await card(device.page, 'Profile').getByText('Saved.').waitFor();
  expect((await world.vibe.api().identity.resolveHandle.query({ handle: 'carol' })).name).toBe('Carol Lenz');
});

test('a large picture is made small before it leaves the browser, and can be taken away', async () => {
  const device = await world.device();
  await device.signUpWithPassword('dora');
  const profile = card(device.page, 'Profile');
  await profile.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: png(1200, 800) });
  await profile.getByText('Saved.').waitFor();
  const picture = profile.locator('img');
  expect(
    await picture.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }),
  ).toEqual([256, 256]);
  const kept = await device.page.request.get((await picture.getAttribute('src')) ?? '');
  expect(kept.headers()['content-type']).toBe('image/webp');
  expect((await kept.body()).length).toBeLessThan(20_000);

  await profile
    .locator('input[type=file]')
    .setInputFiles({ name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') });
  await profile.getByText('This file is not a picture that the browser can read.').waitFor();
  await profile.getByRole('button', { name: 'Remove picture' }).click();
  await picture.waitFor({ state: 'detached' });
});

test('passkeys are added, named and removed', async () => {
  const device = await world.device();
  await device.addAuthenticator();
  await device.signUpWithPassword('erik');
  const passkeys = card(device.page, 'Passkeys');
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  await passkeys.getByText('The passkey is added.').waitFor();
  await passkeys.getByRole('button', { name: /^Rename / }).click();
  await passkeys.getByLabel('Name of the passkey').fill('Kitchen laptop');
  await passkeys.getByLabel('Name of the passkey').press('Enter');
  await passkeys.getByText('Kitchen laptop').waitFor();

  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  await passkeys.getByText('This device has a passkey for you already.').waitFor();

  await passkeys.getByRole('button', { name: 'Remove Kitchen laptop' }).click();
  await device.page.getByRole('dialog').getByRole('button', { name: 'Yes, remove it' }).click();
  await passkeys.getByText('No passkeys yet.').waitFor();
});

test('the only passkey of someone without a password stays', async () => {
  const device = await world.device();
  device.expectStatus(403);
  await device.addAuthenticator();
  await device.open('/sign-in?mode=sign-up');
  await device.page.getByLabel('Name', { exact: true }).fill('Fay');
  await device.page.getByLabel('Handle').fill('fay');
  await device.page.getByRole('button', { name: 'Create account with a passkey' }).click();
  await onAccountPage(device.page);
  const passkeys = card(device.page, 'Passkeys');
  await passkeys.getByRole('button', { name: /^Remove / }).click();
  await device.page.getByRole('dialog').getByRole('button', { name: 'Yes, remove it' }).click();
  await passkeys.getByRole('alert').getByText(/\S/).first().waitFor();
  expect(await passkeys.getByRole('listitem').count()).toBe(1);
});

test('a changed password needs the old one and signs out the other devices', async () => {
  const [laptop, phone] = [await world.device(), await world.device()];
  await laptop.signUpWithPassword('gero');
  await signIn(phone, 'gero');
  laptop.expectStatus(401);
  const password = card(laptop.page, 'Password');
  await password.getByRole('button', { name: 'Change password' }).click();
  await password.getByLabel('Current password').fill('something else');
  await password.getByLabel('New password').fill('seven quiet harbours');
  await password.getByRole('button', { name: 'Save' }).click();
  await password.getByText('This is not your current password.').waitFor();
  await password.getByLabel('Current password').fill(goodPassword);
  await password.getByRole('button', { name: 'Save' }).click();
  await password.getByText('Signed out on 1 other device.').waitFor();
  await expect.poll(() => devicesOf(laptop).count()).toBe(1);
  await phone.page.goto('/account');
  expect(new URL(phone.page.url()).pathname).toBe('/sign-in');
});

test('what an app may do is listed in words and withdrawn with a click', async () => {
  const device = await world.device();
  await device.signUpWithPassword('hanna');
  const app = await world.vibe.push(testApp());
  const hanna = await findAccountByHandle(world.vibe.services, 'hanna');
  if (!hanna) throw new Error('hanna is not there');
  await allow(world.vibe.services, { did: hanna.did, app, scopes: ['profile', 'documents:read'], how: 'page' });
  await device.page.reload();
  const apps = card(device.page, 'Apps');
  await apps.getByText('May do 2 things').click();
  await apps.getByText('see your name, handle and picture').waitFor();
  await apps.getByRole('button', { name: 'Withdraw what Feeds may do' }).click();
  await device.page.getByRole('dialog').getByRole('button', { name: 'Yes, withdraw' }).click();
  await apps.getByText('No app may do anything for you yet.').waitFor();
});

test('a list that cannot be read says so, names the request, and reads again on demand', async () => {
  const device = await world.device();
  await device.signUpWithPassword('ines');
  device.expectStatus(503);
  const away = JSON.stringify({ code: 'unavailable', title: 'The database is away', requestId: 'r-1' });
  await device.page.route('**/trpc/**', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: away, headers: { 'retry-after': '0' } }),
  );
  await device.page.reload();
  const devices = card(device.page, 'Devices');
  await devices.getByRole('button', { name: 'Try again' }).waitFor({ timeout: 30_000 });
  await device.page.unroute('**/trpc/**');
  await devices.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => devicesOf(device).count()).toBe(1);
});

/** A PNG of one colour (RFC 2083). */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height, 0x55);
  for (let row = 0; row < height; row++) rows[row * (width * 3 + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
