import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { ensureChromium } from '../../scripts/browsers.ts';
import type { Clock } from '../../server/src/platform/clock.ts';
import type { Mailer } from '../../server/src/platform/mailer.ts';
import { type VibeServer, vibeServer } from '../harness/server.ts';

export const goodPassword = 'four green elephants';

/** One browser profile of one person: cookies, passkeys and windows of its own. */
export interface Device {
  readonly context: BrowserContext;
  readonly page: Page;
  open(path: string): Promise<void>;
  /** Answers of 4xx and 5xx that this test provokes; any other is an error of the page. */
  expectStatus(...statuses: number[]): void;
  /** A platform authenticator that says yes to everything. */
  addAuthenticator(): Promise<void>;
  signUpWithPassword(handle: string, name?: string): Promise<void>;
}

export interface PagesWorld extends AsyncDisposable {
  readonly vibe: VibeServer;
  device(options?: {
    colorScheme?: 'light' | 'dark';
    viewport?: { width: number; height: number };
    forcedColors?: 'active';
    reducedMotion?: 'reduce';
    locale?: string;
    javaScriptEnabled?: boolean;
  }): Promise<Device>;
  /** No script error, no warning, no refused resource, on any page of any device so far. */
  complaints(): readonly string[];
}

/** A server and a real Chromium. Disposing it fails when any page complained. */
export async function pagesWorld(options: { mailer?: Mailer; clock?: Clock } = {}): Promise<PagesWorld> {
  const vibe = await vibeServer({ requestsPerTenSeconds: 0, ...options });
  const browser = await launch();
  const heard: string[] = [];
  return {
    vibe,
    device: (options = {}) => device(browser, vibe, heard, options),
    complaints: () => heard,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await vibe[Symbol.asyncDispose]();
    },
  };
}

/** Playwright's own launch: these pages stand alone, so that how a browser parts the storage of frames is no matter here. */
const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: ensureChromium(),
    chromiumSandbox: false,
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--no-pings',
    ],
  });

type DeviceOptions = NonNullable<Parameters<PagesWorld['device']>[0]>;

async function device(browser: Browser, vibe: VibeServer, heard: string[], options: DeviceOptions): Promise<Device> {
  const context = await browser.newContext({ baseURL: vibe.url, viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(10_000);
  const expected = new Set<number>();
  const page = await context.newPage();
  page.on('pageerror', (error) => heard.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const status = Number(/status of (\d+)/.exec(message.text())?.[1]);
    if (!expected.has(status)) heard.push(`${page.url()}: ${message.text()}`);
  });
  /** Until the page's element is there: before it the same words stand in the server's HTML, whose forms lead through the server. */
  const open = async (path: string): Promise<void> => {
    await page.goto(path);
    if (options.javaScriptEnabled !== false)
      await page.waitForFunction(() => !document.getElementById('boot') || document.querySelector('#root > :not(div)') !== null);
  };
  return {
    context,
    page,
    open,
    expectStatus: (...statuses) => {
      for (const status of statuses) expected.add(status);
    },
    async addAuthenticator() {
      const cdp = await context.newCDPSession(page);
      await cdp.send('WebAuthn.enable');
      const says = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
      await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, ...says },
      });
    },
    async signUpWithPassword(handle, name = handle) {
      await open('/sign-in?mode=sign-up');
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('Handle').fill(handle);
      await page.getByRole('button', { name: 'Use a password instead' }).click();
      await page.getByLabel('Password', { exact: true }).fill(goodPassword);
      await page.getByRole('button', { name: 'Create account' }).click();
      await onAccountPage(page);
    },
  };
}

export async function onAccountPage(page: Page): Promise<void> {
  await page.waitForURL((url) => url.pathname === '/account');
  await page.getByText('DID', { exact: true }).waitFor();
}

/** The card of the account page with this heading. */
export const card = (page: Page, heading: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });

/** WCAG 2.2 AA as far as a machine can tell, with nothing wider than the window. */
export async function expectAccessible(page: Page): Promise<void> {
  // Colours in the middle of a fade are nobody's colours.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((each) => each.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
        // One that is taken back does not finish, and colours nothing.
        .map((each) => each.finished.catch(() => undefined)),
    ),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join(' | ')}`),
  ).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}
