import type { CDPSession, ElementHandle, Frame, Page as PlaywrightPage } from 'playwright-core';
import { type BrowserOptions, launchBrowser } from '../../harness/browser.ts';
import type { Bare, Engine, Page } from './engine.ts';
import { place } from './place.ts';

/** An engine that can also be spoken to in Chromium's own protocol. */
export interface Chromium extends Engine {
  cdp(page: Page): Promise<CDPSession>;
}

export async function chromium(options: BrowserOptions = {}): Promise<Chromium> {
  const browser = await launchBrowser({ acceptInsecureCerts: true, ...options });
  const { context } = browser;
  const known = new Map<PlaywrightPage, Page>();
  const pageOf = (found: PlaywrightPage): Page => {
    const page = known.get(found) ?? newPage(found, String(known.size));
    known.set(found, page);
    return page;
  };
  return {
    version: `chromium ${context.browser()?.version()}`,
    async open(url) {
      const page = pageOf(await browser.page());
      await page.goto(url);
      return page;
    },
    pages: async () => context.pages().map(pageOf),
    async cdp(page) {
      const found = [...known].find(([, each]) => each === page)?.[0];
      if (!found) throw new Error('That page is not of this browser');
      return context.newCDPSession(found);
    },
    [Symbol.asyncDispose]: () => browser[Symbol.asyncDispose](),
  };
}

function newPage(page: PlaywrightPage, id: string): Page {
  return {
    ...place(bareIn(page, page.mainFrame())),
    id,
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    close: () => page.close(),
    async frame(address) {
      const frame = page.frames().find((each) => each.url().startsWith(address));
      if (!frame) throw new Error(`No frame of ${address}`);
      return place(bareIn(page, frame));
    },
  };
}

function bareIn(page: PlaywrightPage, frame: Frame): Bare {
  let protocol: Promise<CDPSession> | undefined;
  const call = (source: string, given: readonly unknown[]): string => `(${source})(...${JSON.stringify(given)})`;
  const found = async (source: string, given: readonly unknown[]): Promise<ElementHandle | null> =>
    (await frame.evaluateHandle<unknown>(call(source, given))).asElement();
  return {
    async run(source, given) {
      // Playwright's own evaluate counts as a person's gesture, and then every window may open.
      protocol ??= page.context().newCDPSession(frame === page.mainFrame() ? page : frame);
      const asked = { expression: call(source, given), awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await (await protocol).send('Runtime.evaluate', asked);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async point(how, source, given) {
      const element = await found(source, given);
      await element?.[how]({ timeout: 5_000 });
      return element !== null;
    },
    async type(source, given, text) {
      const element = await found(source, given);
      await element?.fill(text, { timeout: 5_000 });
      return element !== null;
    },
  };
}
