import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMailer } from '../../server/src/platform/mailer.ts';
import { letterTo } from '../harness/letters.ts';
import { vibeServer } from '../harness/server.ts';
import { type SmtpServer, smtpServer } from '../harness/smtp.ts';
import { card, type Device, expectAccessible, goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

let smtp: SmtpServer;
let world: PagesWorld;
beforeAll(async () => {
  smtp = await smtpServer();
  world = await pagesWorld({ mailer: openMailer({ url: `smtp://127.0.0.1:${smtp.port}`, from: 'Vibe <no-reply@vibe.example>' }) });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
  expect(world.complaints()).toEqual([]);
});

const email = ({ page }: Device) => card(page, 'E-mail');

/** From the sign-in page to where the code is asked for. */
async function askFor({ page, open }: Device, address: string, lost = false): Promise<void> {
  await open('/sign-in');
  await page.getByRole('button', { name: 'Use e-mail instead' }).click();
  if (lost) await page.getByRole('button', { name: 'Lost your passkey and your password?' }).click();
  await page.getByLabel('E-mail address').fill(address);
  await page.keyboard.press('Enter');
  await page.getByText(`A letter to ${address} is on its way.`).waitFor();
}

async function personWithAddress(handle: string): Promise<Device> {
  const device = await world.device();
  await device.signUpWithPassword(handle);
  const section = email(device);
  await section.getByRole('button', { name: 'Add an e-mail address' }).click();
  await section.getByLabel('E-mail address').fill(`${handle}@example.org`);
  await device.page.keyboard.press('Enter');
  await section.getByLabel('Code from the letter').fill((await letterTo(smtp, `${handle}@example.org`)).code);
  await device.page.keyboard.press('Enter');
  await section.getByText('Your address is proved and saved.').waitFor();
  return device;
}

test('someone signs up with nothing but an address: code, name, handle, account', async () => {
  const device = await world.device({ viewport: { width: 320, height: 640 } });
  const { page } = device;
  device.expectStatus(401);
  await device.open('/sign-in');
  await page.getByRole('button', { name: 'Use e-mail instead' }).click();
  expect(await page.getByLabel('E-mail address').evaluate((input) => document.activeElement === input)).toBe(true);
  await page.keyboard.press('Enter');
  await page.getByText('Write a whole e-mail address.').waitFor();
  await askFor(device, 'nora@example.org');
  const code = page.getByLabel('Code from the letter');
  expect(await code.getAttribute('autocomplete')).toBe('one-time-code');
  const right = (await letterTo(smtp, 'nora@example.org')).code;
  await code.fill(right === '000000' ? '000001' : '000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('This code is not right, or too old.').waitFor();
  await expectAccessible(page);
  await code.fill(`${right.slice(0, 3)} ${right.slice(3)}`);
  await page.keyboard.press('Enter');
  await page.getByText('nora@example.org is yours.').waitFor();
  expect(await page.getByLabel('Password', { exact: true }).count()).toBe(0);
  await page.getByLabel('Name', { exact: true }).fill('Nora Lind');
  await page.getByText('It is free.').waitFor();
  await page.getByRole('button', { name: 'Create account', exact: true }).click();
  await onAccountPage(page);
  await email(device).getByText('nora@example.org').waitFor();
});

test('a letter’s link does nothing by being opened; a button where it was asked for signs in, elsewhere it shows the code', async () => {
  await personWithAddress('olga');
  const asked = await world.device();
  await askFor(asked, 'olga@example.org');
  const { link, code } = await letterTo(smtp, 'olga@example.org', 2);
  const phone = await world.device({ colorScheme: 'dark' });
  await phone.open(`/sign-in?link#mail=${link}`);
  await phone.page.getByText('Type this code there:').waitFor();
  expect(await phone.page.locator('.one-time-code').textContent()).toBe(code);
  expect(await phone.page.getByRole('button', { name: 'Sign in by e-mail' }).count()).toBe(0);
  expect(new URL(phone.page.url()).hash).toBe('');
  await expectAccessible(phone.page);
  expect((await phone.context.cookies()).map(({ name }) => name)).not.toContain('vibe');

  const tab = await asked.context.newPage();
  await tab.goto(`/sign-in?link#mail=${link}`);
  const button = tab.getByRole('button', { name: 'Sign in by e-mail' });
  await button.waitFor();
  expect((await asked.context.cookies()).map(({ name }) => name)).not.toContain('vibe');
  await button.click();
  await onAccountPage(tab);
  phone.expectStatus(401);
  await phone.open(`/sign-in?link#mail=${link}&again`);
  await phone.page.getByText('This letter does not work any more.').waitFor();
});

test('whoever lost everything comes back by a letter, and has ten minutes for a new password', async () => {
  await personWithAddress('paul');
  const back = await world.device();
  await askFor(back, 'paul@example.org', true);
  await back.page.getByLabel('Code from the letter').fill((await letterTo(smtp, 'paul@example.org', 2)).code);
  await back.page.keyboard.press('Enter');
  await onAccountPage(back.page);
  await card(back.page, 'Recovery codes').getByText('You came in by').waitFor();
  await email(back).getByText('Lately').click();
  await email(back).getByText('Came back in by e-mail').waitFor();
});

test('a change of address is told to the one of before, which takes it back with one press', async () => {
  const device = await personWithAddress('rosa');
  const section = email(device);
  await section.getByRole('button', { name: 'Change it' }).click();
  await section.getByLabel('New e-mail address').fill('thief@example.org');
  await device.page.keyboard.press('Enter');
  await section.getByLabel('Code from the letter').fill((await letterTo(smtp, 'thief@example.org')).code);
  await device.page.keyboard.press('Enter');
  await section.getByText('r…@example.org was told').waitFor();
  await expectAccessible(device.page);
  const { undo } = await letterTo(smtp, 'rosa@example.org', 2);
  const owner = await world.device({ viewport: { width: 320, height: 640 } });
  await owner.open(`/sign-in?link#undo=${undo}`);
  await owner.page.getByRole('button', { name: 'Make it the account’s again' }).click();
  await owner.page.getByText('rosa@example.org is the account’s again.').waitFor();
  await device.open('/account');
  await device.page.waitForURL((url) => url.pathname === '/sign-in');
  await device.page.getByLabel('Handle').fill('rosa');
  await device.page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await device.page.keyboard.press('Enter');
  await email(device).getByText('rosa@example.org').waitFor();
});

test('without a mail server the page offers no letter', async () => {
  await using plain = await vibeServer();
  const html = await (await fetch(`${plain.url}/sign-in`)).text();
  expect(html).toContain('Use a recovery code instead');
  expect(html).not.toContain('Use e-mail instead');
  expect(html).toContain('"mail":false');
});
