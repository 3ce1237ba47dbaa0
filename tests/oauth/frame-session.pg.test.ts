import { createHash, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findApp } from '../../server/src/rooms/apps/index.ts';
import { allow } from '../../server/src/rooms/consent/index.ts';
import { mintAccessToken } from '../../server/src/rooms/oauth/index.ts';
import type { Person } from '../harness/server.ts';
import { Browser, defaultScope, signedInBrowser } from './client.ts';
import { proofBy } from './proof.ts';
import { notes, refusal, site, type World, world } from './world.ts';

// The cookie that a browser keeps for the frame within one site, where it keeps Vibe's other cookies from it.
let here: World;
let fay: Person;
let keys: CryptoKeyPair;
let jkt: string;
let count = 0;
/** A frame that is sent nothing but what was set for this site. */
let frame: Browser;
let token: string;
const verifier = randomBytes(32).toString('base64url');
const allApps = { ...notes, id: 'other', origins: [site], redirectUris: [`${site}/`] };

beforeAll(async () => {
  here = await world();
  await here.vibe.push(allApps);
  keys = await oauth.generateKeyPair('ES256', { extractable: true });
  jkt = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
});
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(async () => {
  fay = await here.vibe.person(`fay${count++}`, 'Fay');
  for (const id of ['notes', 'other']) {
    const app = await findApp(here.vibe.services, id);
    if (app) await allow(here.vibe.services, { did: fay.did, app, scopes: defaultScope.split(' ') as never, how: 'page' });
  }
  const seeing = await signedInBrowser(here.vibe, fay);
  token = await signIn(seeing);
  frame = new Browser(here.vibe.url);
  expect((await keepSession()).status).toBe(204);
});

const authorize = (who: Browser, client_id = 'notes') => {
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const body = JSON.stringify({ client_id, scope: defaultScope, code_challenge, dpop_jkt: jkt, origin: site, approve: false });
  return who.fetch('/oauth/frame/authorize', { method: 'POST', headers: { 'content-type': 'application/json' }, body }, 'same-origin');
};
async function signIn(who: Browser): Promise<string> {
  const { code } = (await (await authorize(who)).json()) as { code: string };
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', client_id: 'notes', code, code_verifier: verifier },
    redirect_uri: `${here.vibe.url}/oauth/frame`,
  });
  const dpop = await proofBy(keys, { htm: 'POST', htu: `${here.vibe.url}/oauth/token` });
  const response = await fetch(`${here.vibe.url}/oauth/token`, { method: 'POST', body, headers: { dpop } });
  return ((await response.json()) as { access_token: string }).access_token;
}
async function keepSession(accessToken = token, from: 'same-origin' | 'cross-site' = 'same-origin', scheme = 'DPoP'): Promise<Response> {
  const dpop = await proofBy(keys, { htm: 'POST', htu: `${here.vibe.url}/oauth/frame/session`, accessToken });
  const headers = { authorization: `${scheme} ${accessToken}`, ...(scheme === 'DPoP' && { dpop }) };
  return frame.fetch('/oauth/frame/session', { method: 'POST', headers }, from);
}
const status = async (client_id = 'notes') => {
  const query = new URLSearchParams({ client_id, scope: defaultScope, origin: site });
  return (await frame.fetch(`/oauth/frame/status?${query}`, {}, 'same-origin')).json() as Promise<object>;
};
const isOver = async () => {
  expect(await status()).toMatchObject({ account: null, silent: false });
  expect(await refusal(await authorize(frame))).toMatchObject({ status: 401, code: 'not_signed_in' });
};

test('it signs in again, silently, to that app', async () => {
  expect(await status()).toMatchObject({ account: { did: fay.did }, silent: true, missing: [] });
  expect(await signIn(frame)).toMatch(/^eyJ/);
});

test('the browser sends it to no script, to nobody without TLS, and on this site alone', async () => {
  const [cookie = ''] = (await keepSession()).headers.getSetCookie();
  expect(cookie).toMatch(/^vibe-partition-[\w-]{12}=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; Secure; SameSite=None; Partitioned$/);
});

test('it is for one app, and opens nothing but the frame’s two routes', async () => {
  expect(await status('other')).toMatchObject({ account: null });
  expect((await authorize(frame, 'other')).status).toBe(401);
  expect((await frame.fetch('/trpc/identity.me', {}, 'same-origin')).status).toBe(401);
  const accounts = await frame.fetch('/oauth/fedcm/accounts', { headers: { 'sec-fetch-dest': 'webidentity' } }, 'cross-site');
  expect(accounts.status).toBe(401);
});

test('only the holder of a key-bound token gets one, and only from the frame', async () => {
  expect(await refusal(await keepSession(token, 'cross-site'))).toEqual({ status: 403, code: 'forbidden' });
  expect(await refusal(await keepSession(token, 'same-origin', 'Bearer'))).toEqual({ status: 401, code: 'invalid_token' });
  const script = await mintAccessToken(here.vibe.services, { did: fay.did, appId: 'notes', scopes: ['profile'] });
  expect(await refusal(await keepSession(script.token, 'same-origin', 'Bearer'))).toEqual({ status: 401, code: 'not_signed_in' });
});

test('a new one takes the place of the old one', async () => {
  const [[name, old] = ['', { value: '', path: '/' }]] = [...frame.cookies];
  token = await signIn(frame);
  await keepSession();
  expect(await status()).toMatchObject({ silent: true });
  frame.cookies.set(name, old);
  await isOver();
});

const system = () => here.vibe.services.database.system;
test.each<[string, () => Promise<unknown>]>([
  ['a sign-out in the frame', () => frame.fetch('/oauth/frame/session/notes', { method: 'DELETE' }, 'same-origin')],
  [
    'the end of its grant, as when its refresh token is revoked',
    () => system().updateTable('oauth_grants').set({ ended_at: new Date() }).where('owner_did', '=', fay.did).execute(),
  ],
  ['a withdrawn consent', () => system().deleteFrom('consents').where('owner_did', '=', fay.did).where('app_id', '=', 'notes').execute()],
  ['the end of the session at Vibe', () => system().deleteFrom('sessions').where('did', '=', fay.did).execute()],
  [
    'a session at Vibe that nobody has used for 14 days',
    () =>
      system()
        .updateTable('sessions')
        .set({ last_seen_at: new Date(0) })
        .where('did', '=', fay.did)
        .execute(),
  ],
])('it ends with %s', async (_, end) => {
  const kept = new Map(frame.cookies);
  await end();
  for (const [name, cookie] of kept) frame.cookies.set(name, cookie); // whoever has a copy of it has nothing
  await isOver();
});
