import type { Frame, Page } from 'playwright-core';
import { type BrowserOptions, launchBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, testApp, type VibeServer, vibeServer } from '../harness/server.ts';
import { type Site, site } from '../harness/sites.ts';

/** A Vibe server, an app's page at another site, and an honest browser. */
export interface TagWorld extends AsyncDisposable {
  readonly vibe: VibeServer;
  readonly host: Site;
  readonly browser: TestBrowser;
  /** A page of the app; `login` are the tag's attributes. It records the tag's events in `window.heard`. */
  open(path?: string): Promise<Page>;
  /** Signs a person in on Vibe's own pages in this browser. */
  signInAtVibe(person: Person): Promise<void>;
}

export interface TagWorldOptions extends BrowserOptions {
  /** Of <vibe-login>, beside `app`. */
  readonly attributes?: string;
  /** The page around it. */
  readonly html?: (tag: string, vibe: string) => string;
}

const plain = (tag: string, vibe: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Feeds</title>
<link rel="icon" href="data:,">
<script>
  window.heard = [];
  addEventListener('vibe-signin', () => performance.mark('signed-in'));
  for (const name of ['vibe-ready', 'vibe-signin', 'vibe-signout', 'vibe-consent', 'vibe-error'])
    addEventListener(name, ({ type, detail }) => heard.push([type, detail?.error?.code ?? detail?.profile?.handle ?? detail?.state?.at ?? null]));
</script>
<script type="module" src="${vibe}/login.js"></script>
</head>
<body><main><h1>Feeds</h1>${tag}</main></body>
</html>`;

export async function tagWorld({ attributes = '', html = plain, ...options }: TagWorldOptions = {}): Promise<TagWorld> {
  const vibe = await vibeServer({ requestsPerTenSeconds: 0 });
  const host = await site('feeds.localhost', (path) =>
    path === '/' || path === '/notes' ? html(`<vibe-login app="feeds" ${attributes}></vibe-login>`, vibe.url) : undefined,
  );
  const scopes = [...testApp().scopes, 'documents:read:all' as const];
  await vibe.push(testApp({ origins: [host.url], redirectUris: [`${host.url}/`], scopes }));
  const browser = await launchBrowser(options);
  browser.context.setDefaultTimeout(10_000);
  return {
    vibe,
    host,
    browser,
    async open(path = '/') {
      const page = await browser.page();
      await page.goto(host.url + path);
      return page;
    },
    async signInAtVibe(person) {
      const page = await browser.page();
      await page.goto(await person.link());
      await page.getByRole('button', { name: person.name }).click();
      await page.waitForURL(`${vibe.url}/account`);
      await page.close();
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
      await vibe[Symbol.asyncDispose]();
    },
  };
}

export const tag = (page: Page) => page.locator('vibe-login');
export const button = (page: Page, name: string | RegExp) => tag(page).getByRole('button', { name });
/** Signed in as this person, says the tag. */
export const signedInAs = (page: Page, name: string) => tag(page).locator('[part=avatar]', { hasText: name }).waitFor();
/** The tag's events so far: name, and the handle, error code or state. */
export const heard = (page: Page): Promise<[string, string | null][]> => page.evaluate('window.heard');

export function frameOf(page: Page, vibe: VibeServer): Frame {
  const frame = page.frames().find((each) => each.url().startsWith(`${vibe.url}/frame`));
  if (!frame) throw new Error('The page has no frame of Vibe.');
  return frame;
}

/** The consent's button, pressed as a person does: when a tap counts, with a mouse that has come to stand on it. */
export async function tapAllow(page: Page): Promise<void> {
  const allow = page.frameLocator('iframe[title=Vibe]').locator('#allow');
  await allow.hover();
  await allow.and(page.frameLocator('iframe[title=Vibe]').locator('.armed[aria-disabled=false]')).click();
}

/** Signs in through the popup, allowing what is asked; the person has a session at Vibe. */
export async function signInByPopup(page: Page): Promise<void> {
  const opened = page.waitForEvent('popup');
  await button(page, /Sign in with Vibe|Continue as/).click();
  const popup = await opened;
  await popup.getByRole('button', { name: 'Allow', exact: true }).click();
  await tag(page).locator('[part=avatar]').waitFor();
}
