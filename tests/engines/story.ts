import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { type EngineName, lacking } from '../../scripts/browsers.ts';
import type { Engine, Page } from './drive/engine.ts';
import { button } from './drive/find.ts';
import { eventually } from './drive/place.ts';
import { documented, measured } from './facts.ts';
import { ada, cameInBy, heard, signedIn, signedOut, signIn, signOut, signUp, tokenOf, withdraw, write } from './person.ts';
import { type World, world } from './world.ts';

export interface Told {
  readonly engine: EngineName;
  launch(): Promise<Engine>;
  /** Do Vibe's pages offer passkeys in it? */
  readonly passkeys: boolean;
  /** The rung by which somebody comes back who had signed out: does the frame see who is signed in at Vibe? */
  readonly comesBackBy: 'partitioned_session' | 'popup';
  /** What this browser has and the story does without: other tests are about it. */
  readonly without?: 'FedCM';
}

const ownCookies = 'Vibe’s own cookies in the frame';

/** Says so where an engine is missing, and fails where `CI` is set. */
export function inEngine(engine: EngineName, tests: () => void): void {
  const lack = lacking(engine);
  if (lack === undefined) return void describe(engine, tests);
  const missing = process.env.CI ? test : test.skip;
  missing(`${engine}: ${lack}`, () => expect.unreachable(lack));
}

/** The same for every engine: two sites, third-party cookies blocked, and nothing but what a person does. */
export const story = ({ engine, launch, passkeys, comesBackBy, without }: Told): void =>
  inEngine(engine, () => {
    let here: World;
    let page: Page;
    beforeAll(async () => {
      here = await world(launch);
      console.log(`In ${here.browser.version}`);
    });
    afterAll(() => here?.[Symbol.asyncDispose]());
    // Each goes on where the one before has left off.
    let broken = false;
    beforeEach(({ skip }) => {
      if (broken) skip('What it goes on from has failed');
      onTestFailed(() => {
        broken = true;
      });
    });
    const windows = async () => (await here.browser.pages()).length;

    test('signs up in the popup, consents, and is signed in on the page', async () => {
      page = await here.browser.open(here.app);
      await page.see(signIn);
      const { [ownCookies]: before, ...rest } = await measured(page, here.vibe.url);
      const popup = await here.opens(() => page.click(signIn));
      await signUp(popup, { ...ada, passkeys });
      await popup.click(button('Allow'));
      await here.closes(popup);
      await signedIn(page);
      expect(await cameInBy(page)).toBe('popup');
      const { [ownCookies]: after } = await measured(page, here.vibe.url);
      expect({ ...rest, [ownCookies]: before, [`${ownCookies}, after a window of Vibe’s`]: after }).toEqual({
        ...(await documented(engine)),
        ...(without && { [without]: false }),
      });
    });

    test('writes a document through the client', async () => {
      expect(await write(page, 'the first')).toBe('the first');
    });

    test('a reload signs in again, silently', async () => {
      const before = await windows();
      await page.reload();
      await signedIn(page);
      expect(await heard(page)).toEqual([
        ['vibe-ready', 'signed_in'],
        ['vibe-signin', 'ada'],
      ]);
      expect(await windows()).toBe(before);
    });

    test('a token that has run out is renewed, silently', async () => {
      const [before, open] = [await tokenOf(page), await windows()];
      await page.evaluate(() => {
        const now = Date.now;
        Date.now = () => now() + 11 * 60_000;
      });
      expect(await write(page, 'eleven minutes later')).toBe('eleven minutes later');
      expect(await tokenOf(page)).not.toBe(before);
      expect(await windows()).toBe(open);
    });

    test('withdrawn at Vibe, the page can do nothing more, and is signed out', async () => {
      await page.reload();
      await signedIn(page);
      await withdraw(here);
      await eventually(async () => (await write(page, 'too late')).startsWith('refused'));
      await signedOut(page);
      await page.reload();
      await signedOut(page);
    });

    test('comes back with one consent, signs out, and stays signed out', async () => {
      const popup = await here.opens(() => page.click(signIn));
      await popup.click(button('Allow'));
      await here.closes(popup);
      await signedIn(page);
      await signOut(page);
      await page.reload();
      await signedOut(page);
    });

    test('what is allowed already takes one click', async () => {
      await page.click(signIn);
      await signedIn(page);
      expect(await cameInBy(page)).toBe(comesBackBy);
      await signOut(page);
    });

    test('where no window opens by itself, one more tap does it', async () => {
      await page.reload();
      await signedOut(page);
      await setMode(page, 'popup');
      await page.evaluate(() => void document.querySelector('vibe-login')?.shadowRoot?.querySelector('button')?.click());
      await page.click(button('Continue in a window'));
      await signedIn(page);
      await signOut(page);
    });

    test('without windows the page itself goes to Vibe and comes back', async () => {
      await page.reload();
      await signedOut(page);
      await setMode(page, 'redirect');
      await page.click(signIn);
      await signedIn(page);
      expect(await page.evaluate(() => location.search)).toBe('');
      expect(await write(page, 'there and back')).toBe('there and back');
    });
  });

const setMode = (page: Page, mode: string): Promise<void> =>
  page.evaluate((value) => document.querySelector('vibe-login')?.setAttribute('mode', value), mode);
