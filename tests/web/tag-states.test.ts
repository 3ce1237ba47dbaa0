import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtures } from '../../widget/src/login/states/fixtures.ts';
import { cssOf } from '../../widget/src/login/states/theme.ts';
import { type Device, expectAccessible, type PagesWorld, pagesWorld } from './pages-world.ts';

// `/login/states`: what whoever themes the tag sees. It loads the same login.js as every site.
let world: PagesWorld;
let device: Device;
let page: Page;
beforeAll(async () => {
  world = await pagesWorld();
  device = await world.device({ colorScheme: 'light' });
  page = device.page;
  await device.open('/login/states');
  await page.locator('#revoked').getByRole('button', { name: 'Sign in with Vibe' }).waitFor();
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

/** Colours are measured by a file that is loaded for it: a busy machine takes its time. */
const poll = <Value>(look: () => Value) => expect.poll(look, { timeout: 10_000 });
const tagOf = (state: string) => page.locator(`#${state} vibe-login`).first();
const buttonOf = (state: string) => tagOf(state).getByRole('button').first();

/** What a screen reader says of the control: its name, and what describes it. */
const spoken = (state: string) =>
  buttonOf(state).evaluate((button) => {
    const status = (button.getRootNode() as ShadowRoot).getElementById(button.getAttribute('aria-describedby') ?? '');
    return [button.textContent?.replace(button.querySelector('small')?.textContent ?? '\0', ''), status?.textContent ?? ''];
  });

test('all eighteen states are shown, each says by its CSS state which it is, and all are accessible', async () => {
  expect(await page.locator('article').evaluateAll((all) => all.map(({ id }) => id))).toEqual(Object.keys(fixtures));
  for (const name of Object.keys(fixtures)) expect(await page.locator(`#${name} vibe-login:state(${name})`).count()).toBeGreaterThan(0);
  await expectAccessible(page);
});

test('what a screen reader says of each', async () => {
  const names: Record<string, string[]> = {};
  for (const name of Object.keys(fixtures)) names[name] = (await spoken(name)) as string[];
  expect(names).toEqual({
    loading: ['Loading sign-in', ''],
    signed_out: ['Sign in with Vibe', ''],
    known_account: ['AContinue as Ada Lovelace', ''],
    several_accounts: ['AB千Choose an account', ''],
    new_user: ['Create your account at Vibe', ''],
    passkey_prompt: ['Confirm with your passkey', ''],
    first_consent: ['Vibe asks you something', ''],
    incremental_consent: ['AAda Lovelace', 'This page asks for more'],
    denied: ['Sign in with Vibe', ''],
    expired_silent: ['AAda Lovelace', ''],
    expired: ['AContinue as Ada Lovelace', 'Your sign-in has ended'],
    offline: ['AAda Lovelace', 'Offline · 3 waiting'],
    storage_blocked: ['Sign in with Vibe', 'Only until this page closes'],
    popup_blocked: ['Continue in this page', 'Your browser blocked the window'],
    error: ['Try again', 'That did not work'],
    signed_in: ['AAda Lovelace', ''],
    budget_exhausted: ['AAda Lovelace', 'The budget is used up'],
    revoked: ['Sign in with Vibe', 'Access was withdrawn'],
  });
  // The initials are pictures: the name that is heard has none of them.
  expect(await page.locator('#signed_in').getByRole('button', { name: 'Ada Lovelace', exact: true }).count()).toBe(1);
  expect(await page.locator('#error').getByRole('alert').innerText()).toBe('Something went wrong at Vibe.');
  expect(await tagOf('error').locator('code').innerText()).toBe('7f3a-52c1');
});

test('one size in all states and languages, at least 44 px high, and no state changes what is around it', async () => {
  const sizes = () =>
    page
      .locator('vibe-login')
      .evaluateAll((all) => [...new Set(all.map(({ clientWidth, clientHeight }) => `${clientWidth}x${clientHeight}`))]);
  expect(await sizes()).toEqual(['272x44']);
  const shifts = await page.evaluate(async () => {
    const seen: number[] = [];
    const watch = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.push((entry as PerformanceEntry & { value: number }).value);
    });
    watch.observe({ type: 'layout-shift' });
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const from = [...document.querySelectorAll('vibe-login')];
    // One tag in the middle of a text and at the end of a bar goes through all states.
    const stage = document.body.insertBefore(document.createElement('div'), document.body.firstChild);
    const [bar, text] = [document.createElement('div'), document.createElement('p')];
    bar.style.cssText = 'display:flex;justify-content:space-between';
    bar.append('Bar', document.createElement('vibe-login'));
    text.append('Before ', document.createElement('vibe-login'), ' and after.');
    stage.append(bar, text);
    await frame();
    await frame();
    seen.length = 0;
    for (const { session } of from) {
      for (const tag of stage.querySelectorAll('vibe-login')) tag.session = session;
      await frame();
    }
    watch.disconnect();
    stage.remove();
    return { seen, states: from.length };
  });
  expect(shifts.states).toBeGreaterThanOrEqual(18);
  expect(shifts.seen).toEqual([]);
});

test('a language comes when it is chosen, alone, with its direction', async () => {
  const loaded: string[] = [];
  page.on('request', (request) => void (/tag-(\w+)-/.test(request.url()) && loaded.push(/tag-(\w+)-/.exec(request.url())?.[1] ?? '')));
  await page.getByLabel('Language', { exact: true }).selectOption('ar');
  await tagOf('signed_out').getByRole('button', { name: 'تسجيل الدخول عبر Vibe' }).waitFor();
  expect(await buttonOf('signed_out').evaluate((button) => getComputedStyle(button).direction)).toBe('rtl');
  await page.getByLabel('Direction', { exact: true }).selectOption('ltr');
  await poll(() => buttonOf('signed_out').evaluate((button) => getComputedStyle(button).direction)).toBe('ltr');
  await page.getByLabel('Direction', { exact: true }).selectOption('');
  await expectAccessible(page);
  await page.getByLabel('Language', { exact: true }).selectOption('zh');
  await tagOf('signed_out').getByRole('button', { name: '使用 Vibe 登录' }).waitFor();
  // The list of languages comes with the first of them.
  expect(loaded).toEqual(['languages', 'ar', 'zh']);
  await page.getByLabel('Language', { exact: true }).selectOption('en');
});

const set = async (property: string, value: string) => void (await page.getByLabel(property).first().fill(value));
const colours = (state: string) =>
  buttonOf(state).evaluate((button) => {
    button.getAnimations().map((each) => each.finish());
    const { color, backgroundColor } = getComputedStyle(button);
    return [color, backgroundColor];
  });
const startOver = () => page.getByRole('button', { name: 'Start over' }).click();

test('the page’s accent is worn, with the text upon it that can be read; the CSS says what was chosen', async () => {
  await set('--vibe-accent', '#ffd400');
  await poll(() => colours('signed_out')).toEqual(['rgb(0, 0, 0)', 'rgb(255, 212, 0)']);
  await set('--vibe-accent', '#7a1020');
  await poll(() => colours('signed_out')).toEqual(['rgb(255, 255, 255)', 'rgb(122, 16, 32)']);
  expect(await page.getByRole('region', { name: 'CSS for your page' }).innerText()).toBe(cssOf(new Map([['--vibe-accent', '#7a1020']])));
  await expectAccessible(page);
  await startOver();
});

test('colours that cannot be read are refused, and the console says so once; those that can are taken again', async () => {
  const own = await colours('signed_out');
  const said: string[] = [];
  page.on('console', (message) => void (message.text().startsWith('<vibe-login>') && said.push(message.text())));
  await set('--vibe-accent', '#ffd400');
  await set('--vibe-on-accent', '#ffffff');
  await poll(() => colours('signed_out')).toEqual(own);
  await poll(() => said.length).toBe(1);
  expect(said[0]).toMatch(/keeps to its own colours: the text on --vibe-accent has a contrast of 1\.\d\d and needs 4\.5/);
  await expectAccessible(page);
  await set('--vibe-on-accent', '#000000');
  await poll(() => colours('signed_out')).toEqual(['rgb(0, 0, 0)', 'rgb(255, 212, 0)']);
  await startOver();
  // Of what is seen through nobody knows how it is read.
  await set('--vibe-surface', 'rgb(255 255 255 / 0.5)');
  await poll(() => said.length).toBe(2);
  await poll(async () => (await colours('signed_in'))[1]).toBe('rgb(255, 255, 255)');
  await startOver();
});

test('in the dark, at 320 px and from right to left all of it stays readable and within the page', async () => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.getByLabel('Language', { exact: true }).selectOption('ar');
  await page.setViewportSize({ width: 320, height: 800 });
  await expectAccessible(page);
});

test('no page complained, but for the two refusals', () => {
  expect(world.complaints().filter((each) => !each.includes('keeps to its own colours'))).toEqual([]);
});
