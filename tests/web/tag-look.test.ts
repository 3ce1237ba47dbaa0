import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './pages-world.ts';
import { button, heard, signedInAs, signInByPopup, type TagWorld, tag, tagWorld } from './tag-world.ts';

let world: TagWorld;
let page: Page;
beforeAll(async () => {
  world = await tagWorld();
  await world.signInAtVibe(await world.vibe.person('ada', 'Ada Lovelace'));
  page = await world.open();
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const avatar = () => tag(page).locator('[part=avatar]');
/** What has the focus inside the tag; a menu takes it a moment after it opens. */
const focused = () => tag(page).evaluate((element) => element.shadowRoot?.activeElement?.textContent?.trim());

test('signed out: accessible, 44 px high, worked by the keyboard alone', async () => {
  await button(page, 'Sign in with Vibe').waitFor();
  await expectAccessible(page);
  expect((await button(page, 'Sign in with Vibe').boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await page.keyboard.press('Tab');
  await expect.poll(focused).toBe('Sign in with Vibe');
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('Enter');
  await (await opened).close();
  await button(page, 'Sign in with Vibe').waitFor();
  await expect.poll(focused).toBe('Sign in with Vibe');
});

test('signed in: the menu opens, moves and closes as menus do, and the focus comes back', async () => {
  await signInByPopup(page);
  await signedInAs(page, 'Ada Lovelace');
  await expectAccessible(page);
  await avatar().focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toBe('Your account');
  expect(await tag(page).getByRole('menuitem', { name: 'Your account' }).getAttribute('href')).toBe(`${world.vibe.url}/account`);
  await expectAccessible(page);
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toBe('Sign out');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toBe('Your account');
  await page.keyboard.press('End');
  await expect.poll(focused).toBe('Sign out');
  await page.keyboard.press('Escape');
  expect(await tag(page).getByRole('menu').count()).toBe(0);
  await expect.poll(async () => (await focused()) ?? '').toContain('Ada Lovelace');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Your account');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await button(page, 'Sign in with Vibe').waitFor();
  await expect.poll(focused).toBe('Sign in with Vibe');
});

test('at 320 px, in the dark, and from right to left it stays readable and within the page', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expectAccessible(page);
  await tag(page).evaluate((element) => element.setAttribute('theme', 'dark'));
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await tag(page).evaluate((element) => element.removeAttribute('theme'));
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  await expectAccessible(page);
});

test('in forced colours it wears the colours of the system, and its edge is seen', async () => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  const look = await button(page, 'Sign in with Vibe').evaluate((element) => {
    const { color, backgroundColor, borderTopColor } = getComputedStyle(element);
    return { color, backgroundColor, borderTopColor };
  });
  expect(look).toEqual({ color: 'rgb(255, 255, 255)', backgroundColor: 'rgb(0, 0, 0)', borderTopColor: 'rgb(255, 255, 255)' });
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light' });
});

test('it speaks the language of the page around it', async () => {
  await page.evaluate(() => document.querySelector('vibe-login')?.setAttribute('lang', 'de-AT'));
  await button(page, 'Mit Vibe anmelden').waitFor();
});

test('the theme is the page’s own, unless the tag is told', async () => {
  const scheme = () => tag(page).evaluate((element) => getComputedStyle(element).colorScheme);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await scheme()).toBe('normal');
  await tag(page).evaluate((element) => element.setAttribute('theme', 'dark'));
  expect(await scheme()).toBe('dark');
});

test('no server: it says so, shows the plain link in its slot, and comes back when asked', async () => {
  await page.route(`${world.vibe.url}/frame*`, (route) => route.abort());
  await page.goto(world.host.url);
  await tag(page).evaluate((element) => {
    element.innerHTML = '<a slot="fallback" href="/elsewhere">Sign in elsewhere</a>';
  });
  await tag(page).getByRole('alert').waitFor({ timeout: 20_000 });
  expect(await heard(page)).toContainEqual(['vibe-error', 'frame_refused']);
  expect(await page.getByRole('link', { name: 'Sign in elsewhere' }).isVisible()).toBe(true);
  await expectAccessible(page);
  await page.unroute(`${world.vibe.url}/frame*`);
  await button(page, 'Try again').click();
  await button(page, 'Sign in with Vibe').waitFor();
});
