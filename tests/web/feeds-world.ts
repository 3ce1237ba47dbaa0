import AxeBuilder from '@axe-core/playwright';
import type { AclInput } from '@vibe/shared';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';
import { feedsSite } from '../harness/feeds-site.ts';
import { type Person, type VibeServer, vibeServer } from '../harness/server.ts';

export type Look = Pick<BrowserContextOptions, 'colorScheme' | 'viewport' | 'reducedMotion'>;

/** One person, or a visitor, at a browser of their own, with Feeds open. */
export interface Reader {
  readonly page: Page;
  /** Errors of this page that the test brings about itself. */
  expectErrors(pattern: RegExp): void;
}

export interface FeedsWorld extends AsyncDisposable {
  readonly vibe: VibeServer;
  readonly url: string;
  visitor(look?: Look): Promise<Reader>;
  /** Signed in as people do it: a session on Vibe, then the popup and its consent, third-party cookies blocked. */
  member(person: Person, look?: Look): Promise<Reader>;
  /** A post written elsewhere. */
  write(person: Person, text: string, acl?: AclInput): Promise<void>;
  /** Errors on any page since the last time, but those that a test brought about itself. */
  takeProblems(): readonly string[];
}

export async function feedsWorld(): Promise<FeedsWorld> {
  const vibe = await vibeServer({ requestsPerTenSeconds: 0 });
  const site = await feedsSite(vibe);
  const chromium = await launchBrowser();
  const heard: string[] = [];

  async function reader(look: Look): Promise<Reader> {
    const browser = chromium.context.browser();
    if (!browser) throw new Error('The browser is gone');
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...look });
    context.setDefaultTimeout(10_000);
    const expected: RegExp[] = [];
    context.on('page', (page) => {
      const hear = (text: string): void => void (expected.some((each) => each.test(text)) || heard.push(`${page.url()}: ${text}`));
      page.on('pageerror', (error) => hear(String(error)));
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && hear(message.text()));
    });
    return { page: await context.newPage(), expectErrors: (pattern) => void expected.push(pattern) };
  }

  return {
    vibe,
    url: site.url,
    takeProblems: () => heard.splice(0),
    async visitor(look = {}) {
      const visitor = await reader(look);
      await visitor.page.goto(site.url);
      return visitor;
    },
    async member(person, look = {}) {
      const member = await reader(look);
      await signIn(member.page, person, `${site.url}/`);
      return member;
    },
    async write(person, text, acl) {
      const token = await person.token('feeds');
      await vibe.api(token).documents.create.mutate({ collection: 'feeds/posts', body: { text }, ...(acl && { acl }) });
    },
    async [Symbol.asyncDispose]() {
      await chromium[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
      await vibe[Symbol.asyncDispose]();
    },
  };
}

async function signIn(page: Page, person: Person, feeds: string): Promise<void> {
  await page.goto(await person.link(feeds));
  await page.getByRole('button', { name: `Continue as ${person.name}` }).click();
  await page.waitForURL(feeds);
  const popup = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in to write' }).click();
  const allow = (await popup).getByRole('button', { name: 'Allow', exact: true });
  // Someone who has allowed it before is not asked: the popup closes by itself.
  await Promise.race([allow.click().catch(() => {}), composer(page).waitFor()]);
  await composer(page).waitFor();
}

export const composer = (page: Page) => page.getByLabel('Your post');
export const post = (page: Page, text: string) => page.getByRole('feed').getByRole('article').filter({ hasText: text });
export const show = (page: Page, title: 'Everyone' | 'For me' | 'Mine') => page.getByRole('link', { name: title, exact: true }).click();

export type ForWhom = 'everyone' | 'me' | { readonly handle: string };

/** Writes a post as a person does. */
export async function writePost(page: Page, text: string, forWhom: ForWhom = 'everyone'): Promise<void> {
  const choice = forWhom === 'everyone' ? 'Everyone' : forWhom === 'me' ? 'Only me' : 'A person';
  await page.getByRole('radio', { name: choice }).check();
  if (typeof forWhom === 'object') await page.getByRole('textbox', { name: 'For', exact: true }).fill(forWhom.handle);
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
}

/** WCAG 2.2 AA as far as a machine can tell, and nothing wider than the window. */
export async function expectAccessible(page: Page): Promise<void> {
  // Colours in the middle of a fade are nobody's colours.
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined))));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join(' | ')}`),
  ).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}
