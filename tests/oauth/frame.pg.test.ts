import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from '@vibe/shared';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findApp, pushApp } from '../../server/src/rooms/apps/index.ts';
import { allow } from '../../server/src/rooms/consent/index.ts';
import type { FrameStatus } from '../../server/src/rooms/oauth/index.ts';
import type { Person } from '../harness/server.ts';
import { Browser, defaultScope, signedInBrowser } from './client.ts';
import { proofBy } from './proof.ts';
import { listUrl, notes, refusal, site, type World, world } from './world.ts';

let here: World;
let dora: Person;
let browser: Browser;
let keys: CryptoKeyPair;
let jkt: string;
let count = 0;
beforeAll(async () => {
  here = await world();
  keys = await oauth.generateKeyPair('ES256', { extractable: true });
  jkt = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
});
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(async () => {
  dora = await here.vibe.person(`dora${count++}`, 'Dora');
  browser = await signedInBrowser(here.vibe, dora);
  browser.cookies.delete('vibe'); // a frame on another site is sent the frame's cookie only
});

type Site = 'same-origin' | 'cross-site' | 'none';
const ask = (scope = defaultScope, from: Site = 'same-origin', who = browser, at = site) =>
  who.fetch(`/oauth/frame/status?client_id=notes&scope=${encodeURIComponent(scope)}&origin=${encodeURIComponent(at)}`, {}, from);
const status = async (scope = defaultScope): Promise<FrameStatus> => (await (await ask(scope)).json()) as FrameStatus;
const verifier = randomBytes(32).toString('base64url');
const right = () => ({
  client_id: 'notes',
  scope: defaultScope,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  dpop_jkt: jkt,
  origin: site,
  approve: true,
});
const authorize = (input: object, from: Site = 'same-origin', who = browser) =>
  who.fetch(
    '/oauth/frame/authorize',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) },
    from,
  );
const allowed = async (person: Person, appId: string, scopes: readonly Scope[]) => {
  const app = await findApp(here.vibe.services, appId);
  if (app) await allow(here.vibe.services, { did: person.did, app, scopes, how: 'page' });
};
/** Approved in less than the half second; a machine that is too busy for it is asked again. */
async function atOnce(): Promise<Response> {
  const began = performance.now();
  const { display } = await status();
  const answer = await authorize({ ...right(), display });
  if (performance.now() - began < 500) return answer;
  await here.vibe.services.database.system.deleteFrom('consents').where('owner_did', '=', dora.did).execute();
  return atOnce();
}
const soon = (ms = 550) => new Promise((resolve) => setTimeout(resolve, ms));
const forbidden = { status: 403, code: 'forbidden' };

async function redeem(code: string, withKeys = keys) {
  const params = {
    grant_type: 'authorization_code',
    client_id: 'notes',
    code,
    code_verifier: verifier,
    redirect_uri: `${here.vibe.url}/oauth/frame`,
  };
  const proof = await proofBy(withKeys, { htm: 'POST', htu: `${here.vibe.url}/oauth/token` });
  const response = await fetch(`${here.vibe.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(params),
    headers: { dpop: proof },
  });
  return (await response.json()) as { access_token?: string; refresh_token?: string; token_type?: string; error?: string };
}

test('one tap: shown, read, approved, redeemed with the frame’s key, and silent from then on', async () => {
  const before = await status();
  expect(before).toMatchObject({
    account: { did: dora.did, name: 'Dora' },
    missing: defaultScope.split(' '),
    granted: [],
    one_tap: true,
    app: { id: 'notes', name: 'Notes', icon: null, origins: [site] },
    consent: { app: { name: 'Notes', origin: site } },
  });
  await soon();
  const answer = await authorize({ ...right(), display: before.display });
  const { code, iss } = (await answer.json()) as { code: string; iss: string };
  expect(iss).toBe(here.vibe.url);
  const tokens = await redeem(code);
  expect(tokens).toMatchObject({ token_type: 'DPoP', refresh_token: expect.any(String) });
  const proof = await proofBy(keys, {
    htm: 'GET',
    htu: listUrl(here.vibe).origin + listUrl(here.vibe).pathname,
    accessToken: tokens.access_token ?? '',
  });
  const listed = await fetch(listUrl(here.vibe), { headers: { authorization: `DPoP ${tokens.access_token}`, dpop: proof, origin: site } });
  expect(listed.status).toBe(200);

  expect(await status()).toMatchObject({ missing: [], one_tap: true });
  const silent = (await (await authorize({ ...right(), approve: false })).json()) as { code: string };
  expect(await redeem(silent.code)).toMatchObject({ token_type: 'DPoP' });
});

test('the code is bound to the frame’s key and verifier', async () => {
  const { display } = await status();
  await soon();
  const { code } = (await (await authorize({ ...right(), display })).json()) as { code: string };
  const thief = await oauth.generateKeyPair('ES256', { extractable: true });
  expect(await redeem(code, thief)).toMatchObject({ error: 'invalid_grant' });
});

test('other sites cannot ask, nor approve, whatever cookies come along', async () => {
  for (const from of ['cross-site', 'none'] as const) {
    expect(await refusal(await ask(defaultScope, from))).toEqual(forbidden);
    const { display } = await status();
    await soon();
    expect(await refusal(await authorize({ ...right(), display }, from))).toEqual(forbidden);
  }
  expect((await status()).granted).toEqual([]);
});

test('approval needs what was shown: a display token that is there, old enough, unused, and for the same thing', async () => {
  expect(await refusal(await authorize(right()))).toEqual(forbidden);
  expect(await refusal(await authorize({ ...right(), display: '1.2.3' }))).toEqual(forbidden);
  expect(await refusal(await atOnce())).toEqual(forbidden); // too soon
  const { display } = await status();
  const less = await status('openid profile');
  const { display: othersDisplay } = (await (
    await ask(defaultScope, 'same-origin', await signedInBrowser(here.vibe, here.bob))
  ).json()) as FrameStatus;
  await soon();
  expect(await refusal(await authorize({ ...right(), display: less.display }))).toEqual(forbidden); // less was shown
  expect(await refusal(await authorize({ ...right(), display: othersDisplay }))).toEqual(forbidden); // to somebody else
  const [time, ...rest] = display.split('.');
  expect(await refusal(await authorize({ ...right(), display: [Number(time) - 1_000, ...rest].join('.') }))).toEqual(forbidden);
  const reused = right();
  expect((await authorize({ ...reused, display })).status).toBe(200);
  await here.vibe.services.database.system.deleteFrom('consents').where('owner_did', '=', dora.did).execute();
  expect(await refusal(await authorize({ ...reused, display }))).toEqual(forbidden); // once
});

test('approval is of what was shown: not of more that is missing since, nor for another page of the app, nor of a changed manifest', async () => {
  const elsewhere = 'https://also.example';
  await here.vibe.push({ ...notes, id: 'twosites', origins: [site, elsewhere] });
  const app = { client_id: 'twosites' };
  const show = async (at = site) => {
    const query = new URLSearchParams({ ...app, scope: defaultScope, origin: at });
    return (await (await browser.fetch(`/oauth/frame/status?${query}`, {}, 'same-origin')).json()) as FrameStatus;
  };
  const there = await show(elsewhere);
  expect(there.consent.app.origin).toBe(elsewhere);
  await allowed(dora, 'twosites', ['openid', 'profile']);
  const less = await show();
  expect(less.missing).not.toContain('profile');
  await here.vibe.services.database.system.deleteFrom('consents').where('owner_did', '=', dora.did).execute();
  const before = await show();
  await soon();
  expect(await refusal(await authorize({ ...right(), ...app, display: there.display }))).toEqual(forbidden);
  expect(await refusal(await authorize({ ...right(), ...app, display: less.display }))).toEqual(forbidden);
  await here.vibe.push({ ...notes, id: 'twosites', origins: [site, elsewhere], purposes: { 'documents:write': 'what you never read' } });
  expect(await refusal(await authorize({ ...right(), ...app, display: before.display }))).toEqual(forbidden);
  const now = await show();
  await soon();
  expect((await authorize({ ...right(), ...app, display: now.display })).status).toBe(200);
});

test('a stranger’s app is met on a page, not in the frame; once it is known, the frame asks for more', async () => {
  const owner = await here.vibe.person(`owner${count}`);
  await pushApp(here.vibe.services, { ...notes, id: 'strangers' }, owner.did);
  const app = { client_id: 'strangers' };
  const show = async () => {
    const query = new URLSearchParams({ ...app, scope: defaultScope, origin: site });
    return (await (await browser.fetch(`/oauth/frame/status?${query}`, {}, 'same-origin')).json()) as FrameStatus;
  };
  // Its page is not even told who looks at it.
  expect(await show()).toMatchObject({ account: null, known: [], one_tap: false, display: '' });
  expect(await refusal(await authorize({ ...right(), ...app }))).toEqual(forbidden);
  await allowed(dora, 'strangers', ['openid', 'profile']);
  const more = await show();
  expect(more.one_tap).toBe(true);
  await soon();
  expect((await authorize({ ...right(), ...app, display: more.display })).status).toBe(200);
});

test('without approval nothing that is missing is granted', async () => {
  expect(await refusal(await authorize({ ...right(), approve: false }))).toEqual({ status: 403, code: 'consent_required' });
});

test('a sensitive scope is never granted in a frame', async () => {
  const scope = 'openid documents:read:all';
  const shown = await status(scope);
  expect(shown.one_tap).toBe(false);
  await soon();
  expect(await refusal(await authorize({ ...right(), scope, display: shown.display }))).toEqual(forbidden);
  expect((await status(scope)).granted).toEqual([]);
});

test('the origin around the frame must be registered, and the app known, and the scope declared', async () => {
  const { display } = await status();
  expect(await refusal(await ask(defaultScope, 'same-origin', browser, 'https://evil.example'))).toEqual({
    status: 403,
    code: 'origin_not_allowed',
  });
  await soon();
  expect(await refusal(await authorize({ ...right(), display, origin: 'https://evil.example' }))).toEqual({
    status: 403,
    code: 'origin_not_allowed',
  });
  expect(await refusal(await authorize({ ...right(), display, client_id: 'nobody' }))).toEqual({ status: 404, code: 'unknown_app' });
  expect(await refusal(await authorize({ ...right(), display, scope: 'openid admin' }))).toEqual({ status: 400, code: 'bad_request' });
  expect(await refusal(await authorize({ ...right(), display, code_challenge: 'short' }))).toEqual({ status: 400, code: 'bad_request' });
});

test('without the frame’s cookie nobody is there; the page’s cookie does not count', async () => {
  const nobody = new Browser(here.vibe.url);
  expect(await (await ask(defaultScope, 'same-origin', nobody)).json()).toMatchObject({ account: null, one_tap: false, display: '' });
  expect(await refusal(await authorize(right(), 'same-origin', nobody))).toEqual({ status: 401, code: 'not_signed_in' });
  const page = await signedInBrowser(here.vibe, dora);
  page.cookies.delete('vibe-frame');
  expect(await (await ask(defaultScope, 'same-origin', page)).json()).toMatchObject({ account: null });
});

test('the frame’s cookie opens nothing else', async () => {
  const me = await browser.fetch('/trpc/identity.me', {}, 'same-origin');
  expect(me.status).toBe(401);
});
