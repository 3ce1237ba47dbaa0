import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Page } from './drive/engine.ts';
import { button } from './drive/find.ts';
import { ada, heard, signedIn, signedOut, signIn, signUp, withoutWindows, write } from './person.ts';
import { type World, world } from './world.ts';

/** A browser in which Vibe's frame may keep nothing on the app's page. */
export function nothingKept(launch: () => Promise<Engine>): void {
  describe('a frame that may keep nothing: storage blocked', () => {
    let here: World;
    beforeAll(async () => {
      here = await world(launch);
    });
    afterAll(() => here?.[Symbol.asyncDispose]());

    test('signs in for as long as the page is open, and says so', async () => {
      const page = await here.browser.open(here.app);
      const popup = await here.opens(() => page.click(signIn));
      await signUp(popup, { ...ada, passkeys: true });
      await popup.click(button('Allow'));
      await signedIn(page);
      expect(await write(page, 'kept at Vibe, if nowhere else')).toBe('kept at Vibe, if nowhere else');
      expect(await state(page)).toEqual({ at: 'signed_in', storage: 'blocked' });
      await page.reload();
      await signedOut(page);
      await page.close();
    });

    test('where no window opens either, it offers the window, since a page that is left could not be come back to', async () => {
      const page = await here.browser.open(here.app);
      await withoutWindows(page);
      await page.click(signIn);
      await page.see(button('Continue in a window'));
      expect(await heard(page)).toContainEqual(['vibe-error', 'needs_tap']);
    });
  });
}

const state = (page: Page): Promise<object> =>
  page.evaluate(() => {
    const tag = document.querySelector('vibe-login') as unknown as { session: { state: { at: string; storage?: string } } };
    const { at, storage } = tag.session.state;
    return { at, storage };
  });
