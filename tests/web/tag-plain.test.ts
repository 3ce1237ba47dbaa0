import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, signedInAs, signInByPopup, type TagWorld, tag, tagWorld } from './tag-world.ts';

/** What docs/tag.md tells a page to have: a link for whoever has no script, the size of the tag before it is there, and a strict policy. */
const html = (_tag: string, vibe: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Feeds</title>
<link rel="icon" href="data:,">
<meta http-equiv="content-security-policy" content="script-src ${vibe}; frame-src ${vibe}; connect-src ${vibe}; require-trusted-types-for 'script'; trusted-types vibe-login">
<style>vibe-login { display: inline-block; inline-size: 17rem; max-inline-size: 100%; min-block-size: 44px; vertical-align: middle }</style>
<script type="module" src="${vibe}/login.js"></script>
</head>
<body><main><h1>Feeds</h1><vibe-login app="feeds"><a slot="fallback" href="${vibe}/login?app=feeds">Sign in with Vibe</a></vibe-login><p>What people write.</p></main></body>
</html>`;

let world: TagWorld;
beforeAll(async () => {
  world = await tagWorld({ html });
  await world.signInAtVibe(await world.vibe.person('ada', 'Ada Lovelace'));
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

test('without JavaScript it is a plain link, which leads into Vibe and says where it goes on', async () => {
  const context = await world.browser.context.browser()?.newContext({ javaScriptEnabled: false });
  const page = await context?.newPage();
  if (!page) throw new Error('No page');
  await page.goto(world.host.url);
  await page.getByRole('link', { name: 'Sign in with Vibe' }).click();
  await page.waitForURL(`${world.vibe.url}/sign-in?continue=${encodeURIComponent(`${world.host.url}/`)}`);
  await context?.close();
});

test('nothing on the page moves from before the script until somebody is known', async () => {
  const page = await world.browser.page();
  await page.addInitScript(() => {
    Object.assign(window, { shifts: [] as number[] });
    const note = (list: PerformanceObserverEntryList) => {
      for (const each of list.getEntries())
        (window as unknown as { shifts: number[] }).shifts.push((each as PerformanceEntry & { value: number }).value);
    };
    new PerformanceObserver(note).observe({ type: 'layout-shift', buffered: true });
  });
  // The page is seen before the script comes.
  const { promise: seen, resolve: go } = Promise.withResolvers<void>();
  await page.route('**/login.js', async (route) => {
    await seen;
    await route.continue();
  });
  await page.goto(world.host.url, { waitUntil: 'commit' });
  await page.getByRole('link', { name: 'Sign in with Vibe' }).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  go();
  await button(page, 'Sign in with Vibe').waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
  await page.close();
});

test('under a policy that lets nothing else run, with Trusted Types, it signs in and has its menu', async () => {
  const page = await world.open();
  await signInByPopup(page);
  await signedInAs(page, 'Ada Lovelace');
  await tag(page).locator('[part=avatar]').click();
  await tag(page).getByRole('menuitem', { name: 'Sign out' }).click();
  await button(page, 'Sign in with Vibe').waitFor();
  expect(world.browser.problems).toEqual([]);
});
