import type { IncomingMessage, ServerResponse } from 'node:http';
import { VibeError, type VibeErrorCode } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { fedcmAccounts, fedcmAssertion, fedcmAssertionInput, fedcmClientMetadata, fedcmDisconnect } from '../rooms/oauth/index.ts';
import { toVibeError } from '../trpc/errors.ts';
import { readForm } from './read-body.ts';
import { cookiesOf } from './request.ts';

interface Exchange {
  readonly services: Services;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}
type Answer = (exchange: Exchange, cookies: Readonly<Record<string, string>>) => Promise<object>;

/** Where the browser sends people who are not signed in here; the page at the end closes the window. */
export const fedcmLogin = '/sign-in?continue=/oauth/fedcm/signed-in';

/** `/fedcm.json` and the file that the provider's whole site vouches with for it (FedCM §3.2, §3.3). Public, and asked without cookies. */
export function fedcmDocuments(publicUrl: string): { readonly wellKnown: object; readonly config: object } {
  const [accountsEndpoint, login] = [`${publicUrl}/oauth/fedcm/accounts`, publicUrl + fedcmLogin];
  return {
    wellKnown: { provider_urls: [`${publicUrl}/fedcm.json`], accounts_endpoint: accountsEndpoint, login_url: login },
    config: {
      accounts_endpoint: accountsEndpoint,
      client_metadata_endpoint: `${publicUrl}/oauth/fedcm/client-metadata`,
      id_assertion_endpoint: `${publicUrl}/oauth/fedcm/assertion`,
      disconnect_endpoint: `${publicUrl}/oauth/fedcm/disconnect`,
      login_url: login,
      branding: { name: 'Vibe' },
      supports_use_other_account: true,
    },
  };
}

/**
 * Asked by the browser itself and by no page: `Sec-Fetch-Dest: webidentity` is what no script can send, and without it nothing is said (FedCM §7.1
 * on cross-site request forgery). It brings the cookies that are SameSite=None, which are the frame's: they open these routes and the frame's only.
 */
const answering =
  (answer: Answer) =>
  async (exchange: Exchange): Promise<void> => {
    const { services, req, res } = exchange;
    const { headers } = req;
    try {
      if (headers['sec-fetch-dest'] !== 'webidentity') throw new VibeError('forbidden', 'Only the browser itself may ask this');
      const value = await answer(exchange, cookiesOf(req));
      // The browser hands the answer on under the rules of CORS. By now the origin is one that the app has registered.
      if (headers.origin !== undefined) allowOrigin(res, headers.origin);
      send(res, 200, value);
    } catch (error) {
      const vibe = toVibeError(error);
      if (vibe.status >= 500)
        services.log.error({ err: vibe.cause ?? vibe, requestId: String(res.getHeader('vibe-request-id')) }, 'FedCM failed');
      if (vibe.retryAfterSeconds !== undefined) res.setHeader('retry-after', String(vibe.retryAfterSeconds));
      // In FedCM's shape (§3.6.2), and without CORS headers: the page learns that it was refused, not why.
      send(res, vibe.status, { error: { code: errorCode(vibe.code) }, code: vibe.code, title: vibe.message });
    }
  };

/** OAuth's names for it (RFC 6749 §4.1.2.1). */
const errorCode = (code: VibeErrorCode): string => oauthNames[code] ?? 'server_error';
const oauthNames: Partial<Record<VibeErrorCode, string>> = {
  bad_request: 'invalid_request',
  too_large: 'invalid_request',
  unknown_app: 'unauthorized_client',
  origin_not_allowed: 'unauthorized_client',
  forbidden: 'access_denied',
  not_signed_in: 'access_denied',
  consent_required: 'access_denied',
  rate_limited: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
};

const query = ({ services, req }: Exchange): URLSearchParams => new URL(req.url ?? '', services.publicUrl).searchParams;

export const accounts = answering(({ services }, cookies) => fedcmAccounts(services, cookies));

export const clientMetadata = answering((exchange) =>
  fedcmClientMetadata(exchange.services, query(exchange).get('client_id') ?? '', exchange.req.headers.origin),
);

export const assertion = answering(async ({ services, req }, cookies) => {
  const input = fedcmAssertionInput.parse(Object.fromEntries(await readForm(req)));
  return fedcmAssertion(services, cookies, req.headers.origin, input);
});

export const disconnect = answering(async ({ services, req }, cookies) => {
  const form = await readForm(req);
  const input = { clientId: form.get('client_id') ?? '', hint: form.get('account_hint') ?? '' };
  return fedcmDisconnect(services, cookies, req.headers.origin, input);
});

function allowOrigin(res: ServerResponse, origin: string): void {
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-allow-credentials', 'true');
  res.setHeader('vary', 'Origin');
}

const send = (res: ServerResponse, status: number, value: object): void =>
  void res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(value));
