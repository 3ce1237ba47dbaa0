import { did, type Profile } from '@vibe/shared';
import * as oauth from 'oauth4webapi';
import type { Ask } from './ask-server.ts';
import { FrameError } from './frame-error.ts';
import type { ServerClock } from './server-clock.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly tokenType: 'DPoP' | 'Bearer';
  readonly scope: string;
  /** Milliseconds since 1970, by this device's clock. */
  readonly expiresAt: number;
  /** Absent where it stays the same. */
  readonly refreshToken: string | undefined;
  /** Seconds by which this device's clock is behind the server's; 0: not worth a word. */
  readonly skew: number;
}

export interface CodeGrant {
  readonly code: string;
  readonly iss: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** The token, revocation and userinfo endpoints for one public client that proves possession of its key. */
export function tokenEndpoint(server: string, clientId: string, ask: Ask, clock: ServerClock) {
  const as: oauth.AuthorizationServer = {
    issuer: server,
    token_endpoint: `${server}/oauth/token`,
    revocation_endpoint: `${server}/oauth/revoke`,
    userinfo_endpoint: `${server}/oauth/userinfo`,
    authorization_response_iss_parameter_supported: true,
  };
  const insecure = server.startsWith('http://'); // localhost: no other may be http
  const setUp = (key: CryptoKeyPair) => {
    const client: oauth.Client = {
      client_id: clientId,
      id_token_signed_response_alg: 'ES256',
      [oauth.clockSkew]: clock.skew,
      [oauth.clockTolerance]: 30,
    };
    const send = { [oauth.customFetch]: ask, [oauth.allowInsecureRequests]: insecure };
    return { client, send, bound: { ...send, DPoP: oauth.DPoP(client, key) } };
  };

  return {
    /** @see RFC 6749 §4.1.3, RFC 7636 §4.5; `iss`: RFC 9207 §2.4 */
    redeem: (key: CryptoKeyPair, { code, iss, verifier, redirectUri }: CodeGrant): Promise<Tokens> =>
      withRightClock(clock, async () => {
        const { client, bound } = setUp(key);
        const answer = oauth.validateAuthResponse(as, client, new URLSearchParams({ code, iss }), oauth.expectNoState);
        const response = await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), answer, redirectUri, verifier, bound);
        return toTokens(await oauth.processAuthorizationCodeResponse(as, client, response), clock);
      }),
    /** @throws {FrameError} `not_signed_in` when the server says that this has ended */
    refresh: (key: CryptoKeyPair, refreshToken: string): Promise<Tokens> =>
      withRightClock(clock, async () => {
        const { client, bound } = setUp(key);
        const response = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refreshToken, bound);
        return toTokens(await oauth.processRefreshTokenResponse(as, client, response), clock);
      }),
    /** @see RFC 7009 */
    async revoke(key: CryptoKeyPair, refreshToken: string): Promise<void> {
      const { client, send } = setUp(key);
      await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), refreshToken, send));
    },
    async profile(key: CryptoKeyPair, accessToken: string): Promise<Profile> {
      const { client, bound } = setUp(key);
      const response = await oauth.userInfoRequest(as, client, accessToken, bound);
      const {
        sub,
        name,
        preferred_username: handle,
        picture,
      } = await oauth.processUserInfoResponse(as, client, oauth.skipSubjectCheck, response);
      return { did: did.parse(sub), handle: handle ?? '', name: name ?? handle ?? sub, ...(picture !== undefined && { picture }) };
    },
  };
}
export type TokenEndpoint = ReturnType<typeof tokenEndpoint>;

const toTokens = (
  { access_token, token_type, scope, expires_in, refresh_token }: oauth.TokenEndpointResponse,
  { skew }: ServerClock,
): Tokens => ({
  accessToken: access_token,
  tokenType: token_type === 'dpop' ? 'DPoP' : 'Bearer',
  scope: scope ?? '',
  expiresAt: Date.now() + (expires_in ?? 60) * 1000,
  refreshToken: refresh_token,
  skew,
});

/** A proof with a wrong date tells us the right one: once more with it. Everything else becomes the host's words. */
async function withRightClock<T>(clock: ServerClock, work: () => Promise<T>): Promise<T> {
  const skew = clock.skew;
  try {
    return await work();
  } catch (error) {
    if (isLate(error) && clock.skew !== skew) return work().catch((again: unknown) => asFrameError(again, clock));
    return asFrameError(error, clock);
  }
}

const isLate = (error: unknown): boolean => error instanceof oauth.ResponseBodyError && error.error === 'invalid_dpop_proof';

function asFrameError(error: unknown, { skew }: ServerClock): never {
  if (isLate(error) && skew !== 0) throw new FrameError('clock_skew', `The clock of this device is ${Math.abs(skew)} s off.`);
  if (error instanceof oauth.ResponseBodyError) {
    const requestId = error.response.headers.get('vibe-request-id') ?? undefined;
    throw new FrameError(
      error.error === 'invalid_grant' ? 'not_signed_in' : error.error,
      error.error_description ?? error.error,
      requestId,
    );
  }
  // A page instead of JSON: the server, or what stands before it, has a problem.
  if (error instanceof oauth.OperationProcessingError) throw new FrameError('unavailable', error.message);
  throw error;
}
