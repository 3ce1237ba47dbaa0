import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, heard, signedInAs, signInByPopup, tag, type TagWorld, tagWorld } from './tag-world.ts';

// Third-party cookies blocked, storage partitioned: the frame sees no session, and keeps its own.
let world: TagWorld;
beforeAll(async () => {
  world = await tagWorld({ thirdPartyCookies: 'blocked' });
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.browser.problems).toEqual([]);
});

test('sign in through the popup, come back silently after a reload, sign out', async () => {
  await world.signInAtVibe(await world.vibe.person('ada', 'Ada Lovelace'));
  const page = await world.open();
  await signInByPopup(page);
  await signedInAs(page, 'Ada Lovelace');
  expect(await heard(page)).toEqual([
    ['vibe-ready', 'signed_out'],
    ['vibe-consent', 'ada'],
    ['vibe-signin', 'ada'],
  ]);
});

test('a reload signs in again without any window, within 300 ms', async () => {
  const page = world.browser.context.pages().at(-1) as Page;
  let windows = 0;
  page.on('popup', () => windows++);
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await page.reload();
    await signedInAs(page, 'Ada Lovelace');
    times.push(await page.evaluate(() => performance.getEntriesByName('signed-in')[0]?.startTime ?? Number.NaN));
  }
  expect(windows).toBe(0);
  expect(await heard(page)).toEqual([
    ['vibe-ready', 'signed_in'],
    ['vibe-signin', 'ada'],
  ]);
  console.log('silent sign-in after navigation start, ms:', times.map(Math.round).join(' '));
  expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(300);
});
