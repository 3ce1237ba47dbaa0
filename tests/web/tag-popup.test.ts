import type { VibeLogin } from '@vibe/widget';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, frameOf, heard, signedInAs, signInByPopup, type TagWorld, tag, tagWorld } from './tag-world.ts';

// Third-party cookies blocked, storage partitioned: the frame sees no session, and keeps its own.
let world: TagWorld;
beforeAll(async () => {
  world = await tagWorld({ thirdPartyCookies: 'blocked' });
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.browser.problems).toEqual([]);
});

const withdrawAll = () => world.vibe.services.database.system.deleteFrom('consents').execute();

test('a person with a session at Vibe signs in through the popup', async () => {
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

test('a reload signs in again without any window', async () => {
  const page = world.browser.context.pages().at(-1) as Page;
  let windows = 0;
  page.on('popup', () => windows++);
  await page.reload();
  await signedInAs(page, 'Ada Lovelace');
  expect(windows).toBe(0);
  expect(await heard(page)).toEqual([
    ['vibe-ready', 'signed_in'],
    ['vibe-signin', 'ada'],
  ]);
});

test('who is signed in is not asked again, unless for more; saying no to that leaves them signed in', async () => {
  const page = world.browser.context.pages().at(-1) as Page;
  const signIn = (scope?: string) =>
    tag(page).evaluate(
      (element, asked) =>
        (element as unknown as VibeLogin).session?.signIn(asked ? { scope: asked } : {}).then(
          ({ handle }) => handle,
          ({ code }) => code,
        ),
      scope,
    );
  let windows = 0;
  page.on('popup', () => windows++);
  expect(await signIn()).toBe('ada');
  expect(windows).toBe(0);
  const opened = page.waitForEvent('popup');
  const asked = signIn('openid profile documents:read:all');
  const popup = await opened;
  await popup.getByRole('button', { name: 'Do not allow' }).click();
  expect(await asked).toBe('access_denied');
  await signedInAs(page, 'Ada Lovelace');
});

test('closing the window is no error: the button is back as it was', async () => {
  const page = world.browser.context.pages().at(-1) as Page;
  await tag(page).locator('[part=avatar]').click();
  await tag(page).getByRole('menuitem', { name: 'Sign out' }).click();
  await withdrawAll();
  const opened = page.waitForEvent('popup');
  await button(page, 'Sign in with Vibe').click();
  const popup = await opened;
  await popup.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  await button(page, 'Continue in the Vibe window').waitFor();
  await popup.close();
  await button(page, 'Sign in with Vibe').waitFor();
  expect((await heard(page)).at(-1)).toEqual(['vibe-signout', null]);
  await page.close();
});

test('signing in and out is heard in the other tabs of the site', async () => {
  const [one, two] = [await world.open(), await world.open('/notes')];
  await button(two, 'Sign in with Vibe').waitFor();
  await signInByPopup(one);
  await Promise.all([signedInAs(one, 'Ada Lovelace'), signedInAs(two, 'Ada Lovelace')]);
  await tag(two).locator('[part=avatar]').click();
  await tag(two).getByRole('menuitem', { name: 'Sign out' }).click();
  await Promise.all([button(one, 'Sign in with Vibe').waitFor(), button(two, 'Sign in with Vibe').waitFor()]);
});

test('signing out ends the refresh token at the server and destroys the key', async () => {
  const page = await world.open();
  const opened = page.waitForEvent('popup');
  await button(page, 'Sign in with Vibe').click();
  await opened; // allowed before: it closes by itself
  await signedInAs(page, 'Ada Lovelace');
  const keptInFrame = () =>
    frameOf(page, world.vibe).evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const open = indexedDB.open('vibe-auth');
        open.onsuccess = () => resolve(open.result);
      });
      const all = (store: string) =>
        new Promise<unknown[]>((resolve) => {
          const read = db.transaction(store).objectStore(store).getAll();
          read.onsuccess = () => resolve(read.result);
        });
      const [key] = (await all('keys')) as CryptoKeyPair[];
      const [signIn] = (await all('signIns')) as { refreshToken: string }[];
      const exported = key && (await crypto.subtle.exportKey('jwk', key.privateKey).catch((error: Error) => error.name));
      db.close();
      return { extractable: key?.privateKey.extractable, exported, refreshToken: signIn?.refreshToken };
    });
  const { refreshToken, ...key } = await keptInFrame();
  expect(key).toEqual({ extractable: false, exported: 'InvalidAccessError' });
  const refresh = () =>
    fetch(`${world.vibe.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'feeds', refresh_token: refreshToken ?? '' }),
    }).then(async (response) => (await response.json()) as { error: string; error_description: string });
  // Stolen, but without its key: of no use.
  expect(await refresh()).toMatchObject({ error: 'invalid_grant', error_description: expect.not.stringContaining('revoked') });
  await tag(page).locator('[part=avatar]').click();
  await tag(page).getByRole('menuitem', { name: 'Sign out' }).click();
  await button(page, 'Sign in with Vibe').waitFor();
  expect(await keptInFrame()).toEqual({});
  const { count } = await world.vibe.services.database.system
    .selectFrom('oauth_grants')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBe(0);
});
