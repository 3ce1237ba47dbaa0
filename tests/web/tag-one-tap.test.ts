import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { button, frameOf, heard, signedInAs, type TagWorld, tag, tagWorld, tapAllow } from './tag-world.ts';

// Third-party cookies allowed and a session there: the frame sees who it is.
let world: TagWorld;
let ada: Person;
beforeAll(async () => {
  world = await tagWorld({ thirdPartyCookies: 'allowed' });
  ada = await world.vibe.person('ada', 'Ada Lovelace');
  await world.signInAtVibe(ada);
}, 60_000);
afterEach(async () => {
  // Each test begins with nothing allowed and nothing kept in the frame.
  await world.vibe.services.database.system.deleteFrom('consents').execute();
  for (const page of world.browser.context.pages().slice(1)) {
    await tag(page).evaluate((element) => (element as unknown as { session: { signOut(): Promise<void> } }).session.signOut());
    await page.close();
  }
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.browser.problems).toEqual([]);
});

const iframe = (page: Page) => page.locator('iframe[title=Vibe]');
const inFrame = (page: Page) => page.frameLocator('iframe[title=Vibe]');
const allow = (page: Page) => inFrame(page).getByRole('button', { name: 'Allow' });
const isReady = (page: Page) => expect.poll(() => allow(page).getAttribute('aria-disabled'), { timeout: 5000 }).toBe('false');
const consents = async () => (await world.vibe.services.database.system.selectFrom('consents').select('scope').execute()).length;

async function openConsent(): Promise<{ page: Page; popups: Page[] }> {
  const page = await world.open();
  const popups: Page[] = [];
  page.on('popup', (popup) => popups.push(popup));
  await button(page, 'Continue as Ada Lovelace').click();
  await allow(page).waitFor();
  return { page, popups };
}

test('a first consent is one tap in the page, and says who asks, for what, and who pays', async () => {
  const { page, popups } = await openConsent();
  const text = (await inFrame(page).getByRole('dialog').innerText()).replaceAll('\n', ' ');
  expect(text).toContain('Feeds');
  expect(text).toContain(new URL(world.host.url).host);
  expect(text).toContain('create, change and delete what you keep in this app');
  expect(text).toContain('pays');
  await tapAllow(page);
  await signedInAs(page, 'Ada Lovelace');
  expect(popups).toEqual([]);
  expect(await heard(page)).toEqual([
    ['vibe-ready', 'signed_out'],
    ['vibe-consent', 'ada'],
    ['vibe-signin', 'ada'],
  ]);
  await expect.poll(() => iframe(page).evaluate((element) => element.clientHeight)).toBe(0);
});

test('what is allowed already needs no question: after a sign-out, one click in the page signs in again', async () => {
  const { page, popups } = await openConsent();
  await tapAllow(page);
  await signedInAs(page, 'Ada Lovelace');
  await tag(page).locator('[part=avatar]').click();
  await tag(page).getByRole('menuitem', { name: 'Sign out' }).click();
  await button(page, 'Continue as Ada Lovelace').click();
  await signedInAs(page, 'Ada Lovelace');
  expect(popups).toEqual([]);
});

test('"Not now" and Esc end it: nothing is allowed, and the focus is back on the tag', async () => {
  const { page } = await openConsent();
  await inFrame(page).getByRole('button', { name: 'Not now' }).click();
  await button(page, /Continue as Ada Lovelace|Sign in with Vibe/).waitFor();
  await button(page, /Continue as Ada Lovelace|Sign in with Vibe/).click();
  await allow(page).waitFor();
  await page.keyboard.press('Escape');
  await button(page, /Continue as Ada Lovelace|Sign in with Vibe/).waitFor();
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('vibe-login');
  expect(await consents()).toBe(0);
});

test('a tap in the first half second, and a click made by a script, allow nothing', async () => {
  const { page } = await openConsent();
  await allow(page).click({ force: true });
  await isReady(page);
  expect(await consents()).toBe(0);
  await frameOf(page, world.vibe).evaluate(() => {
    const card = document.querySelector('vibe-consent-card');
    card?.shadowRoot?.querySelector<HTMLElement>('#allow')?.click();
  });
  await page.waitForTimeout(300);
  expect(await consents()).toBe(0);
  await tapAllow(page);
  await signedInAs(page, 'Ada Lovelace');
});

// What a page can do to it otherwise: tag-hostile-host.test.ts.
test('what is covered is not tapped, and the question moves to a window', async () => {
  const { page } = await openConsent();
  const opened = page.waitForEvent('popup');
  // On the body, where our own end in the page does not mend it.
  await page.evaluate(() => document.body.style.setProperty('opacity', '0.2'));
  const popup = await opened;
  await popup.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  expect(await consents()).toBe(0);
  await popup.close();
  await button(page, 'Continue as Ada Lovelace').waitFor();
});
