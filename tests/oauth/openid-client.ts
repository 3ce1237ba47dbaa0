import * as client from 'openid-client';
import { type Browser, decide, defaultScope } from './client.ts';

export interface Driven {
  /** Paths that the library itself asked for. */
  readonly visited: ReadonlySet<string>;
  readonly config: client.Configuration;
  readonly keys: client.CryptoKeyPair;
  readonly tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;
  readonly userinfo: client.UserInfoResponse;
  readonly refreshed: client.TokenEndpointResponse;
  /** Where signing out at Vibe leads to. */
  readonly endSession: URL;
}

/** All that a careful app does in its life, by openid-client: it follows discovery alone, and checks signatures, `state`, `iss` and `nonce`. */
export async function driveAll(server: string, clientId: string, back: string, browser: Browser): Promise<Driven> {
  const visited = new Set<string>();
  const recording: client.CustomFetch = (url, options) => {
    visited.add(new URL(url).pathname);
    return fetch(url, options as RequestInit);
  };
  const metadata = { id_token_signed_response_alg: 'ES256' };
  const config = await client.discovery(new URL(server), clientId, metadata, client.None(), {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    [client.customFetch]: recording,
  });
  const keys = await client.randomDPoPKeyPair('ES256', { extractable: true });
  const DPoP = client.getDPoPHandle(config, keys);
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const asked = {
    redirect_uri: back,
    scope: defaultScope,
    state: expectedState,
    nonce: expectedNonce,
    max_age: '3600',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  };
  const url = await client.buildAuthorizationUrlWithPAR(config, asked, { DPoP });
  visited.add(url.pathname);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 3600, idTokenExpected: true };
  const callback = await allowAll(browser, url.href, defaultScope);
  const tokens = await client.authorizationCodeGrant(config, callback, checks, undefined, { DPoP });
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '', { DPoP });
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP });
  const endSession = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: back,
    id_token_hint: tokens.id_token ?? '',
    state: 's',
  });
  visited.add(endSession.pathname);
  await client.tokenRevocation(config, refreshed.refresh_token ?? tokens.refresh_token ?? '');
  return { visited, config, keys, tokens, userinfo, refreshed, endSession };
}

/** A person who allows all that is asked, optional scopes included. */
export async function allowAll(browser: Browser, address: string, scope: string): Promise<URL> {
  const { url } = await browser.follow(address);
  if (url.pathname !== '/consent') return url;
  const uid = url.searchParams.get('interaction') ?? '';
  return (await browser.follow(await decide(browser, uid, { allow: true, scopes: scope.split(' ') }))).url;
}
