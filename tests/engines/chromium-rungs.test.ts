import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chromium, chromium } from './drive/chromium.ts';
import type { Page } from './drive/engine.ts';
import { button } from './drive/find.ts';
import { nothingKept } from './nothing-kept.ts';
import { ada, cameInBy, signedIn, signedOut, signIn, signOut, signUp, withdraw, withoutWindows, write } from './person.ts';
import { inEngine } from './story.ts';
import { type World, world } from './world.ts';

type Shown = readonly { readonly type: string; readonly account: string | undefined }[];

/** A page whose dialogs of the browser itself are answered so; gives what was shown, as it comes. */
async function opened({ browser, app }: World<Chromium>, answer: 'choose' | 'close' = 'choose'): Promise<{ page: Page; shown: Shown }> {
  const page = await browser.open('about:blank');
  const cdp = await browser.cdp(page);
  const shown: Shown[number][] = [];
  cdp.on('FedCm.dialogShown', ({ dialogId, dialogType: type, accounts: [account] }) => {
    shown.push({ type, account: account?.name });
    if (type !== 'AccountChooser') return;
    if (answer === 'choose') void cdp.send('FedCm.selectAccount', { dialogId, accountIndex: 0 });
    // Nobody reads it in less than a second; what is quicker, the ladder takes for a browser that could not ask. A click
    // takes away the one that came by itself.
    else setTimeout(() => void cdp.send('FedCm.dismissDialog', { dialogId }).catch(() => undefined), 1_100);
  });
  await cdp.send('FedCm.enable', { disableRejectionDelay: true });
  await page.goto(app);
  return { page, shown };
}

inEngine('chromium', () => {
  let here: World<Chromium>;

  describe('its own dialog, third-party cookies blocked', () => {
    beforeAll(async () => {
      here = await world(() => chromium({ fedcm: 'on' }));
    });
    afterAll(() => here?.[Symbol.asyncDispose]());

    test('nobody is there: the click leads to sign-up, and the dialog goes on with it', async () => {
      const { page, shown } = await opened(here);
      const vibe = await here.opens(() => page.click(signIn));
      await signUp(vibe, { ...ada, passkeys: true });
      await signedIn(page);
      expect(shown.at(-1)).toEqual({ type: 'AccountChooser', account: ada.name });
      expect(await cameInBy(page)).toBe('fedcm');
      expect(await write(page, 'by the browser itself')).toBe('by the browser itself');
      await page.reload();
      await signedIn(page);
      expect(await cameInBy(page)).toBe('frame_refresh');
    });

    test('withdrawn at Vibe, the page can do nothing more', async () => {
      const [, page] = await here.browser.pages();
      if (!page) throw new Error('The page is gone');
      await withdraw(here);
      await expect.poll(() => write(page, 'too late'), { timeout: 15_000 }).toMatch(/^refused/);
      await page.close();
    });

    test('the dialog is turned away: signed out, and the next click does without it', async () => {
      const { page } = await opened(here, 'close');
      await page.click(signIn);
      await signedOut(page);
      const popup = await here.opens(() => page.click(signIn));
      await popup.click(button('Allow'));
      await signedIn(page);
      expect(await cameInBy(page)).toBe('popup');
      await signOut(page);
      await page.close();
    });
  });

  describe('a frame that sees who is signed in: third-party cookies allowed', () => {
    beforeAll(async () => {
      here = await world(() => chromium({ thirdPartyCookies: 'allowed' }));
    });
    afterAll(() => here?.[Symbol.asyncDispose]());

    test('consents with one tap inside the page, and no window opens', async () => {
      const vibe = await here.browser.open(`${here.vibe.url}/sign-in`);
      await signUp(vibe, { ...ada, passkeys: true });
      await vibe.see(button('Sign out'));
      await vibe.close();
      const page = await here.browser.open(here.app);
      await page.click(button(`Continue as ${ada.name}`));
      const frame = await page.frame(`${here.vibe.url}/frame`);
      await frame.hover({ css: '#allow' });
      await frame.click({ css: '#allow.armed[aria-disabled=false]' });
      await signedIn(page);
      expect(await cameInBy(page)).toBe('frame_one_tap');
      await signOut(page);
      // Allowed before: it takes a click and nothing else.
      await page.click(button(`Continue as ${ada.name}`));
      await signedIn(page);
      expect((await here.browser.pages()).length).toBe(2);
    });
  });

  describe('no dialog, third-party cookies blocked', () => {
    beforeAll(async () => {
      here = await world(() => chromium());
    });
    afterAll(() => here?.[Symbol.asyncDispose]());

    test('where no window opens, the page itself goes to Vibe and comes back', async () => {
      const page = await here.browser.open(here.app);
      await withoutWindows(page);
      await page.click(signIn);
      await signUp(page, { ...ada, passkeys: true });
      await page.click(button('Allow'));
      await signedIn(page);
      expect(await cameInBy(page)).toBe('redirect');
      await page.close();
    });
  });

  nothingKept(() => chromium({ noStorage: { framed: 'vibe.localhost', page: 'feeds.localhost' } }));
});
