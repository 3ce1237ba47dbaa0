import { get, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, independentClient, signedInBrowser } from './client.ts';
import { back, listUrl, refusal, type World, world } from './world.ts';

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here[Symbol.asyncDispose]());

const query = (params: Record<string, string>) => `/oauth/logout?${new URLSearchParams(params)}`;
const post = (browser: Browser, params: Record<string, string>, site: 'same-origin' | 'cross-site' = 'same-origin') =>
  browser.fetch('/oauth/logout', { method: 'POST', body: new URLSearchParams(params), headers: { origin: 'null' } }, site);
const right = { client_id: 'notes', post_logout_redirect_uri: back, state: 'x&y' };

test('an app sends the person to sign out: they are asked, then the session and its apps end, and the browser goes back', async () => {
  const app = await independentClient(here.vibe, 'notes', back);
  const browser = await signedInBrowser(here.vibe, here.alice);
  const { access_token: token } = await app.redeem(await app.authorize(browser));
  const page = await browser.fetch(query(right));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Notes asks to sign you out');
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://notes.example");
  const answer = await post(browser, right);
  expect(answer.headers.get('location')).toBe(`${back}?state=x%26y`);
  expect(browser.cookies.has('vibe')).toBe(false);
  const call = await fetch(listUrl(here.vibe), { headers: { authorization: `Bearer ${token}` } });
  expect(await refusal(call)).toEqual({ status: 401, code: 'invalid_token' });
  // Nobody is signed in: nothing to ask.
  expect((await browser.fetch(query(right))).headers.get('location')).toBe(`${back}?state=x%26y`);
});

test('another site’s form signs nobody out', async () => {
  const browser = await signedInBrowser(here.vibe, here.alice);
  expect(await refusal(await post(browser, right, 'cross-site'))).toEqual({ status: 403, code: 'forbidden' });
  expect((await browser.fetch('/trpc/identity.me', {}, 'same-origin')).status).toBe(200);
});

test('it leads to registered addresses only', async () => {
  const browser = await signedInBrowser(here.vibe, here.alice);
  for (const wrong of [
    { client_id: 'notes', post_logout_redirect_uri: 'https://evil.example/' },
    { client_id: 'nobody', post_logout_redirect_uri: back },
    { post_logout_redirect_uri: back },
    { client_id: 'notes', post_logout_redirect_uri: '//evil.example' },
  ]) {
    expect(await refusal(await browser.fetch(query(wrong as Record<string, string>)))).toEqual({ status: 400, code: 'bad_request' });
    expect((await post(browser, wrong as Record<string, string>)).status).toBe(400);
  }
  expect((await browser.fetch('/trpc/identity.me', {}, 'same-origin')).status).toBe(200);
});

test('a person who follows a wrong sign-in link reads a page, not JSON', async () => {
  // fetch() says of itself that it is no navigation.
  const { headers, text } = await navigate(`${here.vibe.url}/oauth/authorize?client_id=nobody&response_type=code`);
  expect(headers['content-type']).toContain('text/html');
  expect(text).toContain('No app is registered here under this client_id');
});

const navigate = (url: string) =>
  new Promise<{ headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    get(url, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } }, async (response) => {
      resolve({ headers: response.headers, text: (await response.setEncoding('utf8').toArray()).join('') });
    }).on('error', reject);
  });
