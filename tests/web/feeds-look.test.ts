import { publicRead, sharedWith } from '@vibe/shared';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { composer, expectAccessible, type FeedsWorld, feedsWorld, post, show, writePost } from './feeds-world.ts';

let world: FeedsWorld;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  world = await feedsWorld();
  ada = await world.vibe.person('ada', 'Ada Lovelace');
  grace = await world.vibe.person('grace', 'Grace Hopper');
}, 60_000);
afterAll(async () => world?.[Symbol.asyncDispose]());
afterEach(() => expect(world.takeProblems()).toEqual([]));

const phone = { width: 320, height: 700 };
const desktop = { width: 1280, height: 900 };

test('before anybody has posted it says so', async () => {
  const { page } = await world.visitor({ viewport: phone });
  await page.getByText('Nobody has said a word yet').waitFor();
  await expectAccessible(page);
  await page.context().close();
});

describe.each([
  { colorScheme: 'light', viewport: phone },
  { colorScheme: 'dark', viewport: desktop },
] as const)('$colorScheme, $viewport.width px wide', (look) => {
  test('a visitor’s page is accessible', async () => {
    await world.write(ada, 'Read https://example.org/a-rather-long-address-that-has-to-wrap-somewhere-on-a-phone', publicRead);
    const { page } = await world.visitor(look);
    await post(page, 'Read').first().waitFor();
    await expectAccessible(page);
    await page.context().close();
  });

  test('writing, each audience, deleting and failing are accessible', async () => {
    await world.write(grace, 'For Ada’s eyes', sharedWith(ada.did));
    const { page, expectErrors } = await world.member(ada, look);
    await writePost(page, 'A note to self', 'me');
    await writePost(page, 'A word to Grace', { handle: 'grace' });
    await composer(page).fill('word '.repeat(95));
    await show(page, 'Mine');
    await post(page, 'A note to self').first().waitFor();
    await expectAccessible(page);

    await post(page, 'A note to self').first().getByRole('button', { name: 'Delete post' }).click();
    await page.getByRole('group', { name: 'Delete this post?' }).waitFor();
    expectErrors(/ERR_FAILED/);
    await page.route('**/trpc/documents.create**', (route) => route.abort());
    await writePost(page, 'Will not get through');
    await page.getByRole('region', { name: 'Not posted' }).waitFor({ timeout: 30_000 });
    await expectAccessible(page);

    await show(page, 'For me');
    await post(page, 'For Ada’s eyes').first().waitFor();
    await expectAccessible(page);
    await page.context().close();
  });
});
