import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, heard, signedInAs, type TagWorld, tag, tagWorld } from './tag-world.ts';

// A browser, or an app's window, in which no popup ever opens.
let world: TagWorld;
beforeAll(async () => {
  world = await tagWorld({ thirdPartyCookies: 'blocked' });
  await world.browser.context.addInitScript(() => {
    window.open = () => null;
  });
  await world.signInAtVibe(await world.vibe.person('ada', 'Ada Lovelace'));
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.browser.problems).toEqual([]);
});

const setMode = (page: Page, mode: string) => tag(page).evaluate((element, value) => element.setAttribute('mode', value), mode);
const signOut = async (page: Page) => {
  await tag(page).locator('[part=avatar]').click();
  await tag(page).getByRole('menuitem', { name: 'Sign out' }).click();
  await button(page, 'Sign in with Vibe').waitFor();
  // An open page follows the sign-ins of others, and would ask for a token while the next test takes it away.
  await page.close();
};

test('where no window opens the page itself goes to Vibe, comes back, and its address is as before', async () => {
  const page = await world.open('/?tab=new#top');
  await button(page, 'Sign in with Vibe').click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await signedInAs(page, 'Ada Lovelace');
  expect(page.url()).toBe(`${world.host.url}/?tab=new#top`);
  expect(await heard(page)).toEqual([
    ['vibe-ready', 'signed_in'],
    ['vibe-consent', 'ada'],
    ['vibe-signin', 'ada'],
  ]);
  await page.reload();
  await signedInAs(page, 'Ada Lovelace');
  await signOut(page);
});

test('a page that is no redirect URI is gone back to, over one that is', async () => {
  const page = await world.open('/notes');
  await button(page, 'Sign in with Vibe').click();
  await page.waitForURL(`${world.host.url}/notes`);
  await signedInAs(page, 'Ada Lovelace');
  await signOut(page);
});

test('saying no at Vibe comes back signed out, without an error', async () => {
  await world.vibe.services.database.system.deleteFrom('consents').execute();
  const page = await world.open();
  await button(page, 'Sign in with Vibe').click();
  await page.getByRole('button', { name: 'Do not allow' }).click();
  await button(page, 'Sign in with Vibe').waitFor();
  expect(page.url()).toBe(`${world.host.url}/`);
});

test('mode="popup" stays on the page: it says that the window was blocked, and offers to go on here', async () => {
  const page = await world.open();
  await setMode(page, 'popup');
  await button(page, 'Sign in with Vibe').click();
  await button(page, 'Continue in this page').waitFor();
  expect((await heard(page)).at(-1)).toEqual(['vibe-error', 'popup_blocked']);
  await button(page, 'Continue in this page').click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await signedInAs(page, 'Ada Lovelace');
  await signOut(page);
});

test('a code that this tab did not ask for is left alone', async () => {
  const page = await world.open();
  const foreign = `${world.host.url}/?code=stolen&state=not-ours&iss=${encodeURIComponent(world.vibe.url)}`;
  await page.goto(foreign);
  await button(page, 'Sign in with Vibe').waitFor();
  expect(page.url()).toBe(foreign);
});

test('going round in circles ends in a sentence', async () => {
  await world.vibe.services.database.system.deleteFrom('consents').execute();
  const page = await world.open();
  for (let round = 0; round < 3; round += 1) {
    await button(page, 'Sign in with Vibe').click();
    await page.getByRole('button', { name: 'Do not allow' }).waitFor();
    await page.goto(world.host.url);
  }
  await button(page, 'Sign in with Vibe').click();
  await tag(page).getByRole('alert').waitFor();
  expect((await heard(page)).at(-1)).toEqual(['vibe-error', 'redirect_loop']);
  await button(page, 'Try again').click();
  await button(page, 'Sign in with Vibe').waitFor();
});
