import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, onAccountPage, type PagesWorld, pagesWorld } from './pages-world.ts';

let world: PagesWorld;
beforeAll(async () => {
  world = await pagesWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.complaints()).toEqual([]);
});

test('someone signs up with a password and is on their account page', async () => {
  const { page, signUpWithPassword } = await world.device();
  await signUpWithPassword('alice', 'Alice Winter');
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Alice Winter');
  await page.locator('header').getByText('@alice').waitFor();
  await page.getByText(/^did:webvh:/).waitFor();
});

test('someone signs up with a passkey, signs out, and signs in with it', async () => {
  const { page, open, addAuthenticator } = await world.device();
  await addAuthenticator();
  await open('/sign-in?mode=sign-up');
  await page.getByLabel('Name', { exact: true }).fill('Bob Sommer');
  await page.getByText('It is free.').waitFor();
  expect(await page.getByLabel('Handle').inputValue()).toBe('bob-sommer');
  await page.getByRole('button', { name: 'Create account with a passkey' }).click();
  await onAccountPage(page);

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await open('/account');
  expect(new URL(page.url()).pathname).toBe('/sign-in');

  // The virtual authenticator may have answered the autofill's quiet offer already: then the page goes on by itself.
  const button = page.getByRole('button', { name: 'Sign in with a passkey' });
  await Promise.race([button.click().catch(() => {}), page.waitForURL((url) => url.pathname === '/account')]);
  await onAccountPage(page);
  await page.locator('header').getByText('@bob-sommer').waitFor();
});

test('a wrong password is said once, at the form, and signs nobody in', async () => {
  await world.vibe.person('carol');
  const { page, context, open, expectStatus } = await world.device();
  expectStatus(401);
  await open('/sign-in');
  await page.getByLabel('Handle').fill('@Carol ');
  await page.getByLabel('Password', { exact: true }).fill('not her password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').getByText('Handle and password do not fit together.').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password');
  expect((await context.cookies()).map((cookie) => cookie.name)).toEqual(['vibe-form']);
});

test('signing in with a password works with the handle as people write it', async () => {
  const first = await world.device();
  await first.signUpWithPassword('dave');
  const { page, open } = await world.device();
  await open('/sign-in?continue=/account?from=test');
  await page.getByLabel('Handle').fill(' @Dave');
  await page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await page.getByRole('button', { name: 'Show password' }).click();
  expect(await page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text');
  await page.keyboard.press('Enter');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await onAccountPage(page);
  expect(new URL(page.url()).search).toBe('?from=test');
});

test('empty fields are named, and the first of them has the focus', async () => {
  const { page, open } = await world.device();
  await open('/sign-in');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const handle = page.getByLabel('Handle');
  await page.getByText('Write your handle.').waitFor();
  expect(await handle.getAttribute('aria-invalid')).toBe('true');
  expect(await handle.evaluate((input) => document.activeElement === input)).toBe(true);
  const describedBy = (await handle.getAttribute('aria-describedby'))?.split(' ') ?? [];
  expect(await page.locator(describedBy.map((id) => `#${id}`).join(',')).allTextContents()).toContain('Write your handle.');
});

test('a taken handle is said while one types, and a weak password by the server', async () => {
  await world.vibe.person('erin');
  const { page, open, expectStatus } = await world.device();
  expectStatus(422);
  await open('/sign-in?mode=sign-up');
  await page.getByLabel('Name', { exact: true }).fill('Erin');
  await page.getByText('Somebody has it already.').waitFor();
  await page.getByLabel('Handle').fill('erin-two');
  await page.getByText('It is free.').waitFor();
  await page.getByRole('button', { name: 'Use a password instead' }).click();
  await page.getByLabel('Password', { exact: true }).fill('password12345');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('This password is too easy to guess').waitFor();
  expect(await page.getByLabel('Password', { exact: true }).getAttribute('aria-invalid')).toBe('true');
});

test('after too many tries the page counts down to the next one', async () => {
  const { page, open, expectStatus } = await world.device();
  expectStatus(401, 429);
  await open('/sign-in');
  await page.getByLabel('Handle').fill('nobody-here');
  await page.getByLabel('Password', { exact: true }).fill('some password');
  const waiting = page.locator('p').filter({ hasText: /^You can try again in [\d:]+( s)?\.$/ });
  for (let tries = 0; tries < 12 && !(await waiting.isVisible()); tries++) {
    const answered = page.waitForResponse((response) => response.url().includes('identity.signIn'));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await answered;
    await page.getByRole('button', { name: 'Sign in', exact: true, disabled: false }).waitFor();
  }
  await waiting.waitFor();
  const before = await waiting.textContent();
  await expect.poll(() => waiting.textContent(), { timeout: 5_000 }).not.toBe(before);
});

test('a sign-in link says whom it signs in, waits for a click, and works once', async () => {
  const frank = await world.vibe.person('frank', 'Frank Herbst');
  const link = await frank.link();
  const { page, context, expectStatus } = await world.device();
  await page.goto(link);
  const button = page.getByRole('button', { name: 'Continue as Frank Herbst' });
  await button.waitFor();
  expect(new URL(page.url()).hash).toBe('');
  expect((await context.cookies()).map((cookie) => cookie.name)).toEqual(['vibe-form']);
  await button.click();
  await onAccountPage(page);

  const other = await world.device();
  other.expectStatus(401);
  expectStatus(401);
  await other.page.goto(link);
  await other.page.getByRole('heading', { name: 'This link does not work any more.' }).waitFor();
  await other.page.getByRole('button', { name: 'Sign in another way' }).click();
  await other.page.getByLabel('Handle').waitFor();
});

test('a link that cannot be looked at now can be tried again', async () => {
  const hugo = await world.vibe.person('hugo', 'Hugo Land');
  const { page, expectStatus } = await world.device();
  expectStatus(503);
  const away = JSON.stringify({ code: 'unavailable', title: 'The database is away', requestId: 'r-7' });
  await page.route('**/trpc/**', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: away }));
  await page.goto(await hugo.link());
  await page.getByRole('button', { name: 'Try again' }).waitFor({ timeout: 30_000 });
  await page.unroute('**/trpc/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Continue as Hugo Land' }).waitFor();
});

test('who is signed in goes on with one click, or as somebody else', async () => {
  const { page, open, signUpWithPassword } = await world.device();
  await signUpWithPassword('gina', 'Gina');
  await open('/sign-in');
  await page.getByRole('button', { name: 'Use another account' }).click();
  await page.getByLabel('Handle').waitFor();
  await open('/sign-in');
  await page.getByRole('button', { name: 'Continue as Gina' }).click();
  await onAccountPage(page);
});

test('the page leads nowhere but here and to registered apps', async () => {
  await world.vibe.push({ id: 'tea', name: 'Tea', origins: ['http://tea.localhost:4998'], scopes: ['openid'] });
  const { page, open } = await world.device();
  const continueTo = async (asked: string): Promise<unknown> => {
    await open(`/sign-in?continue=${encodeURIComponent(asked)}`);
    return JSON.parse((await page.locator('#boot').textContent()) ?? '{}').continueTo;
  };
  expect(await continueTo('/account?a=1')).toBe('/account?a=1');
  expect(await continueTo('http://tea.localhost:4998/cups')).toBe('http://tea.localhost:4998/cups');
  for (const bad of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', 'http://tea.localhost:4997/'])
    expect(await continueTo(bad)).toBe('/account');
});

test('back and forward go between signing in and signing up', async () => {
  const { page, open } = await world.device();
  await open('/sign-in');
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByRole('heading', { name: 'Create your account' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
