import { createHash, randomBytes } from 'node:crypto';
import { fedcmRedirectUri } from '@vibe/shared';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findApp } from '../../server/src/rooms/apps/index.ts';
import { allow, grantedScopes } from '../../server/src/rooms/consent/index.ts';
import type { Person } from '../harness/server.ts';
import { Browser, defaultScope, independentClient, signedInBrowser } from './client.ts';
import { proofBy } from './proof.ts';
import { notes, refusal, site, type World, world } from './world.ts';

let here: World;
let eve: Person;
let browser: Browser;
let keys: CryptoKeyPair;
let jkt: string;
let count = 0;
beforeAll(async () => {
  here = await world();
  await here.vibe.push({ ...notes, id: 'lawful', privacyPolicy: 'https://notes.example/privacy', terms: 'https://notes.example/terms' });
  keys = await oauth.generateKeyPair('ES256', { extractable: true });
  jkt = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
});
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(async () => {
  eve = await here.vibe.person(`eve${count++}`, 'Eve');
  browser = await signedInBrowser(here.vibe, eve);
  browser.cookies.delete('vibe'); // FedCM brings SameSite=None cookies only
});

const verifier = randomBytes(32).toString('base64url');
const params = () => ({
  response_type: 'code',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  dpop_jkt: jkt,
  scope: defaultScope,
  state: 'a state of sixteen',
});
const right = () => ({ client_id: 'notes', account_id: eve.did as string, disclosure_text_shown: 'true', is_auto_selected: 'false' });
type Headers = Record<string, string>;
const byBrowser: Headers = { 'sec-fetch-dest': 'webidentity', origin: site };

const post = (path: string, form: Headers, headers = byBrowser, who = browser) =>
  who.fetch(`/oauth/fedcm/${path}`, { method: 'POST', body: new URLSearchParams(form), headers }, 'cross-site');
const assert = (form: Headers = right(), asked: object = params(), headers = byBrowser, who = browser) =>
  post('assertion', { ...form, params: JSON.stringify(asked) }, headers, who);
const get = (path: string, headers = byBrowser, who = browser) => who.fetch(`/oauth/fedcm/${path}`, { headers }, 'cross-site');
const granted = async (person = eve) => [...(await grantedScopes(here.vibe.services, person.did, 'notes'))];
const allowAll = async () => {
  const app = await findApp(here.vibe.services, 'notes');
  if (app) await allow(here.vibe.services, { did: eve.did, app, scopes: defaultScope.split(' ') as never, how: 'page' });
};
async function codeOf(response: Response): Promise<string> {
  const { token } = (await response.json()) as { token: string };
  return (JSON.parse(token) as { code: string }).code;
}

async function redeem(code: string, { with: used = keys, by = verifier, at = fedcmRedirectUri(here.vibe.url, site) } = {}) {
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', client_id: 'notes' },
    ...{ code, code_verifier: by, redirect_uri: at },
  });
  const proof = await proofBy(used, { htm: 'POST', htu: `${here.vibe.url}/oauth/token` });
  const response = await fetch(`${here.vibe.url}/oauth/token`, { method: 'POST', body, headers: { dpop: proof } });
  return (await response.json()) as { token_type?: string; refresh_token?: string; error?: string };
}
const forbidden = { status: 403, code: 'forbidden' };
const notAllowed = { status: 403, code: 'origin_not_allowed' };

test('the browser finds the provider, and all that it needs to ask', async () => {
  const { url } = here.vibe;
  const read = async (path: string) => (await fetch(url + path)).json() as Promise<Record<string, string>>;
  expect(await read('/.well-known/web-identity')).toMatchObject({ provider_urls: [`${url}/fedcm.json`] });
  const config = await read('/fedcm.json');
  for (const name of ['accounts_endpoint', 'client_metadata_endpoint', 'id_assertion_endpoint', 'disconnect_endpoint', 'login_url'])
    expect(config[name], name).toMatch(`${url}/`);
});

test('the account that is signed in, and the apps that it allows something', async () => {
  const account = { id: eve.did, name: 'Eve', username: eve.handle, login_hints: [eve.handle, eve.did] };
  expect(await (await get('accounts', { 'sec-fetch-dest': 'webidentity' })).json()).toEqual({
    accounts: [{ ...account, approved_clients: [] }],
  });
  await allowAll();
  expect(await (await get('accounts')).json()).toMatchObject({ accounts: [{ approved_clients: ['notes'] }] });
});

test('a choice in the dialog gives a code for the frame, which the frame’s key and verifier redeem', async () => {
  const answer = await assert();
  expect(answer.headers.get('access-control-allow-origin')).toBe(site);
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
  const { token } = (await answer.json()) as { token: string };
  expect(JSON.parse(token)).toEqual({ code: expect.any(String), iss: here.vibe.url, state: params().state });
  expect(await redeem((JSON.parse(token) as { code: string }).code)).toMatchObject({
    token_type: 'DPoP',
    refresh_token: expect.any(String),
  });
  expect((await granted()).sort()).toEqual(defaultScope.split(' ').sort());
  const events = here.vibe.services.database.system.selectFrom('consent_events').select(['what', 'how']).where('owner_did', '=', eve.did);
  expect(await events.execute()).toEqual([{ what: 'granted', how: 'fedcm' }]);
});

test('the code is for one use, one key, one verifier and one address', async () => {
  const code = async () => codeOf(await assert());
  const thief = await oauth.generateKeyPair('ES256', { extractable: true });
  const no = { error: 'invalid_grant' };
  expect(await redeem(await code(), { with: thief })).toMatchObject(no);
  expect(await redeem(await code(), { by: randomBytes(32).toString('base64url') })).toMatchObject(no);
  expect(await redeem(await code(), { at: `${here.vibe.url}/oauth/frame` })).toMatchObject(no);
  const used = await code();
  const { refresh_token } = await redeem(used);
  expect(await redeem(used)).toMatchObject(no);
  // A second use ends what the first one gave.
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'notes', refresh_token: refresh_token ?? '' });
  const proof = await proofBy(keys, { htm: 'POST', htu: `${here.vibe.url}/oauth/token` });
  const response = await fetch(`${here.vibe.url}/oauth/token`, { method: 'POST', body, headers: { dpop: proof } });
  expect(await response.json()).toMatchObject(no);
});

test('no page may ask: without Sec-Fetch-Dest: webidentity nothing is said', async () => {
  for (const dest of [undefined, 'empty', 'document', 'iframe']) {
    const headers = { origin: site, ...(dest && { 'sec-fetch-dest': dest }) };
    const answers = [
      get('accounts', headers),
      get('client-metadata?client_id=notes', headers),
      assert(right(), params(), headers),
      post('disconnect', { client_id: 'notes', account_hint: eve.did }, headers),
    ];
    for (const answer of await Promise.all(answers)) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(await refusal(answer)).toEqual(forbidden);
    }
  }
  expect(await granted()).toEqual([]);
});

test('only for the origins that the app has registered', async () => {
  await allowAll();
  for (const origin of ['https://evil.example', 'https://other.example', 'null', undefined]) {
    const headers = { 'sec-fetch-dest': 'webidentity', ...(origin && { origin }) };
    const answers = [
      get('client-metadata?client_id=notes', headers),
      assert(right(), params(), headers),
      post('disconnect', { client_id: 'notes', account_hint: eve.did }, headers),
    ];
    for (const answer of await Promise.all(answers)) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(await refusal(answer)).toEqual(notAllowed);
    }
  }
  expect(await refusal(await assert({ ...right(), client_id: 'nobody' }))).toEqual({ status: 404, code: 'unknown_app' });
  expect(await granted()).not.toEqual([]);
});

test('only for who is signed in: nobody, somebody else, and the cookie of Vibe’s own pages get nothing', async () => {
  expect(await refusal(await assert({ ...right(), account_id: here.bob.did }))).toEqual(forbidden);
  expect(await refusal(await assert({ ...right(), account_id: 'did:web:nobody.example' }))).toEqual(forbidden);
  const page = await signedInBrowser(here.vibe, eve);
  page.cookies.delete('vibe-frame');
  for (const who of [new Browser(here.vibe.url), page]) {
    const nobody = { status: 401, code: 'not_signed_in' };
    expect(await refusal(await get('accounts', byBrowser, who))).toEqual(nobody);
    expect(await refusal(await assert(right(), params(), byBrowser, who))).toEqual(nobody);
    expect(await refusal(await post('disconnect', { client_id: 'notes', account_hint: eve.did }, byBrowser, who))).toEqual(nobody);
  }
  expect(await granted()).toEqual([]);
});

test('a request without challenge, key, state or a declared scope is refused, and so is another challenge method', async () => {
  const bad = { status: 400, code: 'bad_request' };
  const { code_challenge, dpop_jkt, state, scope, ...rest } = params();
  for (const wrong of [
    { ...rest, dpop_jkt, state, scope },
    { ...rest, code_challenge, state, scope },
    { ...rest, code_challenge, dpop_jkt, scope },
    { ...rest, code_challenge, dpop_jkt, state },
    { ...params(), code_challenge_method: 'plain' },
    { ...params(), response_type: 'token' },
    { ...params(), scope: 'openid admin' },
    { ...params(), redirect_uri: 'https://evil.example/' },
  ])
    expect(await refusal(await assert(right(), wrong)), JSON.stringify(wrong)).toEqual(bad);
  expect(await refusal(await post('assertion', { ...right(), params: '{' }))).toEqual(bad);
  expect(await refusal(await post('assertion', right()))).toEqual(bad);
  expect(await granted()).toEqual([]);
});

test('what is sensitive, or was not said in the dialog, goes on at Vibe’s own page and comes back bound to the same challenge', async () => {
  const page = await signedInBrowser(here.vibe, eve);
  const scope = `${defaultScope} documents:read:all`;
  for (const [form, asked] of [
    [right(), { ...params(), scope }],
    [{ ...right(), disclosure_text_shown: 'false' }, params()],
  ] as const) {
    const { continue_on } = (await (await assert(form, asked, byBrowser, page)).json()) as { continue_on: string };
    expect(await granted()).toEqual([]);
    const { url } = await page.follow(continue_on);
    expect(url.pathname).toBe('/consent');
  }
  const { continue_on } = (await (await assert({ ...right(), disclosure_text_shown: 'false' }, params(), byBrowser, page)).json()) as {
    continue_on: string;
  };
  const app = await independentClient(here.vibe, 'notes', fedcmRedirectUri(here.vibe.url, site));
  const { callback } = await app.authorize(page, Object.fromEntries(new URL(continue_on).searchParams));
  expect(callback.href).toMatch(fedcmRedirectUri(here.vibe.url, site));
  expect(callback.searchParams.get('state')).toBe(params().state);
  const last = await page.fetch(callback.href);
  expect(last.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await last.text()).toContain('IdentityProvider.resolve');
  expect(await redeem(callback.searchParams.get('code') ?? '')).toMatchObject({ token_type: 'DPoP' });
});

test('a dialog that named what the site gets is a consent also where it named less than everything', async () => {
  const { disclosure_text_shown: _, ...form } = right();
  expect(await (await assert({ ...form, disclosure_shown_for: 'email' })).json()).toEqual({ continue_on: expect.any(String) });
  expect(await (await assert({ ...form, disclosure_shown_for: 'name,picture' })).json()).toEqual({ token: expect.any(String) });
});

test('a choice that the browser made by itself allows nothing new', async () => {
  const byItself = { ...right(), is_auto_selected: 'true' };
  expect(await refusal(await assert(byItself))).toEqual({ status: 403, code: 'consent_required' });
  expect(await granted()).toEqual([]);
  await allowAll();
  expect(await redeem(await codeOf(await assert({ ...byItself, disclosure_text_shown: 'false' })))).toMatchObject({ token_type: 'DPoP' });
});

test('privacy policy and terms are those of the manifest, if it has them', async () => {
  expect(await (await get('client-metadata?client_id=notes')).json()).toEqual({});
  expect(await (await get('client-metadata?client_id=lawful')).json()).toEqual({
    privacy_policy_url: 'https://notes.example/privacy',
    terms_of_service_url: 'https://notes.example/terms',
  });
});

test('disconnecting withdraws what the app was allowed and ends its tokens; somebody else’s stays', async () => {
  const { refresh_token } = await redeem(await codeOf(await assert()));
  expect(refresh_token).toEqual(expect.any(String));
  expect(await refusal(await post('disconnect', { client_id: 'notes', account_hint: here.bob.did }))).toEqual(forbidden);
  expect(await refusal(await post('disconnect', { client_id: 'notes', account_hint: '' }))).toEqual(forbidden);
  expect(await granted()).not.toEqual([]);
  const answer = await post('disconnect', { client_id: 'notes', account_hint: eve.handle });
  expect(await answer.json()).toEqual({ account_id: eve.did });
  expect(await granted()).toEqual([]);
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'notes', refresh_token: refresh_token ?? '' });
  const proof = await proofBy(keys, { htm: 'POST', htu: `${here.vibe.url}/oauth/token` });
  const response = await fetch(`${here.vibe.url}/oauth/token`, { method: 'POST', body, headers: { dpop: proof } });
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
});

test('the browser is told of every sign-in and sign-out', async () => {
  const fresh = new Browser(here.vibe.url);
  const call = (procedure: string, input?: unknown) =>
    fresh.fetch(
      `/trpc/${procedure}`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ json: input }) },
      'same-origin',
    );
  const signedIn = await call('identity.useSignInLink', { token: new URL(await eve.link()).hash.replace('#link=', '') });
  expect(signedIn.headers.get('set-login')).toBe('logged-in');
  expect((await fresh.fetch('/oauth/fedcm/signed-in')).headers.get('set-login')).toBe('logged-in');
  expect((await call('identity.signOut', null)).headers.get('set-login')).toBe('logged-out');
  const away = await fresh.fetch('/oauth/fedcm/signed-in');
  expect([away.status, away.headers.get('set-login')]).toEqual([303, null]);
});

test('the last page is there for registered sites only', async () => {
  const at = (origin: string) => fetch(fedcmRedirectUri(here.vibe.url, origin)).then(({ status }) => status);
  expect(await at(site)).toBe(200);
  expect(await at('https://evil.example')).toBe(404);
  expect(await at('"><script>')).toBe(404);
});
