import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { limits } from '@vibe/shared';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Browser, independentClient, insecure, signedInBrowser } from './client.ts';
import { back, listUrl, notes, refusal, signedInToNotes, type World, world } from './world.ts';

// What the other files of this folder do not already try; docs/threat-model.md says which attack is tried where.
let here: World;
let app: Awaited<ReturnType<typeof independentClient>>;
let alices: Browser;
beforeAll(async () => {
  here = await world();
  app = await independentClient(here.vibe, 'notes', back);
  alices = (await signedInToNotes(here, here.alice)).browser;
});
afterAll(() => here[Symbol.asyncDispose]());

const badToken = { status: 401, code: 'invalid_token' };
const call = async (token: string, headers: Record<string, string> = {}) => {
  const response = await fetch(listUrl(here.vibe), { headers: { authorization: `Bearer ${token}`, ...headers } });
  return response.ok ? { status: 200 } : refusal(response);
};

/** As it is on the wire: fetch would tidy paths and refuse headers. */
const raw = (path: string, headers: Record<string, string | string[]> = {}, method = 'GET', body = '') =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(here.vibe.url);
    const asked = httpRequest({ host: hostname, port, path, method, headers, setHost: headers.host === undefined }, async (response) => {
      const text = (await response.setEncoding('utf8').toArray()).join('');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asked.on('error', reject).end(body);
  });

test('pushed requests are held to the same: no unregistered redirect URI, no plain or missing challenge, no other audience', async () => {
  const push = async (extra: Record<string, string | undefined>) => {
    const { searchParams } = new URL((await app.start(extra)).url);
    const response = await oauth.pushedAuthorizationRequest(app.as, app.client, oauth.None(), searchParams, insecure);
    return { status: response.status, error: ((await response.json()) as { error?: string }).error };
  };
  expect(await push({})).toEqual({ status: 201, error: undefined });
  expect(await push({ redirect_uri: 'https://evil.example/back' })).toEqual({ status: 400, error: 'invalid_request' });
  expect(await push({ code_challenge_method: 'plain' })).toEqual({ status: 400, error: 'invalid_request' });
  expect(await push({ code_challenge: undefined, code_challenge_method: undefined })).toEqual({ status: 400, error: 'invalid_request' });
  expect(await push({ resource: 'https://elsewhere.example' })).toEqual({ status: 400, error: 'invalid_target' });
});

test('a pushed request is for the client that pushed it, and cannot be turned afterwards', async () => {
  const { searchParams } = new URL((await app.start()).url);
  const pushed = await oauth.pushedAuthorizationRequest(app.as, app.client, oauth.None(), searchParams, insecure);
  const { request_uri } = await oauth.processPushedAuthorizationResponse(app.as, app.client, pushed);
  const asked = (more: Record<string, string>) => alices.follow(`/oauth/authorize?${new URLSearchParams({ request_uri, ...more })}`);
  const others = await asked({ client_id: 'other' });
  expect(others.url.searchParams.get('code')).toBeNull();
  const turned = await asked({ client_id: 'notes', redirect_uri: 'https://evil.example/back', code_challenge: 'x'.repeat(43) });
  expect(turned.url.href.startsWith('https://evil.example')).toBe(false);
  if (turned.url.searchParams.has('code')) expect(turned.url.href.startsWith(`${back}?`)).toBe(true);
});

test('mix-up: every answer, a refusal too, names who gives it, and an independent client refuses another issuer', async () => {
  const answer = await app.authorize(alices);
  const refused = await alices.follow((await app.start({ scope: 'openid admin' })).url);
  for (const { searchParams } of [answer.callback, refused.url]) expect(searchParams.get('iss')).toBe(here.vibe.url);
  const forged = new URL(answer.callback);
  forged.searchParams.set('iss', 'https://evil.example');
  await expect(app.redeem({ ...answer, callback: forged })).rejects.toThrow('iss');
});

test('login CSRF: no form and no page elsewhere signs a browser in, or sets any cookie', async () => {
  const secret = new URL(await here.alice.link()).hash.replace('#link=', '');
  const body = JSON.stringify({ json: { token: secret } });
  const use = (headers: Record<string, string>) => fetch(`${here.vibe.url}/trpc/identity.useSignInLink`, { method: 'POST', body, headers });
  // Their content types are all that a form can send; their bodies are not even read.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const response = await use({ 'content-type': type });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  const elsewhere = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }];
  for (const said of elsewhere) {
    const token = new URL(await here.alice.link()).hash.replace('#link=', '');
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    const response = await fetch(`${here.vibe.url}/trpc/identity.useSignInLink`, {
      method: 'POST',
      body: JSON.stringify({ json: { token } }),
      headers: Object.assign(headers, said),
    });
    expect(await refusal(response)).toEqual({ status: 403, code: 'forbidden' });
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  const own = await use({ 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', origin: here.vibe.url });
  expect(own.headers.getSetCookie()).toHaveLength(2);
});

test('token substitution: ID tokens, refresh tokens and codes are no access tokens', async () => {
  const answer = await app.authorize(alices);
  expect(await call(answer.callback.searchParams.get('code') ?? '')).toEqual(badToken);
  const tokens = await app.redeem(answer);
  expect(await call(tokens.access_token)).toEqual({ status: 200 });
  expect(await call(tokens.id_token ?? '')).toEqual(badToken);
  expect(await call(tokens.refresh_token ?? '')).toEqual(badToken);
  await expect(app.refresh(tokens.access_token)).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(app.refresh(tokens.id_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('token substitution: one app’s token works neither on another app’s site nor on its documents', async () => {
  const { access_token: token } = await app.redeem(await app.authorize(alices));
  expect(await call(token, { origin: 'https://notes.example' })).toEqual({ status: 200 });
  expect(await call(token, { origin: 'https://other.example' })).toEqual({ status: 403, code: 'origin_not_allowed' });
  const theirs = listUrl(here.vibe);
  theirs.searchParams.set('input', JSON.stringify({ json: { collection: 'other/notes', scope: 'own' } }));
  const response = await fetch(theirs, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBeGreaterThanOrEqual(400);
});

test('session fixation: the engine’s cookies of somebody else, planted before, give a code for who is signed in', async () => {
  const victim = await signedInBrowser(here.vibe, here.bob);
  for (const [name, cookie] of alices.cookies) if (name.startsWith('vibe-oauth')) victim.cookies.set(name, cookie);
  expect([...victim.cookies.keys()].some((name) => name.startsWith('vibe-oauth'))).toBe(true);
  const tokens = await app.redeem(await app.authorize(victim));
  expect(JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString()).sub).toBe(here.bob.did);
  // And where nobody is signed in, they sign nobody in.
  const nobody = new Browser(here.vibe.url);
  for (const [name, cookie] of alices.cookies) if (name.startsWith('vibe-oauth')) nobody.cookies.set(name, cookie);
  const { url } = await nobody.follow((await app.start({ prompt: 'none' })).url);
  expect(url.searchParams.get('error')).toBe('login_required');
});

test('names are text: on the pages that the server writes, no name of an app or a person becomes markup', async () => {
  const [evil, quoting] = ['</script><script>alert(1)</script>', '"><img src=x onerror=alert(1)>'];
  await here.vibe.push({ ...notes, id: 'evil', name: evil });
  const mallory = await signedInBrowser(here.vibe, await here.vibe.person('mallory', quoting));
  const headers = { cookie: cookiesOf(mallory), 'sec-fetch-mode': 'navigate', accept: 'text/html' };
  const logout = await raw(`/oauth/logout?client_id=evil&state=${encodeURIComponent(quoting)}`, headers);
  expect(logout.text).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  expect(logout.text).toContain('&lt;img src=x');
  for (const path of [
    '/',
    '/account',
    '/sign-in',
    '/frame?app=evil',
    `/oauth/authorize?client_id=${encodeURIComponent(quoting)}`,
    `/${quoting}`,
  ]) {
    const page = await raw(encodeURI(path), headers);
    expect(logout.text + page.text, path).not.toMatch(/<script>alert|<img src=x/);
  }
});

test('clickjacking: no page that decides anything can be framed', async () => {
  const { url } = await signedInBrowser(here.vibe, await here.vibe.person('framed', 'Framed')).then(async (browser) => {
    const asked = await browser.follow((await app.start()).url);
    return { url: asked.url };
  });
  for (const path of [
    url.pathname + url.search,
    '/sign-in',
    '/',
    `/oauth/logout?client_id=notes`,
    '/oauth/authorize?client_id=nobody',
    '/nothing',
  ]) {
    const { headers } = await raw(path, { cookie: cookiesOf(alices), accept: 'text/html', 'sec-fetch-mode': 'navigate' });
    if (headers['content-type']?.startsWith('text/html'))
      expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
    else expect(headers.location, path).toBeDefined();
  }
});

test('path confusion: a door has one address', async () => {
  const uid = 'x'.repeat(21);
  for (const path of [
    '//oauth/logout',
    '/OAUTH/logout',
    '/oauth//logout',
    '/oauth/./logout',
    '/oauth/x/../logout',
    '/oauth/%6cogout',
    '/oauth/logout/',
    '/oauth/logout;x',
    '/oauth%2flogout',
    `/oauth/interaction/${uid}/decision/../details`,
    '/oauth/frame/authorize%00',
    '/account%2fexport',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/.well-known/../account/export',
    'http://evil.example/oauth/logout',
  ]) {
    const { status, text, headers } = await raw(path, { cookie: cookiesOf(alices), 'sec-fetch-site': 'same-origin' });
    expect([status, headers.location], path).toEqual([expect.toSatisfy((each: number) => each >= 400 && each < 500), undefined]);
    expect(text, path).not.toContain('Sign out?');
  }
  expect((await raw('/oauth/logout', { cookie: cookiesOf(alices) })).text).toContain('Sign out?');
});

test('header injection: what a proxy or a client adds changes neither issuer, nor links, nor where one is sent', async () => {
  const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  const discovery = await raw('/.well-known/openid-configuration', forged);
  expect(JSON.parse(discovery.text).issuer).toBe(here.vibe.url);
  expect(discovery.text).not.toContain('evil.example');
  const { pathname, search } = new URL((await app.start()).url);
  const answer = await raw(pathname + search, { ...forged, cookie: cookiesOf(alices) });
  expect(JSON.stringify([answer.headers, answer.text])).not.toContain('evil.example');
  expect((await raw('/account', forged)).headers.location).toBe('/sign-in?continue=/account');
});

test('header injection: a line break in what is echoed stays in its value', async () => {
  const state = 'x\r\nset-cookie: vibe=planted\r\n\r\n<script>alert(1)</script>';
  const { url, response } = await alices.follow((await app.start({ state })).url);
  expect(url.searchParams.get('state')).toBe(state);
  expect(response.headers.getSetCookie().join()).not.toContain('planted');
  const logout = `/oauth/logout?${new URLSearchParams({ client_id: 'notes', post_logout_redirect_uri: back, state })}`;
  const done = await raw(logout);
  expect(new URL(done.headers.location ?? '').searchParams.get('state')).toBe(state);
  expect(done.headers['set-cookie']).toBeUndefined();
});

test('oversized and malformed requests are refused as such, and the server goes on', async () => {
  const post = (path: string, body: string, type: string) =>
    raw(path, { 'content-type': type, 'content-length': String(Buffer.byteLength(body)), 'sec-fetch-site': 'same-origin' }, 'POST', body);
  const form = 'application/x-www-form-urlencoded';
  const large = `grant_type=refresh_token&client_id=notes&refresh_token=${'x'.repeat(200_000)}`;
  for (const [path, body, type] of [
    ['/oauth/token', large, form],
    ['/oauth/par', `client_id=notes&state=${'x'.repeat(200_000)}`, form],
    ['/oauth/token', '{"grant_type":"refresh_token"}', 'application/json'],
    ['/oauth/token', 'client_id=notes&client_id=other&grant_type=refresh_token&refresh_token=x', form],
    ['/oauth/token', 'client_id[]=notes&grant_type[$ne]=x', form],
    ['/oauth/token', '%', form],
    ['/oauth/frame/authorize', '{"client_id":', 'application/json'],
    ['/oauth/logout', 'x'.repeat(70_000), form],
  ] as const) {
    const { status } = await post(path, body, type);
    expect(status, `${path} ${body.slice(0, 60)}`).toEqual(expect.toSatisfy((each: number) => each >= 400 && each < 500));
  }
  const twice = await raw(
    `${new URL((await app.start()).url).pathname}${new URL((await app.start()).url).search}&redirect_uri=https://evil.example/`,
  );
  expect(twice.headers.location).toBeUndefined();
  expect(twice.status).toBe(400);
  expect((await raw(`/oauth/authorize?client_id=${'x'.repeat(20_000)}`)).status).toBe(404);
  expect(await call('x'.repeat(8_000))).toEqual(badToken);
  await app.redeem(await app.authorize(alices));
});

test('malformed manifests: names that rewrite the sentence, script addresses, wildcards and sheer size', async () => {
  const wrong = [
    { name: 'Notes\u202eevil' },
    { name: 'Notes\nVibe asks' },
    { homepage: 'javascript:alert(1)' },
    { icon: 'javascript:alert(1)' },
    { origins: ['https://*.example'] },
    { origins: ['*'] },
    { origins: ['https://notes.example;require-trusted-types-for'] },
    { origins: ["https://'self'"] },
    { purposes: { profile: 'to\u202egreet' } },
    { origins: ['https://notes.example/path'] },
    { origins: ['null'] },
    { redirectUris: ['https://*.example/back'] },
    { redirectUris: ['javascript:alert(1)'] },
    { redirectUris: ['https://notes.example/back#x'] },
    { redirectUris: ['https://user@notes.example/back'] },
    { description: 'x'.repeat(limits.manifestBytes) },
  ];
  for (const part of wrong) await expect(here.vibe.push({ ...notes, id: 'wrong', ...part }), JSON.stringify(part)).rejects.toThrow();
});

const cookiesOf = (browser: Browser) => [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
beforeEach(async () => {
  // Whatever the test before did to her browser.
  alices = await signedInBrowser(here.vibe, here.alice);
  await alices.follow((await app.start({ prompt: 'none' })).url);
});
