import { publicRead, sharedWith } from '@vibe/shared';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { expectAccessible, type FeedsWorld, feedsWorld, post, type Reader, show } from './feeds-world.ts';

let world: FeedsWorld;
let ada: Person;
let grace: Person;
let adaReads: Reader;
let graceReads: Reader;

beforeAll(async () => {
  world = await feedsWorld();
  ada = await world.vibe.person('ada', 'Ada Lovelace');
  grace = await world.vibe.person('grace', 'Grace Hopper');
  adaReads = await world.member(ada, { viewport: { width: 320, height: 700 } });
  graceReads = await world.member(grace, { colorScheme: 'dark' });
}, 60_000);
afterAll(async () => world?.[Symbol.asyncDispose]());
afterEach(() => expect(world.takeProblems()).toEqual([]));

const under = (page: Page, text: string) => post(page, text).getByRole('region', { name: 'Replies' });
const open = (page: Page, text: string) =>
  post(page, text)
    .getByRole('button', { name: /repl(y|ies)$/i })
    .first()
    .click();
const said = (page: Page, text: string, words: string) => under(page, text).getByRole('listitem').filter({ hasText: words });
async function reply(page: Page, text: string, words: string): Promise<void> {
  await under(page, text).getByLabel('Your reply').fill(words);
  await under(page, text).getByRole('button', { name: 'Reply', exact: true }).click();
}

describe('a reply', () => {
  test('is under the post on everybody’s screen at once, and its writer alone can take it back', async () => {
    await world.write(ada, 'Who comes to tea?', publicRead);
    await post(graceReads.page, 'Who comes').waitFor();
    await open(graceReads.page, 'Who comes');
    await reply(graceReads.page, 'Who comes', 'I do!\nAt five?');
    await said(graceReads.page, 'Who comes', 'I do!').waitFor();
    // The stream may be faster than the answer.
    await expect.poll(() => under(graceReads.page, 'Who comes').getByLabel('Your reply').inputValue()).toBe('');

    await post(adaReads.page, 'Who comes').getByRole('button', { name: '1 reply' }).click();
    await under(adaReads.page, 'Who comes').getByText('Grace Hopper').waitFor();
    await reply(adaReads.page, 'Who comes', 'Five it is');
    await said(graceReads.page, 'Who comes', 'Five it is').waitFor();
    expect(await under(graceReads.page, 'Who comes').getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('I do!'),
      expect.stringContaining('Five it is'),
    ]);
    await expectAccessible(adaReads.page);
    await expectAccessible(graceReads.page);

    const hers = said(adaReads.page, 'Who comes', 'I do!');
    expect(await hers.getByRole('button').count()).toBe(0);
    const own = said(graceReads.page, 'Who comes', 'I do!');
    await own.getByRole('button', { name: 'Delete reply' }).click();
    await hers.waitFor({ state: 'detached' });
    await post(adaReads.page, 'Who comes').getByRole('button', { name: '1 reply' }).waitFor();
  });

  test('is read by a visitor, who is not asked for words', async () => {
    await world.write(ada, 'Nothing to say to this', publicRead);
    const { page } = await world.visitor();
    await post(page, 'Who comes').getByRole('button', { name: '1 reply' }).click();
    await under(page, 'Who comes').getByText('Five it is').waitFor();
    expect(await page.getByLabel('Your reply').count()).toBe(0);
    expect(await post(page, 'Nothing to say').getByRole('button').count()).toBe(0);
    await page.context().close();
  });

  test('to a post for one person is for its author alone', async () => {
    await world.write(ada, 'Between us: the engine works', sharedWith(grace.did));
    await show(graceReads.page, 'For me');
    await open(graceReads.page, 'Between us');
    await reply(graceReads.page, 'Between us', 'Not a word from me');
    await show(adaReads.page, 'Mine');
    await post(adaReads.page, 'Between us').getByRole('button', { name: '1 reply' }).click();
    await under(adaReads.page, 'Between us').getByText('Not a word').waitFor();
    const lin = await world.vibe.person('lin', 'Lin');
    const seen = await world.vibe.api(await lin.token('feeds')).documents.find.query({ collection: 'feeds/replies' });
    expect(seen.documents.map((each) => each.body.text)).toEqual(['Five it is']);
    await show(graceReads.page, 'Everyone');
    await show(adaReads.page, 'Everyone');
  });

  test('that does not get through keeps its words, and is sent once when tried again', async () => {
    const { page } = adaReads;
    adaReads.expectErrors(/ERR_FAILED|status of 409/);
    await world.write(grace, 'Say something', publicRead);
    await open(page, 'Say something');
    await page.route('**/trpc/documents.create**', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await reply(page, 'Say something', 'Something');
    await under(page, 'Say something').getByText('Not sent.').waitFor({ timeout: 30_000 });
    expect(await under(page, 'Say something').getByLabel('Your reply').inputValue()).toBe('Something');
    await page.unroute('**/trpc/documents.create**');
    await under(page, 'Say something').getByRole('button', { name: 'Reply', exact: true }).click();
    await expect.poll(() => under(page, 'Say something').getByLabel('Your reply').inputValue()).toBe('');
    expect(await under(page, 'Say something').getByText('Not sent.').count()).toBe(0);
    await post(graceReads.page, 'Say something').getByRole('button', { name: '1 reply' }).waitFor();
  });
});

test('a search narrows the timeline to its words, also to those that are still being typed, and stays live', async () => {
  const { page } = graceReads;
  await world.write(ada, 'The loom weaves flowers', publicRead);
  await post(page, 'The loom').waitFor();
  const field = page.getByRole('searchbox', { name: 'Search these posts' });
  await field.fill('flow');
  await post(page, 'Say something').waitFor({ state: 'detached' });
  await post(page, 'The loom').waitFor();
  await world.write(ada, 'Leaves, too', publicRead);
  await world.write(ada, 'Flowers and leaves', publicRead);
  await post(page, 'Flowers and leaves').waitFor();
  expect(await post(page, 'Leaves, too').count()).toBe(0);
  await field.fill('nobody ever said this');
  await page.getByText('Nothing says').waitFor();
  await expectAccessible(page);
  await field.fill('');
  await post(page, 'Say something').waitFor();
});
