import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, type TestBrowser } from '../harness/browser.ts';
import { type VibeDev, vibeDev } from '../harness/vibe-dev.ts';

let folder: string;
let running: VibeDev;
let first: TestBrowser;
let second: TestBrowser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vibe-story-'));
  running = await vibeDev(folder);
  [first, second] = await Promise.all([launchBrowser(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await running.stop();
  await rm(folder, { recursive: true, force: true });
  expect([...first.problems, ...second.problems].filter((line) => !serverAway.test(line))).toEqual([]);
}, 30_000);

/** What the browser itself reports of a server that is stopped in a test; no mistake of a page. */
const serverAway = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/;

const tag = (page: Page) => page.locator('vibe-login').first();
/** The compact button of the page's own tag, whatever it says. */
async function signInThroughPopup(page: Page, within: (popup: Page) => Promise<void>): Promise<void> {
  const opened = page.waitForEvent('popup');
  await tag(page).getByRole('button').click();
  const popup = await opened;
  await within(popup);
  await page.getByRole('form', { name: 'Write a post' }).waitFor();
  expect(popup.isClosed()).toBe(true);
}
const allow = (popup: Page) => popup.getByRole('button', { name: /^Allow/ }).click();
const write = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Your post' }).fill(text);
  await page.getByRole('form', { name: 'Write a post' }).getByRole('button', { name: /^Post/ }).click();
};
const article = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });

test('two people share a live page: public posts, sign-up in the popup, consent, a post that arrives, a silent return, sign-out', async () => {
  const ada = await first.page();
  const eve = await second.page({ width: 390, height: 844 });

  // Signed out, both read what has been published.
  for (const page of [ada, eve]) {
    await page.goto(running.feeds);
    await article(page, 'A ship in port is safe').waitFor();
  }

  // Ada signs in with her demo link on Vibe's own page and comes back; Feeds may know nothing of it before she consents.
  await ada.goto(running.links[0] as string);
  await ada.getByRole('button', { name: /Ada Lovelace/ }).click();
  await ada.waitForURL(`${running.feeds}/`);
  await signInThroughPopup(ada, allow);

  // Eve makes an account in the popup.
  await signInThroughPopup(eve, async (popup) => {
    await popup
      .getByRole('button', { name: /Create an account|Sign up/ })
      .or(popup.getByRole('link', { name: /Create an account|Sign up/ }))
      .first()
      .click();
    await popup.getByLabel('Name', { exact: true }).fill('Eve Moneypenny');
    await popup.getByLabel('Handle').fill('eve');
    await popup.getByRole('button', { name: 'Use a password instead' }).click();
    await popup.getByLabel('Password', { exact: true }).fill('four green elephants');
    await popup.getByRole('button', { name: 'Create account' }).click();
    await allow(popup);
  });

  // What Ada writes is there for Eve without a reload, and the other way round.
  await write(ada, 'Hello from the other side of the room');
  await article(eve, 'Hello from the other side of the room').waitFor();
  await write(eve, 'And hello back');
  await article(ada, 'And hello back').waitFor();

  // A reload needs no window, no click and no third-party cookie.
  let windows = 0;
  ada.on('popup', () => windows++);
  await ada.reload();
  await ada.getByRole('form', { name: 'Write a post' }).waitFor();
  expect(windows).toBe(0);
  expect(await ada.context().cookies(running.feeds)).toEqual([]);

  // Signed out is signed out, also after a reload.
  await tag(ada).getByRole('button').click();
  await tag(ada).getByRole('menuitem', { name: 'Sign out' }).click();
  await ada.getByRole('form', { name: 'Write a post' }).waitFor({ state: 'detached' });
  await ada.reload();
  await article(ada, 'And hello back').waitFor();
  expect(await ada.getByRole('form', { name: 'Write a post' }).count()).toBe(0);
});

test('a server that is stopped and started again has everything, and its pages come back by themselves', async () => {
  const eve = second.context.pages().at(-1) as Page;
  expect(await running.stop()).toBe(0);
  const again = await vibeDev(folder);
  expect(again.feeds).toBe(running.feeds);
  running = again;
  await write(eve, 'Still here');
  await article(eve, 'Still here').waitFor();
  const fresh = await first.page();
  await fresh.goto(running.feeds);
  await article(fresh, 'Still here').waitFor();
});
