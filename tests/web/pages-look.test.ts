import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSignInLink } from '../../server/src/rooms/identity/index.ts';
import { testApp } from '../harness/server.ts';
import { type Device, expectAccessible, goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

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
/** Written from right to left, and with words that are as long as words get, at the narrowest. */
const otherLanguages = [
  { locale: 'ar', colorScheme: 'dark', viewport: { width: 320, height: 640 } },
  { locale: 'de', colorScheme: 'light', viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' },
] as const;

const authorization = new URLSearchParams({
  client_id: 'feeds',
  response_type: 'code',
  redirect_uri: 'http://feeds.localhost:4999/',
  scope: 'openid profile documents:read documents:write',
  state: 's',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
});

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
    await device.open(`/oauth/authorize?${authorization}`);
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

const atRest: readonly [name: string, path: string][] = [
  ['start', '/'],
  ['signing in', '/sign-in'],
  ['signing up', '/sign-in?mode=sign-up'],
  ['leaving', '/leaving?to=https://xn--80ak6aa92e.com/a-rather-long-path/that-does-not-end?x=1'],
  ['not found', '/nothing'],
  ['account', '/account'],
  ['consent', `/oauth/authorize?${authorization}`],
];

for (const look of otherLanguages) {
  test(`pages in ${look.locale}: no accessibility violation, nothing wider than 320 px`, async () => {
    const device = await world.device(look);
    device.expectStatus(404);
    const { url } = await createSignInLink(world.vibe.services, { handle: 'alice' });
    await device.page.goto(url);
    await device.page.locator('main .button.primary').click();
    await device.page.waitForURL((at) => at.pathname === '/account');
    for (const [name, path] of look.locale === 'ar' ? atRest : atRest.slice(-2)) {
      await device.open(path);
      await device.page.waitForLoadState('networkidle');
      expect([name, await device.page.locator('html').getAttribute('lang')]).toEqual([name, look.locale]);
      await expectAccessible(device.page);
    }
    await device.context.close();
  });
}

/** Where everything stands that a person reads or presses. */
const places = (page: Device['page']) =>
  page.locator(':is(h1, h2, label, input:not([type=hidden]), .button, summary, li, dt, dd):visible').evaluateAll((all) =>
    all.map((each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      return [each.textContent?.trim().replaceAll(/\s+/g, ' ').slice(0, 40), ...[x, y, width, height].map(Math.round)].join(' ');
    }),
  );

for (const [name, path] of atRest.filter(([each]) => ['signing in', 'signing up', 'consent'].includes(each))) {
  test(`${name}: nothing moves when the script takes over from the server’s HTML`, async () => {
    const device = await world.device();
    if (name === 'consent') await signedIn(device);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await device.page.route('**/assets/*.js', async (route) => {
      await held;
      await route.continue();
    });
    await device.page.goto(path, { waitUntil: 'commit' });
    await device.page.locator('h1').waitFor();
    const before = await places(device.page);
    expect(before.length).toBeGreaterThan(4);
    letGo();
    await device.page.locator('#root > :not(.page)').waitFor();
    await device.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    expect(await places(device.page)).toEqual(before);
    await device.context.close();
  });
}

test('what was typed before the script was there is still there after it, and the focus too', async () => {
  const device = await world.device();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await device.page.route('**/assets/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await device.page.goto('/sign-in', { waitUntil: 'commit' });
  await device.page.getByLabel('Handle').pressSequentially('ali');
  await device.page.getByLabel('Password', { exact: true }).fill('half of i');
  await device.page.getByLabel('Handle').focus();
  letGo();
  await device.page.locator('vibe-sign-in-form').waitFor();
  await device.page.keyboard.type('ce');
  expect(await device.page.getByLabel('Handle').inputValue()).toBe('alice');
  expect(await device.page.getByLabel('Password', { exact: true }).inputValue()).toBe('half of i');
  await device.context.close();
});

test('without a script someone signs in, answers an app, and signs out', async () => {
  const device = await world.device({ javaScriptEnabled: false });
  const { page } = device;
  await device.open('/sign-in?mode=sign-up');
  await page.getByLabel('Name', { exact: true }).fill('Nora Script-Less');
  await page.getByLabel('Handle').fill('nora');
  await page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await page.getByRole('button', { name: 'Create account', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  await page.route('http://feeds.localhost:4999/**', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: 'back' }));
  for (const answer of ['Do not allow', 'Allow']) {
    await device.open(`/oauth/authorize?${authorization}`);
    if (page.url().includes('/sign-in')) {
      expect(await page.getByText('Passkeys need JavaScript.').isVisible()).toBe(true);
      expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(false);
      await page.getByLabel('Handle').fill('nora');
      await page.getByLabel('Password', { exact: true }).fill(goodPassword);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL((at) => at.pathname === '/consent');
    }
    await page.getByRole('button', { name: answer, exact: true }).click();
    await page.waitForURL((at) => at.origin === 'http://feeds.localhost:4999');
    expect(new URL(page.url()).searchParams.get('error')).toBe(answer === 'Allow' ? null : 'access_denied');
  }
  expect(new URL(page.url()).searchParams.get('code')).toMatch(/./);
  await device.open('/account');
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL((at) => at.pathname === '/');
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  await device.context.close();
});

/** Bytes over the wire, packed: the HTML with its styles, and every script that is loaded before anybody does anything. */
const mostBytes = { '/sign-in': 40_000, '/consent?interaction=none': 30_000, '/account': 60_000 };

for (const [path, most] of Object.entries(mostBytes)) {
  test(`${path} is at most ${most / 1000} kB in all, from this server alone`, async () => {
    const device = await world.device();
    device.expectStatus(404);
    if (path === '/account') await signedIn(device);
    await device.open(path);
    await device.page.waitForLoadState('networkidle');
    const loaded = await device.page.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((entry) => ({
        url: entry.name,
        bytes: (entry as PerformanceResourceTiming).encodedBodySize,
      })),
    );
    expect(loaded.filter(({ url }) => !url.startsWith(`${world.vibe.url}/`))).toEqual([]);
    const bytes = loaded.filter(({ url }) => url.endsWith('.js') || url.endsWith(path)).reduce((sum, each) => sum + each.bytes, 0);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(most);
    await device.context.close();
  });
}
