import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Scope, scopes } from '@vibe/shared';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tellApps } from '../../server/src/rooms/oauth/index.ts';
import { appServer, type Received, verified } from './app-server.ts';
import { Browser, independentClient, insecure, signedInBrowser } from './client.ts';
import { allowAll, type Driven, driveAll } from './openid-client.ts';
import { proofBy } from './proof.ts';
import { back, listUrl, notes, signedInToNotes, type World, world } from './world.ts';

let here: World;
let driven: Driven;
let browser: Browser;
beforeAll(async () => {
  here = await world();
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
  browser = await signedInBrowser(here.vibe, here.alice);
  await browser.call('identity.updateProfile', { picture: `data:image/png;base64,${png.toString('base64')}` });
  driven = await driveAll(here.vibe.url, 'notes', back, browser);
});
afterAll(() => here[Symbol.asyncDispose]());

const at = (path: string) => here.vibe.url + path;
/** openid-client found it in discovery and went there. */
const wentTo = (path: string) => (value: unknown) => {
  expect(value).toBe(at(path));
  expect([...driven.visited]).toContain(path);
};
const refused = async (extra: Record<string, string>) => {
  const app = await independentClient(here.vibe, 'notes', back);
  const { url } = await browser.follow((await app.start(extra)).url);
  expect(url.searchParams.get('code')).toBeNull();
  return url.searchParams.get('error');
};
const token = async (params: Record<string, string>, headers: Record<string, string> = {}) => {
  const response = await fetch(at('/oauth/token'), { method: 'POST', body: new URLSearchParams(params), headers });
  return ((await response.json()) as { error?: string }).error;
};

let sidOfTold: unknown;
/** What an app's own server is told when somebody who is signed in to it signs out. */
async function toldOfLogout() {
  const site = await appServer();
  const redirect = `${site.url}/back`;
  await here.vibe.push({ ...notes, id: 'told', origins: [site.url], redirectUris: [redirect], backchannelLogoutUri: `${site.url}/logout` });
  const app = await independentClient(here.vibe, 'told', redirect);
  const bobs = await signedInBrowser(here.vibe, here.bob);
  sidOfTold = decodeJwt((await app.redeem(await app.authorize(bobs))).id_token ?? '').sid;
  await bobs.call('identity.signOut');
  await tellApps(here.vibe.services);
  site.close();
  return verified(here.vibe.url, site.received[0] as Received, 'told');
}

type Proof = (value: unknown) => void | Promise<void>;

/** What is advertised, each member with what shows that it is so. */
const proofs: Record<string, Proof> = {
  issuer: (value) => {
    expect(value).toBe(here.vibe.url);
    expect(driven.tokens.claims()?.iss).toBe(value);
  },
  authorization_endpoint: wentTo('/oauth/authorize'),
  token_endpoint: wentTo('/oauth/token'),
  pushed_authorization_request_endpoint: wentTo('/oauth/par'),
  revocation_endpoint: async (value) => {
    wentTo('/oauth/revoke')(value);
    const again = await independentClient(here.vibe, 'notes', back);
    const dpop = oauth.DPoP(again.client, driven.keys);
    await expect(again.refresh(driven.tokens.refresh_token ?? '', dpop)).rejects.toMatchObject({ error: 'invalid_grant' });
  },
  userinfo_endpoint: (value) => {
    wentTo('/oauth/userinfo')(value);
    expect(driven.userinfo.sub).toBe(here.alice.did);
  },
  end_session_endpoint: async (value) => {
    wentTo('/oauth/logout')(value);
    const nobody = await new Browser(here.vibe.url).fetch(driven.endSession.href);
    expect(nobody.headers.get('location')).toBe(`${back}?state=s`);
  },
  jwks_uri: async (value) => {
    // The signature of the ID token was checked with it (enableNonRepudiationChecks).
    wentTo('/oauth/jwks')(value);
    const { keys } = (await (await fetch(String(value))).json()) as { keys: Record<string, unknown>[] };
    expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(driven.tokens.id_token ?? '').kid);
    for (const key of keys) expect(key).not.toHaveProperty('d');
  },
  response_types_supported: async (value) => {
    expect(value).toEqual(['code']);
    expect(await refused({ response_type: 'none' })).toBe('unsupported_response_type');
  },
  response_modes_supported: async (value) => {
    expect(value).toEqual(['query']);
    for (const response_mode of ['fragment', 'form_post', 'web_message', 'jwt']) {
      const app = await independentClient(here.vibe, 'notes', back);
      const { url, response } = await browser.follow((await app.start({ response_mode })).url);
      expect(`${url.search}${url.hash}${await response.text()}`).not.toMatch(/[?&#]code=|name="code"/);
    }
    const app = await independentClient(here.vibe, 'notes', back);
    const { url } = await browser.follow((await app.start({ response_mode: 'query' })).url);
    expect(url.searchParams.get('code')).toBeTruthy();
  },
  grant_types_supported: async (value) => {
    expect(value).toEqual(['authorization_code', 'refresh_token']);
    expect(driven.refreshed.access_token).not.toBe(driven.tokens.access_token);
    for (const grant_type of ['implicit', 'password', 'client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'])
      expect(await token({ grant_type, client_id: 'notes' })).toBe('unsupported_grant_type');
  },
  code_challenge_methods_supported: async (value) => {
    expect(value).toEqual(['S256']);
    expect(await refused({ code_challenge_method: 'plain' })).toBe('invalid_request');
  },
  token_endpoint_auth_methods_supported: async (value) => {
    expect(value).toEqual(['none']);
    const authorization = `Basic ${Buffer.from('notes:secret').toString('base64')}`;
    expect(await token({ grant_type: 'refresh_token', refresh_token: 'x' }, { authorization })).toBe('invalid_client');
  },
  id_token_signing_alg_values_supported: (value) => expect(value).toEqual([decodeProtectedHeader(driven.tokens.id_token ?? '').alg]),
  dpop_signing_alg_values_supported: async (value) => {
    expect(value).toEqual(['ES256']);
    const keys = await oauth.generateKeyPair('ES384', { extractable: true });
    const dpop = await proofBy(keys, { htm: 'POST', htu: at('/oauth/token') }, { alg: 'ES384' });
    expect(await token({ grant_type: 'refresh_token', client_id: 'notes', refresh_token: 'x' }, { dpop })).toBe('invalid_dpop_proof');
  },
  authorization_response_iss_parameter_supported: (value) => expect(value).toBe(true), // openid-client insists on it then
  subject_types_supported: async (value) => {
    expect(value).toEqual(['public']);
    const other = await independentClient(here.vibe, 'other', 'https://other.example/back');
    const tokens = await other.redeem(await other.authorize(browser));
    expect(decodeJwt(tokens.id_token ?? '').sub).toBe(driven.tokens.claims()?.sub);
  },
  claim_types_supported: (value) => {
    expect(value).toEqual(['normal']);
    expect(driven.userinfo).not.toHaveProperty('_claim_names');
  },
  claims_supported: (value) => {
    const said = { ...driven.tokens.claims(), ...driven.userinfo };
    expect(value).toEqual(expect.arrayContaining(Object.keys(driven.userinfo)));
    for (const claim of value as string[]) expect(said).toHaveProperty(claim, expect.anything());
  },
  claims_parameter_supported: async (value) => {
    expect(value).toBe(false);
    const app = await independentClient(here.vibe, 'notes', back);
    const claims = JSON.stringify({ id_token: { name: { essential: true } } });
    const tokens = await app.redeem(await app.authorize(browser, { claims }));
    expect(decodeJwt(tokens.id_token ?? '')).not.toHaveProperty('name');
  },
  request_uri_parameter_supported: async (value) => {
    expect(value).toBe(false);
    expect(await refused({ request_uri: 'https://notes.example/request.jwt' })).not.toBeNull();
  },
  scopes_supported: async (value) => {
    expect(value).toEqual(scopes);
    const scope = (value as Scope[]).join(' ');
    await here.vibe.push({ ...notes, id: 'greedy', scopes: value as Scope[] });
    const app = await independentClient(here.vibe, 'greedy', back, scope);
    const started = await app.start();
    const tokens = await app.redeem({ ...started, callback: await allowAll(browser, started.url, scope) });
    expect([...(tokens.scope ?? '').split(' '), 'openid', 'offline_access'].sort()).toEqual([...scopes].sort());
  },
  backchannel_logout_supported: async (value) => {
    expect(value).toBe(true);
    expect(await toldOfLogout()).toMatchObject({ sub: here.bob.did });
  },
  backchannel_logout_session_supported: async (value) => {
    expect(value).toBe(true);
    const { sid } = await toldOfLogout();
    expect(sid).toMatch(/./);
    expect(sid).toBe(sidOfTold);
  },
  client_id_metadata_document_supported: async (value) => {
    expect(value).toBe(true);
    await using site = await clientSite();
    const redirect = `${site.url}/back`;
    const app = await independentClient(here.vibe, `${site.url}/client.json`, redirect, 'openid documents:read');
    const tokens = await app.redeem(await app.authorize(browser));
    expect(decodeJwt(tokens.access_token).client_id).toBe(`${site.url}/client.json`);
  },
};

describe('authorization server', () => {
  const paths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
  const metadata = async (path = paths[0] ?? '') => (await (await fetch(at(path))).json()) as Record<string, unknown>;

  test('both documents say the same, and nothing is advertised that is not tested', async () => {
    const [one, two] = [await metadata(), await metadata(paths[1])];
    expect(one).toEqual(two);
    expect(Object.keys(one).sort()).toEqual(Object.keys(proofs).sort());
  });
  test.each(Object.keys(proofs))('%s is as advertised', async (member) => {
    await proofs[member]?.((await metadata())[member]);
  });
});

const resourceProofs: Record<string, Proof> = {
  resource: (value) => expect(value).toBe(decodeJwt(driven.tokens.access_token).aud),
  authorization_servers: (value) => expect(value).toEqual([driven.config.serverMetadata().issuer]),
  scopes_supported: (value) => expect(value).toEqual(scopes),
  resource_name: (value) => expect(value).toBe('Vibe'),
  bearer_methods_supported: async (value) => {
    expect(value).toEqual(['header']);
    const bearer = await here.alice.token('notes', ['documents:read']);
    expect((await fetch(listUrl(here.vibe), { headers: { authorization: `Bearer ${bearer}` } })).status).toBe(200);
    const inAddress = listUrl(here.vibe);
    inAddress.searchParams.set('access_token', bearer);
    expect((await fetch(inAddress)).status).toBe(401);
    const inBody = await fetch(at('/oauth/userinfo'), { method: 'POST', body: new URLSearchParams({ access_token: bearer }) });
    expect(inBody.status).toBe(401);
  },
  dpop_signing_alg_values_supported: async (value) => {
    expect(value).toEqual(['ES256']);
    const { accessToken, dpop } = await signedInToNotes(here, here.bob);
    const options = { ...insecure, DPoP: dpop };
    const listed = await oauth.protectedResourceRequest(accessToken, 'GET', listUrl(here.vibe), undefined, undefined, options);
    expect(listed.status).toBe(200);
  },
};

describe('protected resource', () => {
  const metadata = async () => {
    const resource = new URL(here.vibe.url);
    return oauth.processResourceDiscoveryResponse(resource, await oauth.resourceDiscoveryRequest(resource, insecure));
  };
  test('nothing is advertised that is not tested', async () => {
    expect(Object.keys(await metadata()).sort()).toEqual(Object.keys(resourceProofs).sort());
  });
  test.each(Object.keys(resourceProofs))('%s is as advertised', async (member) => {
    await resourceProofs[member]?.((await metadata())[member]);
  });
});

/** An app that has registered nothing: its own site says what it is. */
async function clientSite() {
  let url = '';
  const answer: RequestListener = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        client_id: `${url}/client.json`,
        client_name: 'Elsewhere',
        redirect_uris: [`${url}/back`],
        scope: 'openid documents:read',
      }),
    );
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { url, [Symbol.asyncDispose]: async () => void server.close() };
}
