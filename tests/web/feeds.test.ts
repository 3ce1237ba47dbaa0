import { publicRead, sharedWith } from '@vibe/shared';
import type { Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findAccountByHandle } from '../../server/src/rooms/identity/index.ts';
import { revokeGrants } from '../../server/src/rooms/oauth/index.ts';
import type { Person } from '../harness/server.ts';
import { composer, type FeedsWorld, feedsWorld, post, type Reader, show, writePost } from './feeds-world.ts';

let world: FeedsWorld;
let ada: Person;
let grace: Person;
let adaReads: Reader;
let graceReads: Reader;

beforeAll(async () => {
  world = await feedsWorld();
  ada = await world.vibe.person('ada', 'Ada Lovelace');
  grace = await world.vibe.person('grace', 'Grace Hopper');
  adaReads = await world.member(ada);
  graceReads = await world.member(grace);
}, 60_000);
afterAll(async () => world?.[Symbol.asyncDispose]());
afterEach(() => expect(world.takeProblems()).toEqual([]));

describe('a visitor', () => {
  test('reads what is public, and nothing else, without signing in', async () => {
    await world.write(ada, 'For the whole world', publicRead);
    await world.write(ada, 'For Ada alone', {});
    await world.write(ada, 'For Grace alone', sharedWith(grace.did));
    const { page } = await world.visitor();
    await post(page, 'For the whole world').waitFor();
    expect(await post(page, 'For the whole world').innerText()).toContain('Ada Lovelace');
    expect(await page.getByRole('article').filter({ hasText: 'alone' }).count()).toBe(0);
    expect(await composer(page).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Sign in to write' }).isVisible()).toBe(true);
    await page.context().close();
  });

  test('sees a new post come and a deleted one go, live', async () => {
    const { page } = await world.visitor();
    await page.getByRole('feed').waitFor();
    await writePost(adaReads.page, 'Here today, gone tomorrow');
    await post(page, 'Here today').waitFor();
    await post(adaReads.page, 'Here today').getByRole('button', { name: 'Delete post' }).click();
    await post(adaReads.page, 'Here today').getByRole('button', { name: 'Delete', exact: true }).click();
    await post(page, 'Here today').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

test('a visitor who signs in stays where they are, and reads on as themself: what is shared with them comes, live', async () => {
  await world.write(ada, 'Read before anybody signed in', publicRead);
  const { page } = await world.visitor();
  await post(page, 'Read before anybody signed in').waitFor();
  // What a reload, or another page, would not have.
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const popup = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in to write' }).click();
  const vibe = await popup;
  await vibe.getByRole('button', { name: 'Create an account' }).click();
  await vibe.getByLabel('Name', { exact: true }).fill('Lin Visitor');
  await vibe.getByRole('button', { name: 'Use a password instead' }).click();
  await vibe.getByLabel('Password', { exact: true }).fill('four green elephants');
  await vibe.getByRole('button', { name: 'Create account', exact: true }).click();
  await vibe.getByRole('button', { name: 'Allow', exact: true }).click();
  await composer(page).waitFor();
  const lin = await findAccountByHandle(world.vibe.services, 'lin-visitor');
  if (!lin) throw new Error('Lin is not there');
  await world.write(ada, 'For Lin, who is known by now', sharedWith(lin.did));
  await show(page, 'For me');
  await post(page, 'For Lin, who is known by now').waitFor();
  await show(page, 'Everyone');
  await post(page, 'Read before anybody signed in').waitFor();
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  await page.context().close();
});

describe('two people', () => {
  test('a post that one writes is on the other’s screen at once', async () => {
    await graceReads.page.getByRole('feed').waitFor();
    await composer(adaReads.page).fill('Can you see this, Grace?');
    await composer(adaReads.page).press('Control+Enter');
    await post(graceReads.page, 'Can you see this').waitFor();
    await post(adaReads.page, 'Can you see this').waitFor();
    expect(await composer(adaReads.page).inputValue()).toBe('');
    // Each post is there once, also for the one who saw it before the server had it.
    expect(await post(adaReads.page, 'Can you see this').count()).toBe(1);
  });

  test('a post for oneself stays with oneself', async () => {
    await writePost(adaReads.page, 'Nobody’s business but mine', 'me');
    await adaReads.page.getByRole('status').getByText('It is under Mine').waitFor();
    await writePost(adaReads.page, 'Everybody’s business');
    // What was written before it would have been here by now.
    await post(graceReads.page, 'Everybody’s business').waitFor();
    expect(await graceReads.page.getByText('but mine').count()).toBe(0);
    await show(graceReads.page, 'For me');
    await graceReads.page.getByRole('feed').waitFor();
    expect(await graceReads.page.getByText('but mine').count()).toBe(0);
    await show(graceReads.page, 'Everyone');

    await show(adaReads.page, 'Mine');
    expect(await post(adaReads.page, 'but mine').innerText()).toContain('Only you');
    await show(adaReads.page, 'Everyone');
  });

  test('a post for one person reaches that one, live, and no other', async () => {
    const lin = await world.vibe.person('lin', 'Lin');
    const linReads = await world.member(lin);
    await show(linReads.page, 'For me');
    await show(graceReads.page, 'For me');
    await writePost(adaReads.page, 'Between you and me', { handle: '@Grace' });
    await post(graceReads.page, 'Between you and me').waitFor();
    expect(await post(graceReads.page, 'Between you and me').innerText()).toContain('For you');
    await show(adaReads.page, 'Mine');
    expect(await post(adaReads.page, 'Between you and me').innerText()).toContain('For Grace Hopper');
    await show(adaReads.page, 'Everyone');

    await writePost(adaReads.page, 'And this one for Lin', { handle: 'lin' });
    await post(linReads.page, 'And this one for Lin').waitFor();
    expect(await linReads.page.getByText('Between you and me').count()).toBe(0);
    expect(await graceReads.page.getByText('And this one for Lin').count()).toBe(0);
    await show(graceReads.page, 'Everyone');
    await linReads.page.context().close();
  });

  test('a handle that nobody has, or one’s own, is told at once and cannot be posted to', async () => {
    const { page } = adaReads;
    // How the server says that nobody has this handle; browsers log it.
    adaReads.expectErrors(/status of 404/);
    await page.getByRole('radio', { name: 'A person' }).check();
    await composer(page).fill('To whom?');
    const field = page.getByRole('textbox', { name: 'For', exact: true });
    await field.fill('nobody-of-that-name');
    await page.getByText('Nobody here is called @nobody-of-that-name.').waitFor();
    expect(await page.getByRole('button', { name: 'Post', exact: true }).isDisabled()).toBe(true);
    await field.fill('ada');
    await page.getByText('That is you.').waitFor();
    expect(await page.getByRole('button', { name: 'Post', exact: true }).isDisabled()).toBe(true);
    await composer(page).fill('');
    await page.getByRole('radio', { name: 'Everyone' }).check();
  });

  test('only the author is offered to delete, and is asked first', async () => {
    await writePost(adaReads.page, 'Better kept');
    await post(graceReads.page, 'Better kept').waitFor();
    expect(await post(graceReads.page, 'Better kept').getByRole('button', { name: 'Delete post' }).count()).toBe(0);
    const mine = post(adaReads.page, 'Better kept');
    await mine.getByRole('button', { name: 'Delete post' }).click();
    await adaReads.page.keyboard.press('Escape');
    await mine.getByRole('button', { name: 'Delete post' }).waitFor();
    expect(await mine.count()).toBe(1);
  });
});

describe('changing a post', () => {
  const editor = () => adaReads.page.getByRole('form', { name: 'Edit post' });

  test('the new words are on the other’s screen at once, marked as edited', async () => {
    await writePost(adaReads.page, 'Tea at five');
    await post(graceReads.page, 'Tea at five').waitFor();
    expect(await post(graceReads.page, 'Tea at five').innerText()).not.toContain('edited');
    await post(adaReads.page, 'Tea at five').getByRole('button', { name: 'Edit post' }).click();
    await editor().getByRole('textbox').fill('Tea at six, sorry');
    await editor().getByRole('textbox').press('Control+Enter');
    await post(graceReads.page, 'Tea at six').waitFor();
    expect(await post(graceReads.page, 'Tea at six').innerText()).toContain('edited');
    expect(await graceReads.page.getByText('Tea at five').count()).toBe(0);
    // Back where it began, for whoever goes by keyboard.
    const button = post(adaReads.page, 'Tea at six').getByRole('button', { name: 'Edit post' });
    await button.waitFor();
    expect(await button.evaluate((each) => each === document.activeElement)).toBe(true);
  });

  test('a change that cannot be saved stays in the editor, with the reason; the post is as it was', async () => {
    const { page } = adaReads;
    adaReads.expectErrors(/ERR_FAILED/);
    await writePost(page, 'Set in stone');
    await post(page, 'Set in stone').getByRole('button', { name: 'Edit post' }).click();
    await page.route('**/trpc/documents.update**', (route) => route.abort());
    await editor().getByRole('textbox').fill('Set in clay');
    await editor().getByRole('button', { name: 'Save' }).click();
    await editor().getByText('Not saved.').waitFor();
    expect(await editor().getByRole('textbox').inputValue()).toBe('Set in clay');
    await page.unroute('**/trpc/documents.update**');
    await editor().getByRole('button', { name: 'Cancel' }).click();
    await post(page, 'Set in stone').waitFor();
  });

  test('changed in two places: the later one is told, and can have it its way', async () => {
    const { page } = adaReads;
    adaReads.expectErrors(/status of 409/);
    const token = await ada.token('feeds');
    const { id, rev } = await world.vibe
      .api(token)
      .documents.create.mutate({ collection: 'feeds/posts', body: { text: 'First version' }, acl: publicRead });
    await post(page, 'First version').getByRole('button', { name: 'Edit post' }).click();
    // The change made elsewhere does not reach this page before it sends its own.
    const theirs = { collection: 'feeds/posts', id, rev, body: { text: 'Their version' } } as const;
    const interfere = async (route: Route) => {
      await world.vibe.api(token).documents.update.mutate(theirs);
      await route.continue();
    };
    await page.route('**/trpc/documents.update**', interfere, { times: 1 });
    await editor().getByRole('textbox').fill('My version');
    await editor().getByRole('button', { name: 'Save' }).click();
    await editor().getByText('changed in another place').waitFor();
    await post(graceReads.page, 'Their version').waitFor();
    await editor().getByRole('button', { name: 'Save' }).click();
    await post(graceReads.page, 'My version').waitFor();
    expect(await graceReads.page.getByRole('article').filter({ hasText: 'Their version' }).count()).toBe(0);
  });
});

describe('what does not get through', () => {
  const unsent = (reader: Reader) => reader.page.getByRole('region', { name: 'Not posted' });

  test('a post that the server refuses leaves the timeline; its text, a reason and the request stay', async () => {
    const { page } = adaReads;
    adaReads.expectErrors(/status of 422/);
    // Made too long on its way: the refusal is the server's own.
    await page.route('**/trpc/documents.create**', (route) =>
      route.continue({ postData: (route.request().postData() ?? '').replace('Twice as good', 'x'.repeat(501)) }),
    );
    await writePost(page, 'Twice as good');
    await unsent(adaReads).getByText('Twice as good').waitFor();
    expect(await unsent(adaReads).innerText()).toMatch(
      /Not posted\. A post needs some text, 500 characters at the most\.[\s\S]*Reference \S{8,}/,
    );
    expect(await post(page, 'Twice as good').count()).toBe(0);

    await page.unroute('**/trpc/documents.create**');
    await unsent(adaReads).getByRole('button', { name: 'Edit' }).click();
    expect(await composer(page).inputValue()).toBe('Twice as good');
    expect(await unsent(adaReads).count()).toBe(0);
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await post(graceReads.page, 'Twice as good').waitFor();
  });

  test('offline, a post waits with its text, and is sent once when tried again', async () => {
    const { page } = adaReads;
    adaReads.expectErrors(/ERR_INTERNET_DISCONNECTED/);
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await writePost(page, 'Written in a tunnel');
    expect(await post(page, 'Written in a tunnel').innerText()).toContain('Sending…');
    await unsent(adaReads).getByText('Written in a tunnel').waitFor({ timeout: 30_000 });
    expect(await post(page, 'Written in a tunnel').count()).toBe(0);

    await page.context().setOffline(false);
    await unsent(adaReads).getByRole('button', { name: 'Try again' }).click();
    await post(graceReads.page, 'Written in a tunnel').waitFor();
    await post(page, 'Written in a tunnel').waitFor();
    expect(await post(graceReads.page, 'Written in a tunnel').count()).toBe(1);
  });

  test('a post whose answer was lost on the way is not posted twice', async () => {
    const { page } = adaReads;
    adaReads.expectErrors(/ERR_FAILED/);
    await page.route('**/trpc/documents.create**', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await writePost(page, 'Once is enough');
    await unsent(adaReads).getByText('Once is enough').waitFor({ timeout: 30_000 });
    await page.unroute('**/trpc/documents.create**');
    await unsent(adaReads).getByRole('button', { name: 'Try again' }).click();
    await unsent(adaReads).waitFor({ state: 'detached' });
    expect(await post(page, 'Once is enough').count()).toBe(1);
    expect(await post(graceReads.page, 'Once is enough').count()).toBe(1);
  });

  test('when the sign-in ends under a post, its text is there after the next one', async () => {
    const max = await world.vibe.person('max', 'Max');
    const reader = await world.member(max);
    reader.expectErrors(/status of 40[01]/);
    await composer(reader.page).fill('A long letter');
    // Between the click and the server.
    const withdrawnFirst = async (route: Route) => {
      await revokeGrants(world.vibe.services, { did: max.did });
      await route.continue();
    };
    await reader.page.route('**/trpc/documents.create**', withdrawnFirst, { times: 1 });
    await reader.page.getByRole('button', { name: 'Post', exact: true }).click();
    await reader.page.getByRole('button', { name: 'Sign in to write' }).click();
    await unsent(reader).getByText('A long letter').waitFor();
    await unsent(reader).getByRole('button', { name: 'Try again' }).click();
    await post(reader.page, 'A long letter').waitFor();
    await reader.page.context().close();
  });

  test('a post that cannot be deleted comes back, and is said to', async () => {
    const { page } = adaReads;
    adaReads.expectErrors(/ERR_FAILED/);
    await writePost(page, 'Hard to get rid of');
    const mine = post(page, 'Hard to get rid of');
    await page.route('**/trpc/documents.remove**', (route) => route.abort());
    await mine.getByRole('button', { name: 'Delete post' }).click();
    await mine.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('status').getByText('Not deleted.').waitFor();
    await mine.waitFor();
    await page.unroute('**/trpc/documents.remove**');
  });

  test('a text too long cannot be posted, and says by how much', async () => {
    const { page } = adaReads;
    await composer(page).fill('🌞'.repeat(503));
    await page.getByRole('status').getByText('3 characters too many').waitFor();
    expect(await page.getByRole('button', { name: 'Post', exact: true }).isDisabled()).toBe(true);
    await composer(page).fill('🌞'.repeat(500));
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await post(graceReads.page, '🌞'.repeat(500)).waitFor();
  });
});
