import { decodeJwt, decodeProtectedHeader } from 'jose';
import { sql } from 'kysely';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { independentClient, insecure, signedInBrowser } from './client.ts';
import { back, listUrl, signedInToNotes, type World, world } from './world.ts';

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here[Symbol.asyncDispose]());

test('an independent client signs in with code, PKCE and DPoP, calls the API, and refreshes', async () => {
  const { vibe, alice } = here;
  const app = await independentClient(vibe, 'notes', back);
  const dpop = await app.dpop();
  const browser = await signedInBrowser(vibe, alice);
  const answer = await app.authorize(browser, { dpop_jkt: await dpop.calculateThumbprint() });
  expect(answer.callback.href.startsWith(`${back}?`)).toBe(true);
  expect(answer.callback.searchParams.get('iss')).toBe(vibe.url);

  const tokens = await app.redeem(answer, dpop);
  expect(tokens).toMatchObject({ token_type: 'dpop', expires_in: 600, scope: 'profile documents:read documents:write' });
  const claims = decodeJwt(tokens.access_token);
  expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
  expect(claims).toMatchObject({ iss: vibe.url, aud: vibe.url, sub: alice.did, client_id: 'notes', app_id: 'notes' });
  expect(claims.cnf).toEqual({ jkt: await dpop.calculateThumbprint() });

  const listed = await oauth.protectedResourceRequest(tokens.access_token, 'GET', listUrl(vibe), undefined, undefined, {
    ...insecure,
    DPoP: dpop,
  });
  expect(await listed.json()).toMatchObject({ result: { data: { json: { documents: [] } } } });

  const again = await app.refresh(tokens.refresh_token ?? '', dpop);
  expect(again.access_token).not.toBe(tokens.access_token);
  // Bound to a key, so not rotated: two tabs may refresh at once.
  expect(again.refresh_token ?? tokens.refresh_token).toBe(tokens.refresh_token);
  const both = await Promise.all([app.refresh(tokens.refresh_token ?? '', dpop), app.refresh(tokens.refresh_token ?? '', dpop)]);
  expect(both.map((each) => each.token_type)).toEqual(['dpop', 'dpop']);
});

test('the second sign-in asks nothing, and a third that asks for more asks only that', async () => {
  const { bob } = here;
  const { app, browser } = await signedInToNotes(here, bob, 'openid profile documents:read');
  const silently = await browser.follow((await app.start({ prompt: 'none' })).url);
  expect(silently.url.searchParams.get('code')).toBeTruthy();

  const more = await browser.follow((await app.start({ scope: 'openid profile documents:read documents:write' })).url);
  expect(more.url.pathname).toBe('/consent');
  const details = await browser.fetch(`/oauth/interaction/${more.url.searchParams.get('interaction')}/details`, {}, 'same-origin');
  expect(await details.json()).toMatchObject({
    prompt: 'consent',
    app: { id: 'notes', origin: 'https://notes.example' },
    account: { did: bob.did, name: 'Bob' },
    consent: {
      items: [
        { scope: 'openid', isNew: false },
        { scope: 'profile', isNew: false },
        { scope: 'documents:read', isNew: false },
        { scope: 'documents:write', isNew: true },
      ],
    },
  });
});

test('without a key the refresh token rotates, its lifetime does not grow, and using an old one ends the sign-in', async () => {
  const { vibe, alice } = here;
  const app = await independentClient(vibe, 'notes', back);
  const tokens = await app.redeem(await app.authorize(await signedInBrowser(vibe, alice)));
  expect(tokens.token_type).toBe('bearer');
  // Twenty-nine days later.
  const db = vibe.services.database.system;
  const tomorrow = Math.floor(Date.now() / 1_000) + 86_400;
  const ofGrant = String(decodeJwt(tokens.access_token).gid);
  await db
    .updateTable('oauth_records')
    .set({ expires_at: new Date(tomorrow * 1_000), payload: sql`jsonb_set(payload, '{exp}', to_jsonb(${tomorrow}::int))` })
    .where('model', '=', 'RefreshToken')
    .where('grant_id', '=', ofGrant)
    .execute();
  const rotated = await app.refresh(tokens.refresh_token ?? '');
  expect(rotated.refresh_token).not.toBe(tokens.refresh_token);
  const kept = await db
    .selectFrom('oauth_records')
    .select('expires_at')
    .where('model', '=', 'RefreshToken')
    .where('grant_id', '=', ofGrant)
    .where('consumed_at', 'is', null)
    .execute();
  expect(kept).toHaveLength(1);
  expect(kept[0]?.expires_at?.getTime()).toBeLessThanOrEqual((tomorrow + 2) * 1_000);
  await expect(app.refresh(tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(app.refresh(rotated.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a pushed authorization request works, offline access included', async () => {
  const { vibe, alice } = here;
  const app = await independentClient(vibe, 'notes', back);
  const started = await app.start();
  const pushed = await oauth.pushedAuthorizationRequest(app.as, app.client, oauth.None(), new URL(started.url).searchParams, insecure);
  const { request_uri } = await oauth.processPushedAuthorizationResponse(app.as, app.client, pushed);
  const browser = await signedInBrowser(vibe, alice);
  const { url } = await browser.follow(`/oauth/authorize?client_id=notes&request_uri=${encodeURIComponent(request_uri)}`);
  const tokens = await app.redeem({ ...started, callback: url });
  expect(tokens.refresh_token).toBeTruthy();
});

test('discovery says what is supported, and nothing weaker', async () => {
  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
    const metadata = (await (await fetch(here.vibe.url + path)).json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      issuer: here.vibe.url,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      dpop_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
      authorization_endpoint: `${here.vibe.url}/oauth/authorize`,
      token_endpoint: `${here.vibe.url}/oauth/token`,
      jwks_uri: `${here.vibe.url}/oauth/jwks`,
      revocation_endpoint: `${here.vibe.url}/oauth/revoke`,
      userinfo_endpoint: `${here.vibe.url}/oauth/userinfo`,
      pushed_authorization_request_endpoint: `${here.vibe.url}/oauth/par`,
    });
    expect(metadata.grant_types_supported).toEqual(expect.not.arrayContaining(['implicit', 'password', 'client_credentials']));
    expect(metadata.scopes_supported).toContain('documents:write');
  }
});

test('userinfo tells the profile to whom was allowed it', async () => {
  const { vibe, alice } = here;
  const { accessToken, dpop } = await signedInToNotes(here, alice);
  const url = new URL('/oauth/userinfo', vibe.url);
  const answer = await oauth.protectedResourceRequest(accessToken, 'GET', url, undefined, undefined, { ...insecure, DPoP: dpop });
  expect(await answer.json()).toEqual({ sub: alice.did, name: 'Alice', preferred_username: 'alice' });
});
