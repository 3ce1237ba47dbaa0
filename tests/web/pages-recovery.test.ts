import { afterAll, beforeAll, expect, test } from 'vitest';
import { card, type Device, expectAccessible, goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

let world: PagesWorld;
beforeAll(async () => {
  world = await pagesWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.complaints()).toEqual([]);
});

const recovery = ({ page }: Device) => card(page, 'Recovery codes');

/** Makes ten with the password, puts them away, and says what they were. */
async function makeCodes(device: Device): Promise<string[]> {
  const section = recovery(device);
  await section.getByRole('button', { name: /^Make/ }).click();
  await section.getByLabel('Your password, to be sure').fill(goodPassword);
  await section.getByRole('button', { name: 'Show my codes', exact: true }).click();
  await section.getByText('Ten codes are ready.').waitFor();
  const codes = await section.locator('code').allTextContents();
  await section.getByRole('button', { name: 'I have put them away' }).click();
  return codes;
}

async function enterWith({ page }: Device, handle: string, code: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Handle').fill(handle);
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(code);
  await page.keyboard.press('Enter');
}

test('codes are asked for with the password, shown once, copied, and gone from the page', async () => {
  const device = await world.device({ viewport: { width: 320, height: 640 } });
  const { page, context } = device;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await device.signUpWithPassword('ada');
  device.expectStatus(401);
  const section = recovery(device);
  await section.getByText('None made yet.').waitFor();
  await section.getByRole('button', { name: 'Make recovery codes' }).click();
  const password = section.getByLabel('Your password, to be sure');
  expect(await password.evaluate((input) => document.activeElement === input)).toBe(true);
  await page.keyboard.press('Enter');
  await section.getByText('Write your password.').waitFor();
  await password.fill('not hers');
  await page.keyboard.press('Enter');
  await section.getByText('This is not your current password.').waitFor();
  expect(await section.locator('code').count()).toBe(0);
  await password.fill(goodPassword);
  await page.keyboard.press('Enter');
  await section.getByText('Ten codes are ready.').waitFor();
  const codes = await section.locator('code').allTextContents();
  expect(codes).toHaveLength(10);
  expect(await section.getByRole('list', { name: 'Recovery codes' }).evaluate((list) => document.activeElement === list)).toBe(true);
  await expectAccessible(page);
  await section.getByRole('button', { name: 'Copy the recovery codes' }).click();
  await section.getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes.join('\n'));

  await section.getByRole('button', { name: 'I have put them away' }).click();
  await section.getByText('10 codes are left.').waitFor();
  expect(await page.content()).not.toContain(codes[0]);
  await page.reload();
  await section.getByText('10 codes are left.').waitFor();
  expect(await page.content()).not.toContain(codes[0]);
});

test('with a code one comes in, sets a new password without the old one, and the account page tells of it', async () => {
  const laptop = await world.device();
  await laptop.signUpWithPassword('bea');
  const [code = '', next = ''] = await makeCodes(laptop);

  const phone = await world.device();
  phone.expectStatus(401);
  await enterWith(phone, ' @Bea', 'AAAA-AAAA-AAAA-AAAA');
  await phone.page.getByRole('alert').getByText('Handle and recovery code do not fit together.').waitFor();
  expect(await phone.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('code');
  await expectAccessible(phone.page);
  await phone.page.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll('-', ' '));
  await phone.page.keyboard.press('Enter');
  await onAccountPage(phone.page);
  await recovery(phone).getByText('You came in by a recovery code').waitFor();
  await recovery(phone).getByText('9 codes are left.').waitFor();
  await card(phone.page, 'Devices').getByText('with a recovery code').waitFor();
  const password = card(phone.page, 'Password');
  await password.getByRole('button', { name: 'Change password' }).click();
  await password.getByLabel('New password').waitFor();
  expect(await password.getByLabel('Current password').count()).toBe(0);
  await password.getByLabel('New password').fill('seven quiet harbours');
  await password.getByRole('button', { name: 'Save' }).click();
  await password.getByText('Signed out on 1 other device.').waitFor();

  // The same code again is worth nothing; another one is.
  await enterWith(laptop, 'bea', code);
  laptop.expectStatus(401);
  await laptop.page.getByRole('alert').getByText('Handle and recovery code do not fit together.').waitFor();
  await laptop.page.getByLabel('Recovery code').fill(next);
  await laptop.page.keyboard.press('Enter');
  await onAccountPage(laptop.page);
  await recovery(laptop).getByText('8 codes are left.').waitFor();
});

test('whoever signs in as usual reads that a code was used, and new codes end the others', async () => {
  const device = await world.device();
  await device.signUpWithPassword('cleo');
  const [used = '', kept = ''] = await makeCodes(device);
  const stranger = await world.device();
  await enterWith(stranger, 'cleo', used);
  await onAccountPage(stranger.page);
  await device.page.reload();
  await recovery(device).getByText('If that was not you, make new codes, then sign out everywhere.').waitFor();
  expect(await makeCodes(device)).not.toContain(kept);
  await recovery(device).getByText('10 codes are left.').waitFor();
  expect(await recovery(device).getByText('A code was used to sign in').count()).toBe(0);
  const other = await world.device();
  other.expectStatus(401);
  await enterWith(other, 'cleo', kept);
  await other.page.getByRole('alert').getByText('Handle and recovery code do not fit together.').waitFor();
});

test('with nothing but a passkey, the passkey is asked', async () => {
  const device = await world.device();
  await device.addAuthenticator();
  await device.open('/sign-in?mode=sign-up');
  await device.page.getByLabel('Name', { exact: true }).fill('Dana');
  await device.page.getByLabel('Handle').fill('dana');
  await device.page.getByRole('button', { name: 'Create account with a passkey' }).click();
  await onAccountPage(device.page);
  const section = recovery(device);
  await section.getByRole('button', { name: 'Make recovery codes' }).click();
  expect(await section.getByRole('button', { name: 'Show my codes', exact: true }).count()).toBe(0);
  await section.getByRole('button', { name: 'Show my codes with a passkey' }).click();
  await section.getByText('Ten codes are ready.').waitFor();
  expect(await section.locator('code').count()).toBe(10);
});
