import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSignInLink } from '../../server/src/rooms/identity/index.ts';
import { testApp } from '../harness/server.ts';
import { type Device, expectAccessible, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

let world: PagesWorld;
beforeAll(async () => {
  world = await pagesWorld();
  await world.vibe.push(testApp());
  await world.vibe.person('alice', 'Alice Winter');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.complaints()).toEqual([]);
});

const looks = [
  { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 480, height: 640 }, forcedColors: 'active' },
] as const;

const scenes: Record<string, (device: Device) => Promise<unknown>> = {
  'the start page': ({ page, open }) => open('/').then(() => page.getByRole('heading', { name: 'Apps here' }).waitFor()),
  'an error page': ({ page, open, expectStatus }) => {
    expectStatus(404);
    return open('/frame?app=unknown').then(() => page.getByText('unknown_app').waitFor());
  },
  'signing in': ({ page, open }) => open('/sign-in').then(() => page.getByLabel('Handle').waitFor()),
  'signing in, with complaints': async ({ page, open }) => {
    await open('/sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Write your handle.').waitFor();
  },
  'a wrong password': async ({ page, open, expectStatus }) => {
    expectStatus(401, 429);
    await open('/sign-in');
    await page.getByLabel('Handle').fill('alice');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText(/\S/).first().waitFor();
  },
  'signing up': async ({ page, open }) => {
    await open('/sign-in?mode=sign-up');
    await page.getByLabel('Handle').fill('alice');
    await page.getByText('Somebody has it already.').waitFor();
    await page.getByRole('button', { name: 'Use a password instead' }).click();
    await page.getByLabel('Password', { exact: true }).fill('long enough for this');
  },
  'a link that is gone': async ({ page, open, expectStatus }) => {
    expectStatus(401);
    await open('/sign-in#link=gone');
    await page.getByRole('heading', { name: 'This link does not work any more.' }).waitFor();
  },
  'the account page': async (device) => {
    await signedIn(device);
    await device.page.getByRole('button', { name: 'Set a password' }).click();
    await device.page.getByLabel('New password').waitFor();
  },
  'a question on the account page': async (device) => {
    await signedIn(device);
    await device.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await device.page.getByRole('dialog').waitFor();
  },
  consent: async (device) => {
    await signedIn(device);
    const asked = new URLSearchParams({
      client_id: 'feeds',
      response_type: 'code',
      redirect_uri: 'http://feeds.localhost:4999/',
      scope: 'openid profile documents:read documents:write',
      state: 's',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    await device.open(`/oauth/authorize?${asked}`);
    await device.page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  },
};

async function signedIn(device: Device): Promise<void> {
  const { url } = await createSignInLink(world.vibe.services, { handle: 'alice' });
  await device.page.goto(url);
  await device.page.getByRole('button', { name: /^Continue as/ }).click();
  await onAccountPage(device.page);
}

for (const [name, arrive] of Object.entries(scenes)) {
  test(`${name}: no accessibility violation, light, dark and forced colours, 320 to 1280 px`, async () => {
    for (const look of looks) {
      const device = await world.device(look);
      await arrive(device);
      await expectAccessible(device.page);
      await device.context.close();
    }
  });
}

test('everything that can be pressed is at least 44 px high, or a link in a sentence', async () => {
  const device = await world.device({ viewport: { width: 320, height: 640 } });
  const small: string[] = [];
  for (const arrive of [scenes['signing in'], scenes['signing up'], scenes['the account page'], scenes.consent]) {
    await arrive?.(device);
    small.push(
      ...(await device.page
        .locator(':is(button, input:not(.visually-hidden):not([type=checkbox]), a.button):visible')
        .evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.outerHTML))),
    );
  }
  expect(small).toEqual([]);
});

test('the pages go by keyboard alone: every stop shows where it is', async () => {
  const { page, open } = await world.device();
  await open('/sign-in');
  await page.getByLabel('Handle').waitFor();
  const stops: (string | null)[] = [];
  await page.mouse.click(2, 2); // the next Tab begins at the top
  for (let press = 0; press < 7; press++) {
    await page.keyboard.press('Tab');
    const { name, ring } = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement;
      const style = getComputedStyle(at);
      return {
        name: at.getAttribute('aria-label') ?? at.getAttribute('name') ?? at.textContent?.trim() ?? '',
        ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
      };
    });
    stops.push(ring ? name : `${name} shows no focus`);
  }
  expect(stops).toEqual([
    'Sign in with a passkey',
    'handle',
    'password',
    'Show password',
    'Sign in',
    'Use a recovery code instead',
    'Create an account',
  ]);
});

test('a page is its HTML and at most 40 kB of script, from this server alone', async () => {
  for (const path of ['/sign-in', '/consent?interaction=none', '/account']) {
    const device = await world.device();
    device.expectStatus(404);
    if (path === '/account') await signedIn(device);
    await device.open(path);
    await device.page.waitForLoadState('networkidle');
    const loaded = await device.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((entry) => ({ url: entry.name, bytes: (entry as PerformanceResourceTiming).encodedBodySize })),
    );
    expect(loaded.filter(({ url }) => !url.startsWith(`${world.vibe.url}/`))).toEqual([]);
    const scripts = loaded.filter(({ url }) => url.endsWith('.js'));
    const bytes = scripts.reduce((sum, each) => sum + each.bytes, 0);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(40_000);
  }
});
