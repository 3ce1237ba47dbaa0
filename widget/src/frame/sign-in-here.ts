import type { Did, FrameAccessToken, FrameMessage } from '@vibe/shared';
import { calculatePKCECodeChallenge, generateRandomCodeVerifier } from 'oauth4webapi';
import { FrameError } from './frame-error.ts';
import type { FrameStatus, frameRoutes } from './frame-routes.ts';
import type { TokenKeeper } from './tokens.ts';

export interface SignInHere {
  readonly server: string;
  readonly clientId: string;
  /** Of the page around this frame. */
  readonly origin: string;
  readonly routes: ReturnType<typeof frameRoutes>;
  readonly tokens: TokenKeeper;
  readonly wantHeight: (height: number) => void;
  /** Tells the page what the person is asked now. */
  readonly asks: (what: SignInAsks) => void;
}

export type SignInAsks = NonNullable<Extract<FrameMessage, { type: 'ui' }>['asks']>;

export interface Asked {
  readonly scope: string;
  /** May something be shown? */
  readonly interactive: boolean;
  /** Left out: the active one of this browser's. */
  readonly account?: Did | undefined;
  readonly cancelled: AbortSignal;
}

/**
 * Signs in without leaving the page: silently when all is allowed already, else with one tap on the compact consent.
 * @returns `elsewhere` where that cannot be done in a frame: nobody seen, a sensitive scope, or no proof that the consent is visible
 */
export async function signInHere(
  here: SignInHere,
  { scope, interactive, account, cancelled }: Asked,
): Promise<FrameAccessToken | 'elsewhere'> {
  const { routes, tokens, clientId, server, origin, wantHeight, asks } = here;
  const who = account !== undefined && { account };
  const status = await routes.status({ client_id: clientId, scope, origin, ...who });
  if (!maySeeAccount(status)) return 'elsewhere';
  const silent = status.missing.length === 0;
  if (!silent) {
    if (!interactive || !status.one_tap) return 'elsewhere';
    asks(status.granted.length > 0 ? 'incremental_consent' : 'first_consent');
    // Not with the frame: it stands before every silent refresh, which shows nothing.
    const card = await import('./one-tap.ts').catch(() => undefined);
    const decision = (await card?.askForOneTap({ status, wantHeight, cancelled })) ?? 'unseen';
    if (decision === 'unseen') return 'elsewhere';
    if (decision === 'not_now') throw new FrameError('cancelled', 'The person said "Not now".');
  }
  const verifier = generateRandomCodeVerifier();
  const code = await routes.authorize({
    client_id: clientId,
    scope,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    dpop_jkt: await tokens.thumbprint(),
    origin,
    approve: !silent,
    ...who,
    ...(!silent && { display: status.display }),
  });
  return tokens.redeem({ ...code, verifier, redirectUri: `${server}/oauth/frame` });
}

const maySeeAccount = (status: FrameStatus): status is FrameStatus & { account: NonNullable<FrameStatus['account']> } =>
  status.account !== null;
