import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueCertificate, listBy } from '../../server/src/rooms/certificates/index.ts';
import { allow, withdraw } from '../../server/src/rooms/consent/index.ts';
import { findAccountByHandle } from '../../server/src/rooms/identity/index.ts';
import { mintAccessToken } from '../../server/src/rooms/oauth/index.ts';
import { testApp } from '../harness/server.ts';
import { card, type Device, expectAccessible, goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

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

test('what an app may do is listed in words, withdrawn with one tap, and kept in the history', async () => {
  const device = await world.device();
  await device.signUpWithPassword('hanna');
  const app = await world.vibe.push(testApp());
  const hanna = await findAccountByHandle(world.vibe.services, 'hanna');
  if (!hanna) throw new Error('hanna is not there');
  const yes = { did: hanna.did, app, how: 'page' } as const;
  await allow(world.vibe.services, { ...yes, scopes: ['profile'] });
  await allow(world.vibe.services, { ...yes, scopes: ['documents:read'] });
  await device.page.reload();
  const [apps, history] = [card(device.page, 'Apps'), card(device.page, 'History')];
  await apps.getByText('May do 2 things').click();
  await apps.getByText('see your name, handle and picture').waitFor();
  await apps.getByText('not used yet').waitFor();
  await apps.getByText(/^Ends by itself on \w+ \d+, \d{4}, unless you use it\./).waitFor();
  await expect.poll(() => history.getByRole('listitem').count()).toBe(2);
  await apps.getByRole('button', { name: 'Withdraw what Feeds may do' }).click();
  await apps.getByText('No app may do anything for you yet.').waitFor();
  await apps.getByText('Feeds may do nothing for you any more.').waitFor();
  await history.getByText('You withdrew what Feeds was allowed').waitFor();
  expect(await history.getByRole('listitem').evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.event))).toEqual([
    'withdrawn',
    'changed',
    'granted',
  ]);
  await history.getByText('Removed: read what you keep in this app, and what others share with you in it; see your name').waitFor();
});

test('a long history is read further on demand, with the focus on what is new', async () => {
  const device = await world.device();
  await device.signUpWithPassword('ivo');
  const app = await world.vibe.push(testApp());
  const ivo = await findAccountByHandle(world.vibe.services, 'ivo');
  if (!ivo) throw new Error('ivo is not there');
  for (let round = 0; round < 6; round++) {
    await allow(world.vibe.services, { did: ivo.did, app, scopes: ['openid'], how: 'page' });
    await withdraw(world.vibe.services, ivo.did, app.id);
  }
  await device.page.reload();
  const history = card(device.page, 'History');
  await expect.poll(() => history.getByRole('listitem').count()).toBe(10);
  await history.getByRole('button', { name: 'Show older ones' }).click();
  await expect.poll(() => history.getByRole('listitem').count()).toBe(12);
  expect(await history.getByRole('button', { name: 'Show older ones' }).count()).toBe(0);
  await expect
    .poll(() => device.page.evaluate(() => document.activeElement?.closest('ol')?.querySelectorAll('li')[10] === document.activeElement))
    .toBe(true);
});

test('certificates are listed with whether they count; one’s own are revoked, and each is copied as its signed text', async () => {
  const device = await world.device();
  await device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await device.signUpWithPassword('jule', 'Jule');
  const jule = await findAccountByHandle(world.vibe.services, 'jule');
  const kim = await world.vibe.person('kim', 'Kim');
  if (!jule) throw new Error('jule is not there');
  const { services } = world.vibe;
  const given = await issueCertificate(services, jule.did, { subject: kim.did, type: 'friend', claims: {} });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const had = await issueCertificate(services, kim.did, { subject: jule.did, type: 'member', claims: {}, expiresAt });
  await device.page.reload();
  const certificates = card(device.page, 'Certificates');
  const held = certificates.locator(`[data-certificate="${had.id}"]`);
  await held.getByText('from Kim (@kim)').waitFor();
  await held.getByText('valid').waitFor();
  expect(await held.getByRole('button', { name: /^Revoke/ }).count()).toBe(0);
  await held.getByRole('button', { name: 'Copy member as a signed text (JWT)' }).click();
  await certificates.getByText('Copied: a signed text').waitFor();
  expect(await device.page.evaluate(() => navigator.clipboard.readText())).toBe(had.jwt);

  await certificates.getByRole('button', { name: 'Revoke friend of Kim (@kim)' }).click();
  await device.page.getByRole('dialog').getByRole('button', { name: 'Yes, revoke it' }).click();
  await certificates.locator(`[data-certificate="${given.id}"]`).getByText('revoked', { exact: true }).waitFor();
  const [now] = (await listBy(services, 'subject_did', kim.did, { limit: 1 })).certificates;
  expect(now).toMatchObject({ id: given.id, state: 'revoked' });
});

test('how much is kept is said by app and collection, and one app’s part is downloaded by itself; all of it narrow, dark and accessible', async () => {
  const device = await world.device({ viewport: { width: 320, height: 800 }, colorScheme: 'dark' });
  await device.signUpWithPassword('lena');
  const space = card(device.page, 'Space used');
  await space.getByText('You keep nothing here yet.').waitFor();
  const app = await world.vibe.push(testApp());
  const lena = await findAccountByHandle(world.vibe.services, 'lena');
  if (!lena) throw new Error('lena is not there');
  await allow(world.vibe.services, { did: lena.did, app, scopes: ['openid', 'documents:write'], how: 'page' });
  await issueCertificate(world.vibe.services, lena.did, { subject: lena.did, type: 'self', claims: {} });
  const { token } = await mintAccessToken(world.vibe.services, { did: lena.did, appId: app.id, scopes: ['documents:write'] });
  const { documents } = world.vibe.api(token);
  for (const collection of ['feeds/posts', 'feeds/notes'] as const)
    await documents.create.mutate({ collection, body: { text: 'x'.repeat(489) } });
  await device.page.reload();
  await space.getByText('1 kB in all (documents: 2)').waitFor();
  await space.getByText('What is in Feeds').click();
  await space.getByText('notes: 500 byte, documents: 1').waitFor();
  const download = device.page.waitForEvent('download');
  await space.getByRole('button', { name: 'Export what is in Feeds' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^vibe-lena-feeds-\d{4}-\d\d-\d\d\.ndjson$/);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
  expect(lines.filter((line) => line.startsWith('{"type":"document"'))).toHaveLength(2);
  expect(lines.some((line) => line.startsWith('{"type":"device"'))).toBe(false);
  await card(device.page, 'Apps').getByText('May do').click();
  await expectAccessible(device.page);
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
