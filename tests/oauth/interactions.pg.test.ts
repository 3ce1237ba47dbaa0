import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { Browser, decide, defaultScope, independentClient, signedInBrowser } from './client.ts';
import { back, refusal, type World, world } from './world.ts';

let here: World;
let app: Awaited<ReturnType<typeof independentClient>>;
let carol: Person;
let count = 0;
beforeAll(async () => {
  here = await world();
  app = await independentClient(here.vibe, 'notes', back);
});
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(async () => {
  carol = await here.vibe.person(`carol${count++}`, 'Carol');
});

/** Somebody before the consent page. */
async function asked(scope = defaultScope): Promise<{ browser: Browser; uid: string }> {
  const browser = await signedInBrowser(here.vibe, carol);
  const { url } = await browser.follow((await app.start({ scope })).url);
  expect(url.pathname).toBe('/consent');
  return { browser, uid: url.searchParams.get('interaction') ?? '' };
}
const allowed = async () =>
  (await (await import('../../server/src/rooms/consent/index.ts')).grantedScopes(here.vibe.services, carol.did, 'notes')).size;

test('whoever is not signed in is sent to sign in, and then goes on to consent', async () => {
  const browser = new Browser(here.vibe.url);
  const { url } = await browser.follow((await app.start()).url);
  expect(url.pathname).toBe('/sign-in');
  const uid = url.searchParams.get('interaction') ?? '';
  const token = new URL(await carol.link()).hash.replace('#link=', '');
  await browser.call('identity.useSignInLink', { token });
  const next = await browser.follow(`/oauth/interaction/${uid}`);
  expect(next.url.pathname).toBe('/consent');
});

test('saying no tells the app so, and allows nothing', async () => {
  const { browser, uid } = await asked();
  const { url } = await browser.follow(await decide(browser, uid, { allow: false }));
  expect(url.href.startsWith(back)).toBe(true);
  expect(url.searchParams.get('error')).toBe('access_denied');
  expect(await allowed()).toBe(0);
});

test('a decision counts only from Vibe’s own page, in the browser that was asked', async () => {
  const { browser, uid } = await asked();
  const body = JSON.stringify({ allow: true, scopes: defaultScope.split(' ') });
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
  const path = `/oauth/interaction/${uid}/decision`;
  expect(await refusal(await browser.fetch(path, init, 'cross-site'))).toEqual({ status: 403, code: 'forbidden' });
  expect(await refusal(await browser.fetch(path, init, 'none'))).toEqual({ status: 403, code: 'forbidden' });
  const evil = { ...init, headers: { ...init.headers, origin: 'https://evil.example' } };
  expect(await refusal(await browser.fetch(path, evil, 'same-origin'))).toEqual({ status: 403, code: 'forbidden' });
  const form = { ...init, headers: { 'content-type': 'text/plain' } };
  expect(await refusal(await browser.fetch(path, form, 'same-origin'))).toEqual({ status: 400, code: 'bad_request' });
  // The same person in another browser does not hold the interaction's cookie.
  const elsewhere = await signedInBrowser(here.vibe, carol);
  expect(await refusal(await elsewhere.fetch(path, init, 'same-origin'))).toEqual({ status: 404, code: 'not_found' });
  expect(await allowed()).toBe(0);
  expect((await browser.fetch(path, init, 'same-origin')).status).toBe(200);
  expect(await allowed()).toBe(5);
});

test('consent is what was agreed to: nothing the app did not ask for, all that it cannot do without', async () => {
  const { browser, uid } = await asked('openid profile documents:read');
  await expect(decide(browser, uid, { allow: true, scopes: ['openid', 'profile', 'documents:read', 'documents:write'] })).rejects.toThrow(
    '400',
  );
  await expect(decide(browser, uid, { allow: true, scopes: ['openid', 'profile'] })).rejects.toThrow('400');
  await expect(decide(browser, uid, { allow: true, scopes: ['admin'] })).rejects.toThrow('400');
  expect(await allowed()).toBe(0);
});

test('an optional scope may be left out, and then the token does not have it', async () => {
  const scope = 'openid documents:read documents:read:all';
  const { browser, uid } = await asked(scope);
  const started = await app.start({ scope });
  const { url } = await browser.follow(started.url);
  const next = await decide(browser, url.searchParams.get('interaction') ?? uid, { allow: true, scopes: ['openid', 'documents:read'] });
  const tokens = await app.redeem({ ...started, callback: (await browser.follow(next)).url });
  expect(tokens.scope).toBe('documents:read');
  expect(await allowed()).toBe(2);
});

test('leaving out all there was is saying no', async () => {
  const { browser, uid } = await asked('documents:read:all');
  const { url } = await browser.follow(await decide(browser, uid, { allow: true, scopes: [] }));
  expect(url.searchParams.get('error')).toBe('access_denied');
  expect(await allowed()).toBe(0);
});

test('a session that ended meanwhile cannot consent, and another person’s does not consent for the first', async () => {
  const { browser, uid } = await asked();
  const scopes = defaultScope.split(' ');
  const link = new URL(await here.bob.link()).hash.replace('#link=', '');
  await browser.call('identity.useSignInLink', { token: link });
  const next = await decide(browser, uid, { allow: true, scopes });
  expect(next.startsWith('/oauth/authorize?')).toBe(true);
  expect(await allowed()).toBe(0);
  const again = await asked();
  await again.browser.call('identity.signOut');
  await expect(decide(again.browser, again.uid, { allow: true, scopes })).rejects.toThrow('401');
  expect(await allowed()).toBe(0);
});

test('going on leads to this server’s own pages or to the registered address, whatever the query says', async () => {
  const { browser, uid } = await asked();
  for (const extra of [
    '?continue=https://evil.example',
    '?redirect_to=//evil.example',
    '?returnTo=https://evil.example&next=https://evil.example',
  ]) {
    const response = await browser.fetch(`/oauth/interaction/${uid}${extra}`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`/consent?interaction=${uid}`);
  }
  for (const path of ['/oauth/interaction/nothing', `/oauth/interaction/${uid}x`, `/oauth/interaction/..%2f..%2fevil`]) {
    const response = await browser.fetch(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('location')).toBeNull();
  }
  const stray = await browser.fetch('/oauth/authorize/nothing');
  expect(stray.headers.get('location')).toBeNull();
});

test('the popup’s last page is for registered origins, and runs no script but its own', async () => {
  const of = (origin: string) => `/oauth/popup/${Buffer.from(origin).toString('base64url')}`;
  const page = await fetch(`${here.vibe.url}${of('https://notes.example')}?code=x"><script>alert(1)</script>&state=s`);
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain('data-origin="https://notes.example"');
  expect(html).not.toContain('alert(1)');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
  expect(page.headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
  for (const origin of ['https://evil.example', 'https://notes.example/', 'javascript:alert(1)', 'null', '*']) {
    expect((await fetch(here.vibe.url + of(origin))).status).toBe(404);
  }
});

test('a popup for a registered origin gets its code there', async () => {
  const browser = await signedInBrowser(here.vibe, carol);
  const redirectUri = `${here.vibe.url}/oauth/popup/${Buffer.from('https://notes.example').toString('base64url')}`;
  const popup = await independentClient(here.vibe, 'notes', redirectUri);
  const answer = await popup.authorize(browser);
  expect(answer.callback.pathname).toBe(new URL(redirectUri).pathname);
  expect((await popup.redeem(answer)).refresh_token).toBeTruthy();
});
