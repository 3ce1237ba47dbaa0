import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, decide, type independentClient, signedInBrowser } from './client.ts';
import { back, refusal, signedInToNotes, type World, world } from './world.ts';

let here: World;
let app: Awaited<ReturnType<typeof independentClient>>;
let browser: Browser;
beforeAll(async () => {
  here = await world();
  ({ app, browser } = await signedInToNotes(here, here.alice));
});
afterAll(() => here[Symbol.asyncDispose]());

/** What the app is told. */
const told = async (extra: Record<string, string | undefined>) => {
  const { url, response } = await browser.follow((await app.start(extra)).url);
  expect(response.headers.get('location')?.startsWith(`${back}?`)).toBe(true);
  expect(url.searchParams.get('code')).toBeNull();
  expect(url.searchParams.get('iss')).toBe(here.vibe.url);
  return url.searchParams.get('error');
};

test('the same request without anything wrong is accepted', async () => {
  const { url } = await browser.follow((await app.start()).url);
  expect(url.searchParams.get('code')).toBeTruthy();
});

test('no PKCE, half of it, and plain PKCE are refused', async () => {
  expect(await told({ code_challenge: undefined, code_challenge_method: undefined })).toBe('invalid_request');
  expect(await told({ code_challenge_method: undefined })).toBe('invalid_request');
  expect(await told({ code_challenge_method: 'plain' })).toBe('invalid_request');
});

test('response types other than code are refused', async () => {
  for (const response_type of ['token', 'id_token', 'code token', 'code id_token', 'none']) {
    const { url, response } = await browser.follow((await app.start({ response_type, nonce: 'n' })).url);
    expect(`${url.search}${url.hash}`).toMatch(/error=(unsupported_response_type|unauthorized_client|invalid_request)/);
    expect(`${url.search}${url.hash}`).not.toMatch(/[?#&](code|access_token|id_token)=/);
    expect(response.status).toBe(303);
  }
});

test('a redirect URI that is not registered gets neither a code nor a redirect', async () => {
  for (const redirect_uri of [
    `${back}/`,
    `${back}?x=1`,
    'https://notes.example/',
    'https://evil.example/back',
    'https://notes.example.evil.example/back',
    'http://notes.example/back',
    'https://user@notes.example/back',
    `${here.vibe.url}/oauth/popup/aHR0cHM6Ly9ldmlsLmV4YW1wbGU`,
    `${here.vibe.url}/oauth/frame`,
    'javascript:alert(1)',
  ]) {
    const { response } = await browser.follow((await app.start({ redirect_uri })).url);
    expect(response.headers.get('location')).toBeNull();
    expect(response.status).toBe(400);
  }
});

test('an unknown client and an undeclared scope are refused', async () => {
  const unknown = await browser.follow((await app.start({ client_id: 'nobody' })).url);
  expect(unknown.response.headers.get('location')).toBeNull();
  expect((await refusal(unknown.response)).code).toBe('unknown_app');
  expect(await told({ scope: 'openid admin' })).toBe('invalid_scope');
});

test('the audience cannot be chosen', async () => {
  expect(await told({ resource: 'https://elsewhere.example' })).toBe('invalid_target');
});

test('prompt=none never asks: without a session and without consent it says which', async () => {
  const nobody = new Browser(here.vibe.url);
  const signedOut = await nobody.follow((await app.start({ prompt: 'none' })).url);
  expect(signedOut.url.searchParams.get('error')).toBe('login_required');
  const bob = await signedInBrowser(here.vibe, here.bob);
  const unasked = await bob.follow((await app.start({ prompt: 'none' })).url);
  expect(unasked.url.searchParams.get('error')).toBe('consent_required');
});

test('when Vibe is signed out, the engine does not remember who it was', async () => {
  const { browser: device, app: client } = await signedInToNotes(here, here.alice);
  await device.call('identity.signOut');
  const { url } = await device.follow((await client.start({ prompt: 'none' })).url);
  expect(url.searchParams.get('error')).toBe('login_required');
});

test('when somebody else signs in on the browser, the code is theirs or nobody’s', async () => {
  const { browser: device, app: client } = await signedInToNotes(here, here.alice);
  const link = new URL(await here.bob.link()).hash.replace('#link=', '');
  await device.call('identity.useSignInLink', { token: link });
  const { url } = await device.follow((await client.start()).url);
  expect(url.pathname).toBe('/consent'); // Bob has not consented
  const { url: none } = await device.follow((await client.start({ prompt: 'none' })).url);
  expect(none.searchParams.get('error')).toBe('consent_required');
});

test('prompt=login and select_account ask although somebody is signed in', async () => {
  for (const prompt of ['login', 'select_account']) {
    const device = await signedInBrowser(here.vibe, here.alice);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { url } = await device.follow((await app.start({ prompt })).url);
    expect(url.pathname).toBe('/sign-in');
    const uid = url.searchParams.get('interaction') ?? '';
    // Going on without having done anything leads back to the question.
    expect((await device.follow(`/oauth/interaction/${uid}`)).url.pathname).toBe('/sign-in');
    if (prompt === 'login') expect(await decide(device, uid, { allow: true })).toBe(`/sign-in?interaction=${uid}`);
    const token = new URL(await here.alice.link()).hash.replace('#link=', '');
    await device.call('identity.useSignInLink', { token });
    const { url: done } = await device.follow(`/oauth/interaction/${uid}`);
    expect(done.searchParams.get('code')).toBeTruthy();
  }
});

test('a hint at somebody else asks for them, and does not go round in circles', async () => {
  const { tokens } = await signedInToNotes(here, here.alice);
  const bob = await signedInBrowser(here.vibe, here.bob);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const { url } = await bob.follow((await app.start({ id_token_hint: tokens.id_token ?? '' })).url);
  expect(url.pathname).toBe('/sign-in');
  expect((await bob.follow(`/oauth/interaction/${url.searchParams.get('interaction')}`)).url.pathname).toBe('/sign-in');
});

test('choosing the account that is there is enough for select_account', async () => {
  const device = await signedInBrowser(here.vibe, here.alice);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const { url } = await device.follow((await app.start({ prompt: 'select_account' })).url);
  const next = await decide(device, url.searchParams.get('interaction') ?? '', { allow: true });
  expect((await device.follow(next)).url.searchParams.get('code')).toBeTruthy();
});

test('the authorization endpoint has no CORS', async () => {
  const { url } = await app.start();
  for (const method of ['GET', 'OPTIONS']) {
    const response = await fetch(url, { method, redirect: 'manual', headers: { origin: 'https://notes.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  }
});
