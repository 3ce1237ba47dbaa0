import * as oauth from 'oauth4webapi';
import type { VibeServer } from '../harness/server.ts';

export const insecure = { [oauth.allowInsecureRequests]: true } as const;

/** What a browser remembers, by cookie name; enough for one site. */
export class Browser {
  readonly cookies = new Map<string, { value: string; path: string }>();
  readonly #server: string;

  constructor(server: string) {
    this.#server = server;
  }

  /** One request as the browser makes it for a page's own script (`same-origin`) or for an address that was followed (`none`). */
  async fetch(address: string, init: RequestInit = {}, site: 'same-origin' | 'cross-site' | 'none' = 'none'): Promise<Response> {
    const url = new URL(address, this.#server);
    const headers = new Headers(init.headers);
    const sent = [...this.cookies].filter(([, { path }]) => url.pathname.startsWith(path));
    if (sent.length > 0) headers.set('cookie', sent.map(([name, { value }]) => `${name}=${value}`).join('; '));
    headers.set('sec-fetch-site', site);
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  /** Follows redirects on the server, up to an address elsewhere or a page. */
  async follow(address: string): Promise<{ url: URL; response: Response }> {
    let url = new URL(address, this.#server);
    for (let hop = 0; hop < 12; hop++) {
      const response = await this.fetch(url.href);
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      url = new URL(location, url);
      if (url.origin !== this.#server || url.pathname.startsWith('/oauth/popup/')) return { url, response };
      if (/^\/(consent|sign-in)$/.test(url.pathname)) return { url, response };
    }
    throw new Error(`too many redirects, last ${url}`);
  }

  /** A procedure, as Vibe's own pages call it. */
  async call(procedure: string, input?: unknown): Promise<unknown> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ json: input }) };
    const response = await this.fetch(`/trpc/${procedure}`, init, 'same-origin');
    const answer = (await response.json()) as { result?: { data: { json: unknown } } };
    if (!response.ok) throw new Error(`${procedure}: ${response.status} ${JSON.stringify(answer)}`);
    return answer.result?.data.json;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const attribute = (wanted: string) => attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const gone = value === '' || attribute('max-age') === '0' || attribute('expires')?.includes('1970');
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, { value, path: attribute('path') ?? '/' });
  }
}

export interface Started {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
  readonly redirectUri: string;
}

/** An app on its own site, driven by oauth4webapi. */
export async function independentClient(vibe: VibeServer, clientId: string, redirectUri: string, scope = defaultScope) {
  const issuer = new URL(vibe.url);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }));
  const client: oauth.Client = { client_id: clientId };
  const auth = oauth.None();

  const start = async (extra: Record<string, string | undefined> = {}): Promise<Started> => {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(as.authorization_endpoint ?? '');
    const params: Record<string, string | undefined> = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...extra,
    };
    for (const [name, value] of Object.entries(params)) if (value !== undefined) url.searchParams.set(name, value);
    return { url: url.href, verifier, state, redirectUri: params.redirect_uri ?? redirectUri };
  };

  /** Signs in and consents as a person does in a browser; ends at the app's redirect URI. */
  const authorize = async (browser: Browser, extra: Record<string, string | undefined> = {}): Promise<Started & { callback: URL }> => {
    const started = await start(extra);
    let { url } = await browser.follow(started.url);
    if (url.pathname === '/consent') {
      const uid = url.searchParams.get('interaction') ?? '';
      url = (await browser.follow(await decide(browser, uid, { allow: true, scopes: await wanted(browser, uid) }))).url;
    }
    return { ...started, callback: url };
  };

  const redeem = async (answer: Started & { callback: URL }, dpop?: oauth.DPoPHandle) => {
    const params = oauth.validateAuthResponse(as, client, answer.callback, answer.state);
    const response = await oauth.authorizationCodeGrantRequest(as, client, auth, params, answer.redirectUri, answer.verifier, {
      ...insecure,
      ...(dpop && { DPoP: dpop }),
    });
    return oauth.processAuthorizationCodeResponse(as, client, response);
  };

  const refresh = async (refreshToken: string, dpop?: oauth.DPoPHandle) => {
    const options = { ...insecure, ...(dpop && { DPoP: dpop }) };
    return oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, refreshToken, options));
  };

  const dpop = async () => oauth.DPoP(client, await oauth.generateKeyPair('ES256', { extractable: true }));
  const revoke = async (token: string) => oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, token, insecure));
  return { as, client, start, authorize, redeem, refresh, revoke, dpop };
}

export const defaultScope = 'openid profile offline_access documents:read documents:write';

export async function decide(browser: Browser, uid: string, decision: object): Promise<string> {
  const response = await browser.fetch(
    `/oauth/interaction/${uid}/decision`,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(decision) },
    'same-origin',
  );
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { redirect_to: string }).redirect_to;
}

async function wanted(browser: Browser, uid: string): Promise<string[]> {
  const response = await browser.fetch(`/oauth/interaction/${uid}/details`, {}, 'same-origin');
  const details = (await response.json()) as { consent: { items: { scope: string; isNew: boolean; optional: boolean }[] } };
  return details.consent.items.filter((item) => item.isNew && !item.optional).map((item) => item.scope);
}

/** A browser in which this person is signed in on Vibe's own pages. */
export async function signedInBrowser(vibe: VibeServer, person: { link(): Promise<string> }): Promise<Browser> {
  const browser = new Browser(vibe.url);
  const token = new URL(await person.link()).hash.replace('#link=', '');
  await browser.call('identity.useSignInLink', { token });
  return browser;
}
