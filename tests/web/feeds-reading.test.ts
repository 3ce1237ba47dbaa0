import { publicRead } from '@vibe/shared';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { composer, type FeedsWorld, feedsWorld, post, show, writePost } from './feeds-world.ts';

/** Cumulative Layout Shift from the next load on; 0.1 is "good" (web.dev/cls). */
const countMoves = (page: Page) =>
  page.addInitScript(() => {
    Object.assign(globalThis, { moved: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) Object.assign(globalThis, { moved: Reflect.get(globalThis, 'moved') + entry.value });
    }).observe({ type: 'layout-shift', buffered: true });
  });
const moved = (page: Page) => page.evaluate(() => Reflect.get(globalThis, 'moved') as number);
const desktop = { width: 1280, height: 900 };

let world: FeedsWorld;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  world = await feedsWorld();
  ada = await world.vibe.person('ada', 'Ada Lovelace');
  grace = await world.vibe.person('grace', 'Grace Hopper');
  for (let number = 1; number <= 45; number++) await world.write(number % 2 ? ada : grace, `Post number ${number}.`, publicRead);
}, 60_000);
afterAll(async () => world?.[Symbol.asyncDispose]());
afterEach(() => expect(world.takeProblems()).toEqual([]));

test('the timeline goes back to its first post, page by page, each post once', async () => {
  const { page } = await world.visitor();
  const articles = page.getByRole('feed').getByRole('article');
  await articles.first().waitFor();
  expect(await articles.count()).toBe(20);
  expect(await articles.first().getAttribute('aria-setsize')).toBe('-1');
  await page.getByRole('button', { name: 'Show older posts' }).click();
  await articles.nth(39).waitFor();
  await page.getByRole('button', { name: 'Show older posts' }).click();
  await page.getByText('You have reached the first post.').waitFor();
  const numbers = (await articles.allInnerTexts()).map((text) => Number(/number (\d+)\./.exec(text)?.[1]));
  expect(numbers).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
  expect(await articles.first().getAttribute('aria-setsize')).toBe('45');
  await page.context().close();
});

test('further down nothing moves: new posts wait until they are asked for', async () => {
  const { page } = await world.visitor();
  const read = post(page, 'Post number 35.');
  await read.waitFor();
  await page.evaluate(() => scrollTo(0, 900));
  await page.waitForFunction(() => scrollY > 800);
  const before = await read.boundingBox();
  for (const text of ['First of three', 'Second of three', 'Third of three']) await world.write(grace, text, publicRead);
  const pill = page.getByRole('button', { name: '3 new posts' });
  await pill.waitFor();
  // Less than a pixel is the end of a card's own arrival; a post pushed in above is a hundred.
  expect(Math.abs(((await read.boundingBox())?.y ?? Number.NaN) - (before?.y ?? Number.NaN))).toBeLessThan(1);
  expect(await post(page, 'of three').count()).toBe(0);
  await pill.click();
  await post(page, 'Third of three').waitFor();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  expect(await post(page, 'of three').count()).toBe(3);
  await page.context().close();
});

test('Page Down and Page Up walk the posts', async () => {
  const { page } = await world.visitor();
  const articles = page.getByRole('feed').getByRole('article');
  await articles.first().focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  expect(await articles.nth(2).evaluate((each) => each === document.activeElement)).toBe(true);
  await page.keyboard.press('PageUp');
  expect(await articles.nth(1).evaluate((each) => each === document.activeElement)).toBe(true);
  await page.context().close();
});

test('a reload signs in again by itself, keeps the half-written text and the timeline, and moves nothing', async () => {
  const { page } = await world.member(ada);
  await writePost(page, 'To be found under Mine', 'me');
  await show(page, 'Mine');
  await composer(page).fill('Half a thought');
  await countMoves(page);
  await page.reload();
  await post(page, 'To be found under Mine').waitFor();
  expect(await composer(page).inputValue()).toBe('Half a thought');
  await page.getByText('To be found').hover();
  expect(await moved(page)).toBeLessThan(0.02);
  await page.context().close();
});

test.each([{ width: 390, height: 844 }, desktop])('a visitor’s page moves nothing while it comes, $width px wide', async (viewport) => {
  const { page } = await world.visitor({ viewport });
  await countMoves(page);
  await page.reload();
  await page.getByRole('article').first().waitFor();
  await page.getByRole('button', { name: 'Sign in with Vibe' }).waitFor();
  expect(await moved(page)).toBeLessThan(0.02);
  await page.context().close();
});

test('when the posts cannot be had it says so, and gets them when they can be', async () => {
  const { page, expectErrors } = await world.visitor();
  expectErrors(/status of 503|ERR_FAILED/);
  await page.route('**/trpc/**', (route) => route.abort());
  await page.reload();
  await page.getByText('The posts did not come').waitFor({ timeout: 30_000 });
  await page.unroute('**/trpc/**');
  // The list tries again by itself as well, and may be faster.
  await Promise.any([page.getByRole('button', { name: 'Try again' }).click(), page.getByRole('feed').waitFor()]);
  await page.getByRole('feed').waitFor();
  await page.context().close();
});
