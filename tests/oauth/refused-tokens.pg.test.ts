import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { independentClient, insecure, type Started, signedInBrowser } from './client.ts';
import { proofBy } from './proof.ts';
import { listUrl, refusal, signedInToNotes, type World, world } from './world.ts';

let here: World;
let app: Awaited<ReturnType<typeof independentClient>>;
let answer: (extra?: Record<string, string>) => Promise<Started & { callback: URL }>;
beforeAll(async () => {
  here = await world();
  const device = await signedInToNotes(here, here.alice);
  app = device.app;
  answer = (extra) => app.authorize(device.browser, extra);
});
afterAll(() => here[Symbol.asyncDispose]());

/** A token request by hand, so that any part of it can be wrong. */
const token = async (params: Record<string, string | undefined>, dpop?: string) => {
  const body = new URLSearchParams(Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const response = await fetch(`${here.vibe.url}/oauth/token`, { method: 'POST', body, ...(dpop && { headers: { dpop } }) });
  return { status: response.status, ...((await response.json()) as { error?: string; access_token?: string; refresh_token?: string }) };
};
const redemption = ({ callback, verifier, redirectUri }: Started & { callback: URL }) => ({
  grant_type: 'authorization_code',
  client_id: 'notes',
  code: callback.searchParams.get('code') ?? '',
  code_verifier: verifier,
  redirect_uri: redirectUri,
});

test('the same request with nothing wrong is answered', async () => {
  expect(await token(redemption(await answer()))).toMatchObject({ status: 200, access_token: expect.any(String) });
});

test('a wrong or missing verifier is refused, and the code stays good for the right one', async () => {
  const right = redemption(await answer());
  expect(await token({ ...right, code_verifier: 'x'.repeat(43) })).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await token({ ...right, code_verifier: undefined })).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await token(right)).toMatchObject({ status: 200 });
});

test('another redirect URI or another client cannot redeem a code', async () => {
  const right = redemption(await answer());
  expect(await token({ ...right, redirect_uri: 'https://notes.example/' })).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await token({ ...right, client_id: 'other' })).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await token({ ...right, client_id: 'nobody' })).toMatchObject({ status: 401, error: 'invalid_client' });
});

test('a code that is used twice ends what the first use gave, and only that', async () => {
  const elsewhere = await signedInToNotes(here, here.alice);
  const right = redemption(await answer());
  const first = await token(right);
  expect(await callApi(first.access_token ?? '')).toMatchObject({ status: 200 });
  expect(await token(right)).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await callApi(first.access_token ?? '')).toEqual({ status: 401, code: 'invalid_token' });
  expect(await token({ grant_type: 'refresh_token', client_id: 'notes', refresh_token: first.refresh_token })).toMatchObject({
    error: 'invalid_grant',
  });
  await expect(elsewhere.app.refresh(elsewhere.refreshToken, elsewhere.dpop)).resolves.toMatchObject({ token_type: 'dpop' });
});

test('of many who redeem a code at once, one at most gets tokens, and in the end none of them hold', async () => {
  const right = redemption(await answer());
  const all = await Promise.all(Array.from({ length: 6 }, () => token(right)));
  const won = all.filter((each) => each.status === 200);
  expect(won.length).toBeLessThanOrEqual(1);
  for (const { refresh_token } of won) {
    expect(await token({ grant_type: 'refresh_token', client_id: 'notes', refresh_token })).toMatchObject({ error: 'invalid_grant' });
  }
});

test('a code bound to a key is refused without its proof and with another key’s', async () => {
  const dpop = await app.dpop();
  const bound = await answer({ dpop_jkt: await dpop.calculateThumbprint() });
  expect(await token(redemption(bound))).toMatchObject({ status: 400, error: 'invalid_grant' });
  const bound2 = await answer({ dpop_jkt: await dpop.calculateThumbprint() });
  await expect(app.redeem(bound2, await app.dpop())).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a refresh token is for its client and its key', async () => {
  const { refreshToken, dpop } = await signedInToNotes(here, here.alice);
  const other = await independentClient(here.vibe, 'other', 'https://other.example/back');
  await expect(other.refresh(refreshToken, dpop)).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(app.refresh(refreshToken, await app.dpop())).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(app.refresh(refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(app.refresh(refreshToken, dpop)).resolves.toMatchObject({ token_type: 'dpop' });
});

test('a proof sent twice to the token endpoint is refused', async () => {
  const { refreshToken, keys } = await withKeys();
  const proof = await proofBy(keys, { htm: 'POST', htu: `${here.vibe.url}/oauth/token` });
  const params = { grant_type: 'refresh_token', client_id: 'notes', refresh_token: refreshToken };
  const both = await Promise.all([token(params, proof), token(params, proof)]);
  expect(both.map((each) => each.status).toSorted()).toEqual([200, 400]);
  expect(await token(params, proof)).toMatchObject({ status: 400 });
  expect(await token(params, await proofBy(keys, { htm: 'GET', htu: `${here.vibe.url}/oauth/token` }))).toMatchObject({
    error: 'invalid_dpop_proof',
  });
  expect(await token(params, await proofBy(keys, { htm: 'POST', htu: 'https://evil.example/oauth/token' }))).toMatchObject({
    error: 'invalid_dpop_proof',
  });
});

test('grant types that show a password or nobody are not there', async () => {
  for (const grant_type of ['password', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code']) {
    expect(await token({ grant_type, client_id: 'notes', username: 'alice', password: 'x' })).toMatchObject({
      status: 400,
      error: 'unsupported_grant_type',
    });
  }
});

test('a revoked refresh token is dead, and so are its access tokens', async () => {
  const { refreshToken, accessToken, dpop } = await signedInToNotes(here, here.alice);
  expect((await callWith(dpop, accessToken)).status).toBe(200);
  await app.revoke(refreshToken);
  await expect(app.refresh(refreshToken, dpop)).rejects.toMatchObject({ error: 'invalid_grant' });
  expect(await refusal(await callWith(dpop, accessToken))).toEqual({ status: 401, code: 'invalid_token' });
});

test('another client cannot revoke it', async () => {
  const { refreshToken, dpop } = await signedInToNotes(here, here.alice);
  await (await independentClient(here.vibe, 'other', 'https://other.example/back')).revoke(refreshToken);
  await expect(app.refresh(refreshToken, dpop)).resolves.toMatchObject({ token_type: 'dpop' });
});

test('the token endpoint answers pages of registered origins only', async () => {
  const from = async (origin: string) => {
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'notes', refresh_token: 'x' });
    const response = await fetch(`${here.vibe.url}/oauth/token`, { method: 'POST', body, headers: { origin } });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await from('https://notes.example')).toBe('https://notes.example');
  expect(await from(here.vibe.url)).toBe(here.vibe.url);
  expect(await from('https://evil.example')).toBeNull();
});

const callApi = async (accessToken: string) => {
  const response = await fetch(listUrl(here.vibe), { headers: { authorization: `Bearer ${accessToken}` } });
  return response.ok ? { status: response.status } : refusal(response);
};
const callWith = (dpop: oauth.DPoPHandle, accessToken: string) =>
  oauth
    .protectedResourceRequest(accessToken, 'GET', listUrl(here.vibe), undefined, undefined, { ...insecure, DPoP: dpop })
    .catch((error: oauth.WWWAuthenticateChallengeError) => error.response);

async function withKeys() {
  const keys = await oauth.generateKeyPair('ES256', { extractable: true });
  const dpop = oauth.DPoP(app.client, keys);
  const browser = await signedInBrowser(here.vibe, here.alice);
  const tokens = await app.redeem(await app.authorize(browser), dpop);
  return { keys, refreshToken: tokens.refresh_token ?? '' };
}
