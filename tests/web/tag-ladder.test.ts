import type { VibeLogin } from '@vibe/widget';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { frameOf, signedInAs, type TagWorld, tag, tagWorld } from './tag-world.ts';

// The ways to sign in as a page sees them, third-party cookies blocked. What each is like to look at, the other tests of the tag say.
type Session = NonNullable<VibeLogin['session']>;
type State = Session['state'];
type Line = ReturnType<Session['explain']>[number];

async function inSession<T>(page: Page, work: (session: Session) => T | Promise<T>): Promise<T> {
  const session = await tag(page).evaluateHandle((element) => (element as unknown as { session: Session }).session);
  return session.evaluate(work as (session: Session) => T) as Promise<T>;
}
const stateOf = (page: Page) => inSession(page, (session) => JSON.parse(JSON.stringify(session.state)));
const isAt = (page: Page, state: object) => expect.poll(() => stateOf(page), { timeout: 8_000 }).toMatchObject(state);
const traceOf = async (page: Page, during: Line['during']): Promise<string[]> =>
  (await inSession(page, (session) => session.explain()))
    .filter((line) => line.during === during)
    .map(({ step, outcome }) => `${step} ${outcome}`);
const whyOf = async (page: Page, step: Line['step'], outcome: Line['outcome']) =>
  (await inSession(page, (session) => session.explain())).findLast((line) => line.step === step && line.outcome === outcome)?.why;
const click = (page: Page) => tag(page).getByRole('button').first().click();
const ready = (page: Page) => inSession(page, async (session) => void (await session.ready));
const signOut = (page: Page) => inSession(page, (session) => session.signOut());

describe('with FedCM', () => {
  let world: TagWorld;
  let answer: 'select' | 'dismiss' | 'dismiss later' = 'select';
  const dialogs: string[] = [];
  const windows: Page[] = [];
  beforeAll(async () => {
    world = await tagWorld({ thirdPartyCookies: 'blocked', fedcm: 'on' });
    await world.signInAtVibe(await world.vibe.person('ada', 'Ada Lovelace'));
  }, 60_000);
  afterAll(() => world[Symbol.asyncDispose]());

  async function open(): Promise<Page> {
    const page = await world.browser.page();
    page.on('popup', (popup) => windows.push(popup));
    const cdp = await world.browser.context.newCDPSession(page);
    cdp.on('FedCm.dialogShown', async ({ dialogId, dialogType }) => {
      dialogs.push(dialogType);
      if (answer === 'dismiss later') await new Promise((resolve) => setTimeout(resolve, 1_200));
      if (dialogType === 'Error') await cdp.send('FedCm.clickDialogButton', { dialogId, dialogButton: 'ErrorGotIt' });
      else if (answer === 'select') await cdp.send('FedCm.selectAccount', { dialogId, accountIndex: 0 });
      else await cdp.send('FedCm.dismissDialog', { dialogId });
    });
    await cdp.send('FedCm.enable', { disableRejectionDelay: true });
    await cdp.send('FedCm.resetCooldown');
    await page.goto(world.host.url);
    await ready(page);
    return page;
  }
  const coolDown = (page: Page) => page.evaluate(() => localStorage.getItem('vibe.not-now:feeds'));
  let page: Page;

  test('the browser offers it once, unasked; turned away, it is not offered again by the next page', async () => {
    answer = 'dismiss';
    page = await open();
    await expect.poll(() => traceOf(page, 'load')).toEqual(['fedcm trying', 'fedcm failed']);
    await expect.poll(() => coolDown(page)).toMatch(/^\d+ 0$/);
    expect([dialogs.splice(0), await stateOf(page)]).toEqual([['AccountChooser'], { at: 'signed_out', oneTap: false }]);
    await page.reload();
    await ready(page);
    await expect.poll(() => traceOf(page, 'load')).toEqual(['fedcm skipped']);
    expect(dialogs).toEqual([]);
  });

  test('a click is never held back by that: one choice in the dialog, no window; and the trace says why the others were left out', async () => {
    answer = 'select';
    await click(page);
    await isAt(page, { at: 'signed_in', profile: { handle: 'ada' } });
    expect([dialogs.splice(0), windows]).toEqual([['AccountChooser'], []]);
    expect(await traceOf(page, 'click')).toEqual([
      'memory skipped',
      'frame_refresh skipped',
      'partitioned_session skipped',
      'storage_access trying',
      'storage_access passed',
      'frame_one_tap skipped',
      'fedcm trying',
      'fedcm signed_in',
    ]);
    expect(await coolDown(page)).toBeNull();
    // Nothing in it that would let anybody in.
    expect(JSON.stringify(await inSession(page, (session) => session.explain()))).not.toMatch(/eyJ|code=/);
    await page.reload();
    await isAt(page, { at: 'signed_in' });
    expect(await traceOf(page, 'load')).toEqual(['frame_refresh signed_in']);
    expect(dialogs).toEqual([]);
  });

  test('who has signed out is not signed in again by the next page, nor by the browser', async () => {
    await signOut(page);
    await page.reload();
    await ready(page);
    await expect.poll(() => traceOf(page, 'load')).toEqual(['fedcm skipped']);
    expect([dialogs, (await stateOf(page)).at]).toEqual([[], 'signed_out']);
  });

  test('where somebody has been signed in, "no" is remembered as such, and grows', async () => {
    answer = 'dismiss';
    for (const [times, hours] of [
      [1, 2],
      [2, 24],
    ] as const) {
      await page.evaluate(() => {
        const [, before = '0'] = (localStorage.getItem('vibe.not-now:feeds') ?? '').split(' ');
        localStorage.setItem('vibe.not-now:feeds', `1 ${before}`);
      });
      await page.reload();
      await isAt(page, { at: 'signed_out', why: 'denied' });
      const { coolDownUntil } = (await stateOf(page)) as Extract<State, { at: 'signed_out' }>;
      expect(Math.round(((coolDownUntil ?? 0) - Date.now()) / 3_600_000)).toBe(hours);
      expect((await coolDown(page))?.split(' ')[1]).toBe(String(times));
    }
    dialogs.length = 0;
  });

  test('the dialog is turned away in a click: no window comes after it; the next click opens one', async () => {
    answer = 'dismiss later';
    await click(page);
    await isAt(page, { at: 'signing_in', how: 'fedcm' });
    await isAt(page, { at: 'signed_out', why: 'denied' });
    expect([dialogs.splice(0), windows]).toEqual([['AccountChooser'], []]);
    const opened = page.waitForEvent('popup');
    await click(page);
    await opened; // allowed before: it closes by itself
    await isAt(page, { at: 'signed_in' });
    expect(await whyOf(page, 'fedcm', 'skipped')).toMatch('led nowhere');
    await signOut(page);
  });

  test('refused at Vibe: its pages say why, in a window', async () => {
    await page.close();
    answer = 'select';
    page = await open();
    await tag(page).evaluate((element) => element.setAttribute('scope', 'openid admin'));
    const opened = page.waitForEvent('popup');
    await click(page);
    await opened;
    expect(await whyOf(page, 'fedcm', 'passed')).toBe('Vibe refused it.');
    await isAt(page, { at: 'failed' });
    expect(dialogs.splice(0)).toEqual(['AccountChooser', 'Error']);
  });
});

describe('without FedCM', () => {
  let world: TagWorld;
  let ada: Person;
  beforeAll(async () => {
    world = await tagWorld({ thirdPartyCookies: 'blocked' });
    ada = await world.vibe.person('ada', 'Ada Lovelace');
    await world.signInAtVibe(ada);
  }, 60_000);
  afterEach(async () => {
    for (const page of world.browser.context.pages().slice(1)) await page.close();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    expect(world.browser.problems).toEqual([]);
  });

  async function signedIn(page: Page): Promise<Page> {
    await ready(page);
    if ((await stateOf(page)).at !== 'signed_in') {
      const opened = page.waitForEvent('popup');
      await click(page);
      const popup = await opened;
      const allow = popup.getByRole('button', { name: 'Allow', exact: true });
      await Promise.race([allow.click().catch(() => undefined), popup.waitForEvent('close')]);
    }
    await signedInAs(page, 'Ada Lovelace');
    return page;
  }
  const loseStorage = (page: Page) =>
    frameOf(page, world.vibe).evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const open = indexedDB.open('vibe-auth');
        open.onsuccess = () => resolve(open.result);
      });
      const all = db.transaction(['keys', 'signIns'], 'readwrite');
      all.objectStore('keys').clear();
      all.objectStore('signIns').clear();
      await new Promise((resolve) => {
        all.oncomplete = resolve;
      });
      db.close();
    });

  test('the storage is cleared and cookies are not: the next page signs in by itself, and shows nothing', async () => {
    const page = await signedIn(await world.open());
    await loseStorage(page);
    await page.reload();
    await isAt(page, { at: 'signed_in', profile: { handle: 'ada' } });
    expect(await traceOf(page, 'load')).toEqual(['partitioned_session trying', 'partitioned_session signed_in']);
  });

  test.each([
    ['a sign-out', async (page: Page) => signOut(page)],
    [
      'a withdrawn consent',
      async (page: Page) => {
        await world.vibe.services.database.system.deleteFrom('consents').execute();
        await loseStorage(page);
      },
    ],
    [
      'the end of the session at Vibe',
      async (page: Page) => {
        await loseStorage(page);
        await world.vibe.services.database.system.deleteFrom('sessions').where('did', '=', ada.did).execute();
      },
    ],
  ])('%s ends that too', async (_, end) => {
    const page = await signedIn(await world.open());
    await end(page);
    await page.reload();
    await isAt(page, { at: 'signed_out' });
    expect(await traceOf(page, 'load')).toEqual([]);
    expect('account' in (await stateOf(page))).toBe(false);
  });

  test('a frame that may keep nothing signs in for as long as the page is there, and says so', async () => {
    await world.signInAtVibe(ada);
    const page = await world.browser.page();
    await page.addInitScript(() => {
      Object.defineProperty(self, 'indexedDB', {
        get() {
          throw new DOMException('No storage here.', 'SecurityError');
        },
      });
    });
    await page.goto(world.host.url);
    await isAt(page, { at: 'signed_out', storage: 'blocked' });
    await signedIn(page);
    expect(await stateOf(page)).toMatchObject({ at: 'signed_in', storage: 'blocked' });
    const answer = await inSession(page, async (session) => {
      const url = `${session.server}/oauth/userinfo`;
      return (await fetch(url, { headers: await session.authorize('GET', url) })).status;
    });
    expect(answer).toBe(200);
    await signOut(page);
  });

  test('tabs that need a token at once ask the server once', async () => {
    const [one, two] = [await signedIn(await world.open()), await signedIn(await world.open('/notes'))];
    const fresh = (page: Page) => inSession(page, async (session) => (await session.accessToken({ fresh: true }))?.access_token);
    let asked = 0;
    world.browser.context.on('request', (request) => {
      if (request.url().endsWith('/oauth/token')) asked += 1;
    });
    // The second tab has got one since: the first takes that.
    await fresh(one);
    expect(asked).toBe(0);
    const [first, second] = await Promise.all([fresh(one), fresh(two)]);
    expect([asked, first === second, first !== undefined]).toEqual([1, true, true]);
    await signOut(one);
    await isAt(two, { at: 'signed_out' });
  });

  test.each([-9, 9, 180])('a clock that is %i minutes off is named, and changes nothing', async (minutes) => {
    const page = await world.browser.page();
    await page.addInitScript((offset) => {
      const RealDate = Date;
      class OffDate extends RealDate {
        constructor(...given: [] | [number]) {
          super(...((given.length === 0 ? [RealDate.now() + offset] : given) as [number]));
        }
        static override now = () => RealDate.now() + offset;
      }
      globalThis.Date = OffDate as DateConstructor;
    }, minutes * 60_000);
    await page.goto(world.host.url);
    await signedIn(page);
    await page.reload();
    await isAt(page, { at: 'signed_in' });
    const found = await inSession(page, async (session) => {
      const url = `${session.server}/oauth/userinfo`;
      return (await fetch(url, { headers: await session.authorize('GET', url) })).status;
    });
    expect(found).toBe(200);
    const why = await whyOf(page, 'frame_refresh', 'signed_in');
    const [, seconds, which] = /clock is (\d+) s (behind|ahead of) Vibe's/.exec(why ?? '') ?? [];
    expect(which).toBe(minutes < 0 ? 'behind' : 'ahead of');
    expect(Math.abs(Number(seconds) - Math.abs(minutes * 60))).toBeLessThan(60);
    await signOut(page);
  });

  test('without a network the page knows who was there; when the network is back, so is everything', async () => {
    const page = await signedIn(await world.open());
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'onLine', { get: () => sessionStorage.getItem('network') !== 'gone' });
    });
    await page.evaluate(() => sessionStorage.setItem('network', 'gone'));
    await page.route(`${world.vibe.url}/frame*`, (route) => route.abort());
    await page.reload();
    await isAt(page, { at: 'signed_in', but: 'offline', profile: { handle: 'ada' } });
    await inSession(page, (session) => session.report({ queued: 2 }));
    expect(await stateOf(page)).toMatchObject({ but: 'offline', queued: 2 });
    const refused = await inSession(page, (session) => session.accessToken().then(String, ({ code }) => code));
    expect(refused).toBe('offline');
    await page.unroute(`${world.vibe.url}/frame*`);
    await page.evaluate(() => {
      sessionStorage.removeItem('network');
      dispatchEvent(new Event('online'));
    });
    await expect.poll(() => stateOf(page)).toEqual({ at: 'signed_in', profile: expect.anything(), queued: 2 });
    expect(await inSession(page, async (session) => (await session.accessToken())?.token_type)).toBe('DPoP');
    world.browser.problems.length = 0; // the refused frame
  });
});
