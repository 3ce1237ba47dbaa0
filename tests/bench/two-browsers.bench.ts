import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';
import { vibeCommand } from '../harness/vibe-command.ts';
import { vibeDev } from '../harness/vibe-dev.ts';
import { median, quantile, type Row, rounded } from './rows.ts';

export const wholeMachine = true;

/**
 * What two people see, in real browsers with third-party cookies blocked: from the acknowledgement of a write to its sight in another browser, and from
 * the start of a reload to being signed in again, without any window. There is no floor to compare with: these are plain milliseconds.
 */
export async function bench(say: (line: string) => void): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-bench-'));
  const dev = await vibeDev(folder);
  try {
    await using browser = await launchBrowser();
    const page = await browser.page();
    await signIn(page, dev.links[0] as string, dev.feeds);
    const token = (await vibeCommand(['token', '--as', 'grace', '--app', 'feeds'], { VIBE_DATA: folder })).out.trim();
    say('a post of somebody else arrives, 30 times');
    const live = await repeat(30, () => arrival(page, dev.vibe, token));
    say('a reload signs in silently, 15 times');
    const silent = await repeat(15, () => silentReturn(page));
    return [
      row('write acknowledged → seen live', live),
      row(
        'reload → signed in',
        silent.map((each) => each.sinceNavigation),
      ),
      row(
        'tag asks → signed in',
        silent.map((each) => each.sinceAsked),
      ),
    ];
  } finally {
    await dev.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const row = (work: string, ms: readonly number[]): Row => ({ work, p50Ms: rounded(median(ms), 1), p99Ms: rounded(quantile(ms, 0.99), 1) });

async function repeat<Value>(times: number, once: () => Promise<Value>): Promise<Value[]> {
  const values: Value[] = [];
  for (let each = 0; each < times; each++) values.push(await once());
  return values;
}

async function signIn(page: Page, link: string, feeds: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: /Continue as/ }).click();
  await page.waitForURL(`${feeds}/`);
  const opened = page.waitForEvent('popup');
  await page.locator('vibe-login').getByRole('button').click();
  await (await opened).getByRole('button', { name: /^Allow/ }).click();
  await page.getByRole('form', { name: 'Write a post' }).waitFor();
}

/** The time at which the page shows the text, less the time at which the writer had the answer; both clocks are this machine's. */
async function arrival(page: Page, vibe: string, token: string): Promise<number> {
  const text = `post ${crypto.randomUUID()}`;
  const seen = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.body.textContent?.includes(wanted)) return;
          observer.disconnect();
          resolve(performance.timeOrigin + performance.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    text,
  );
  const body = JSON.stringify({ json: { collection: 'feeds/posts', body: { text }, acl: { read: { allow: ['*'] } } } });
  const answer = await fetch(`${vibe}/trpc/documents.create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });
  const acknowledged = performance.timeOrigin + performance.now();
  if (!answer.ok) throw new Error(await answer.text());
  return (await seen) - acknowledged;
}

async function silentReturn(page: Page): Promise<{ sinceNavigation: number; sinceAsked: number }> {
  await page.reload({ waitUntil: 'commit' });
  return page.evaluate(async () => {
    const signedIn = await new Promise<number>((resolve) => {
      const look = () => {
        const session = (document.querySelector('vibe-login') as (HTMLElement & { session?: { state: { at: string } } }) | null)?.session;
        if (session?.state.at === 'signed_in') resolve(performance.now());
        else setTimeout(look, 1);
      };
      look();
    });
    const [script] = performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('/login.js'));
    return { sinceNavigation: signedIn, sinceAsked: signedIn - ((script as PerformanceResourceTiming | undefined)?.responseEnd ?? 0) };
  });
}
