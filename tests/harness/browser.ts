import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ensureChromium } from '../../scripts/browsers.ts';

export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  /** A page whose errors are kept: `problems(page)` must be empty at the end of a test. */
  page(options?: { width?: number; height?: number }): Promise<Page>;
  /** Uncaught errors, console errors and violated policies of every page, with the page's address. */
  readonly problems: string[];
}

export interface BrowserOptions {
  /** As in the browser's settings. Blocked is the hard case, and Chromium's storage is partitioned by the top site either way. */
  readonly thirdPartyCookies?: 'blocked' | 'allowed';
  /** The browser's own sign-in. Off unless a test is about it: its dialogs come by themselves, and a click would end in them. */
  readonly fedcm?: 'on' | 'off';
  /** For sites of a test over https. */
  readonly acceptInsecureCerts?: boolean;
  /** `framed`, as a host name, keeps nothing in pages of `page`: neither cookies nor any other storage. */
  readonly noStorage?: { readonly framed: string; readonly page: string };
}

/**
 * Debian's Chromium with a profile of its own, started by us and driven over CDP. Not through Playwright's launch, which switches
 * the partitioning of storage off: every answer about frames would be wrong.
 */
export async function launchBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  const { thirdPartyCookies = 'blocked', fedcm = 'off', acceptInsecureCerts, noStorage } = options;
  const profile = await mkdtemp(join(tmpdir(), 'vibe-chromium-'));
  await mkdir(join(profile, 'Default'));
  const cookies = noStorage && { [`${noStorage.framed},${noStorage.page}`]: { setting: 2 } };
  const preferences = {
    profile: {
      cookie_controls_mode: thirdPartyCookies === 'blocked' ? 1 : 0,
      block_third_party_cookies: thirdPartyCookies === 'blocked',
      ...(cookies && { content_settings: { exceptions: { cookies } } }),
    },
  };
  await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  const own = [
    ...(fedcm === 'off' ? ['--disable-features=FedCm'] : []),
    ...(acceptInsecureCerts ? ['--ignore-certificate-errors'] : []),
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(ensureChromium(), [...flags, ...own, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await devtoolsAddress(child);
  const browser: Browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0] as BrowserContext;
  const problems: string[] = [];
  context.on('page', (page) => watch(page, problems));
  for (const page of context.pages()) watch(page, problems);
  return {
    context,
    problems,
    async page({ width = 1280, height = 900 } = {}) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close().catch(() => {});
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const flags = [
  '--headless=new',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--remote-debugging-port=0',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
  '--no-first-run',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
];

function devtoolsAddress(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data) => {
      said += data;
      const address = said.match(/DevTools listening on (ws:\/\/\S+)/)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said.slice(-500)}`)));
    setTimeout(() => reject(new Error(`Chromium does not answer: ${said.slice(-500)}`)), 20_000).unref();
  });
}

function watch(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${page.url()}: ${message.text()} (${message.location().url})`);
  });
}
