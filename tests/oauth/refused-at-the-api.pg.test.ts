import { sign } from 'node:crypto';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizationServer, mintAccessToken } from '../../server/src/rooms/oauth/index.ts';
import { independentClient, signedInBrowser } from './client.ts';
import { proofBy } from './proof.ts';
import { back, listUrl, refusal, site, type World, world } from './world.ts';

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here[Symbol.asyncDispose]());

const call = async (headers: Record<string, string>) => {
  const response = await fetch(listUrl(here.vibe), { headers });
  return response.ok ? { status: 200 } : refusal(response);
};
const bearer = () => mintAccessToken(here.vibe.services, { did: here.alice.did, appId: 'notes', scopes: ['documents:read'] });
const badToken = { status: 401, code: 'invalid_token' };

test('a token that is right is taken, from a program and from a registered origin', async () => {
  const { token } = await bearer();
  expect(await call({ authorization: `Bearer ${token}` })).toEqual({ status: 200 });
  expect(await call({ authorization: `Bearer ${token}`, origin: site })).toEqual({ status: 200 });
});

test('the page of an unregistered origin is refused, token or not', async () => {
  const { token } = await bearer();
  for (const origin of ['https://evil.example', 'null', `${site}:8443`, 'http://notes.example']) {
    expect(await call({ authorization: `Bearer ${token}`, origin })).toEqual({ status: 403, code: 'origin_not_allowed' });
  }
});

test('a 401 says how to do it', async () => {
  const response = await fetch(listUrl(here.vibe), { headers: { authorization: 'Bearer nonsense' } });
  expect(response.headers.get('www-authenticate')).toBe(
    `Bearer error="invalid_token", error_description="The access token is not one of ours", resource_metadata="${here.vibe.url}/.well-known/oauth-protected-resource", ` +
      `DPoP error="invalid_token", error_description="The access token is not one of ours", algs="ES256", resource_metadata="${here.vibe.url}/.well-known/oauth-protected-resource"`,
  );
  const metadata = await (await fetch(`${here.vibe.url}/.well-known/oauth-protected-resource`)).json();
  expect(metadata).toMatchObject({ resource: here.vibe.url, authorization_servers: [here.vibe.url] });
});

test('forged tokens: wrong audience, wrong issuer, wrong type, no signature, another key, changed claims', async () => {
  const { token } = await bearer();
  const { keys } = await authorizationServer(here.vibe.services).engine();
  const claims = decodeJwt(token);
  const forge = (changes: object, header: object = {}) => {
    const text = [
      { alg: 'ES256', typ: 'at+jwt', kid: keys.signing.id, ...header },
      { ...claims, ...changes },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign('sha256', Buffer.from(text), { key: keys.signing.key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const [head, body, signature] = token.split('.');
  const stranger = await new Promise<string>((resolve) => {
    void oauth.generateKeyPair('ES256').then(async (pair) => {
      const bytes = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Buffer.from(`${head}.${body}`));
      resolve(`${head}.${body}.${Buffer.from(bytes).toString('base64url')}`);
    });
  });
  expect(await call({ authorization: `Bearer ${forge({})}` })).toEqual({ status: 200 });
  expect(await call({ authorization: `Bearer ${forge({ exp: 1 })}` })).toEqual({ status: 401, code: 'token_expired' });
  for (const wrong of [
    forge({ aud: 'https://elsewhere.example' }),
    forge({ aud: [] }),
    forge({ iss: 'https://elsewhere.example' }),
    forge({ gid: 'made-up' }),
    forge({}, { typ: 'JWT' }),
    forge({}, { alg: 'none' }),
    forge({}, { kid: 'other' }),
    `${head}.${body}.`,
    stranger,
    `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: here.bob.did })).toString('base64url')}.${signature}`,
    'x'.repeat(5_000),
  ]) {
    expect(await call({ authorization: `Bearer ${wrong}` })).toEqual(badToken);
  }
});

test('a token bound to a key works with its proof only', async () => {
  const app = await independentClient(here.vibe, 'notes', back);
  const keys = await oauth.generateKeyPair('ES256', { extractable: true });
  const browser = await signedInBrowser(here.vibe, here.alice);
  const { access_token: token } = await app.redeem(await app.authorize(browser), oauth.DPoP(app.client, keys));
  const htu = listUrl(here.vibe).origin + listUrl(here.vibe).pathname;
  const right = { htm: 'GET', htu, accessToken: token };
  const send = (proof: string, scheme = 'DPoP') => call({ authorization: `${scheme} ${token}`, dpop: proof });

  const proof = await proofBy(keys, right);
  expect(await send(proof)).toEqual({ status: 200 });
  expect(await send(proof)).toEqual(badToken); // the same proof again
  expect(await call({ authorization: `Bearer ${token}` })).toEqual(badToken);
  expect(await call({ authorization: `DPoP ${token}` })).toEqual(badToken);
  expect(await send(await proofBy(keys, right), 'Bearer')).toEqual(badToken);
  const strangers = await oauth.generateKeyPair('ES256', { extractable: true });
  const old = Math.floor(Date.now() / 1_000) - 601;
  for (const wrong of [
    await proofBy(strangers, right),
    await proofBy(keys, { ...right, htm: 'POST' }),
    await proofBy(keys, { ...right, htu: `${here.vibe.url}/trpc/documents.remove` }),
    await proofBy(keys, { ...right, htu: htu.replace('localhost', 'evil.example') }),
    await proofBy(keys, { ...right, accessToken: `${token}x` }),
    await proofBy(keys, { htm: 'GET', htu }),
    await proofBy(keys, { ...right, iat: old }),
    await proofBy(keys, { ...right, iat: old + 2 * 601 + 5 }),
    await proofBy(keys, { ...right, jti: '' }),
    await proofBy(keys, right, { typ: 'JWT' }),
    `${(await proofBy(keys, right)).slice(0, -4)}AAAA`,
    'nonsense',
  ]) {
    expect(await send(wrong)).toEqual(badToken);
  }
  expect(await send(await proofBy(keys, { ...right, htu: `${htu}?input=1` }))).toEqual({ status: 200 });
});

test('a cookie counts on pages of Vibe’s own only', async () => {
  const browser = await signedInBrowser(here.vibe, here.alice);
  const me = async (site: 'same-origin' | 'cross-site' | 'none', headers: Record<string, string> = {}) =>
    (await browser.fetch('/trpc/identity.me', { headers }, site)).status;
  expect(await me('same-origin')).toBe(200);
  expect(await me('cross-site')).toBe(401);
  expect(await me('none')).toBe(401);
  expect(await me('same-origin', { origin: 'https://evil.example' })).toBe(401);
});

test('signing out everywhere, and ending one device, takes the apps along', async () => {
  const { vibe, bob } = here;
  const app = await independentClient(vibe, 'notes', back);
  const device = async () => {
    const browser = await signedInBrowser(vibe, bob);
    const tokens = await app.redeem(await app.authorize(browser));
    return { browser, token: tokens.access_token };
  };
  const [one, two, three] = [await device(), await device(), await device()];
  const list = await one.browser.fetch('/trpc/identity.sessions', {}, 'same-origin');
  const sessions = ((await list.json()) as { result: { data: { json: { id: string; current: boolean }[] } } }).result.data.json;
  const ids = sessions.filter((session) => session.current).map((session) => session.id);
  expect(ids).toHaveLength(1);
  await two.browser.call('oauth.endSession', { sessionId: ids[0] });
  expect(await call({ authorization: `Bearer ${one.token}` })).toEqual(badToken);
  expect(await call({ authorization: `Bearer ${two.token}` })).toEqual({ status: 200 });
  await two.browser.call('oauth.signOutEverywhere');
  expect(await call({ authorization: `Bearer ${two.token}` })).toEqual(badToken);
  expect(await call({ authorization: `Bearer ${three.token}` })).toEqual(badToken);
});

test('withdrawing consent ends every token of that app, and the app must ask again', async () => {
  const { vibe, alice } = here;
  const app = await independentClient(vibe, 'notes', back);
  const browser = await signedInBrowser(vibe, alice);
  const dpop = await app.dpop();
  const tokens = await app.redeem(await app.authorize(browser), dpop);
  const plain = await app.redeem(await app.authorize(browser));
  expect(await call({ authorization: `Bearer ${plain.access_token}` })).toEqual({ status: 200 });
  await browser.call('consent.withdraw', { appId: 'notes' });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  expect(await call({ authorization: `Bearer ${plain.access_token}` })).toEqual(badToken);
  await expect(app.refresh(tokens.refresh_token ?? '', dpop)).rejects.toMatchObject({ error: 'invalid_grant' });
  const { url } = await browser.follow((await app.start({ prompt: 'none' })).url);
  expect(url.searchParams.get('error')).toBe('consent_required');
  const events = await vibe.services.database.system
    .selectFrom('consent_events')
    .select(['what', 'how', 'scopes'])
    .where('owner_did', '=', alice.did)
    .orderBy('id')
    .execute();
  expect(events.at(0)).toMatchObject({ what: 'granted', how: 'page' });
  expect(events.at(-1)).toEqual({ what: 'withdrawn', how: 'account', scopes: [] });
});
