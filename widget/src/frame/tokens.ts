import type { FrameAccessToken, Profile } from '@vibe/shared';
import * as oauth from 'oauth4webapi';
import type { BootApp } from './boot.ts';
import { makeKey } from './dpop.ts';
import { FrameError } from './frame-error.ts';
import type { Keep, SignIn } from './keep.ts';
import type { CodeGrant, TokenEndpoint, Tokens } from './token-endpoint.ts';

const profileIsFreshMilliseconds = 15 * 60_000;

/** What has to be said to the other tabs of this site. */
export type Announce = (what: 'began' | 'ended') => void;

/** Codes become tokens here, and the refresh token stays. */
export class TokenKeeper {
  readonly #app: BootApp;
  readonly #keep: Keep;
  readonly #endpoint: TokenEndpoint;
  readonly #announce: Announce;
  #early: Promise<FrameAccessToken | undefined> | undefined;

  constructor(app: BootApp, keep: Keep, endpoint: TokenEndpoint, announce: Announce) {
    this.#app = app;
    this.#keep = keep;
    this.#endpoint = endpoint;
    this.#announce = announce;
  }

  key(): Promise<CryptoKeyPair> {
    return this.#keep.key(makeKey);
  }

  /** @see RFC 9449 §6.1 */
  async thumbprint(): Promise<string> {
    return oauth.DPoP({}, await this.key()).calculateThumbprint();
  }

  signIn(): Promise<SignIn | undefined> {
    return this.#keep.signIn();
  }

  /** The host's first request will be for a token: it is fetched while the host is still on its way here, and given to nobody but it. */
  refreshEarly(): void {
    this.#early = this.#keep.signIn().then((kept) => (kept ? this.#renew() : undefined));
    this.#early.catch(() => undefined);
  }

  async redeem(grant: CodeGrant): Promise<FrameAccessToken> {
    this.#early = undefined;
    const key = await this.key();
    const tokens = await this.#endpoint.redeem(key, grant);
    const profile = await this.#endpoint.profile(key, tokens.accessToken);
    if (tokens.refreshToken !== undefined) {
      await this.#keep.saveSignIn({ refreshToken: tokens.refreshToken, scope: tokens.scope, profile, profileReadAt: Date.now() });
      this.#announce('began');
    }
    return toMessage(tokens, profile);
  }

  async refresh(): Promise<FrameAccessToken> {
    const early = this.#early;
    this.#early = undefined;
    return (await early?.catch(() => undefined)) ?? this.#renew();
  }

  /** One tab at a time: where the server rotates, a second use of the same token would end them all. */
  #renew(): Promise<FrameAccessToken> {
    return navigator.locks.request(`vibe-auth ${this.#app.clientId}`, async () => {
      const [kept, key] = await Promise.all([this.#keep.signIn(), this.#keep.existingKey()]);
      if (!kept || !key) throw new FrameError('not_signed_in', 'Nobody is signed in here.');
      const tokens = await this.#endpoint.refresh(key, kept.refreshToken).catch((error: unknown) => this.#ended(error));
      const { refreshToken = kept.refreshToken, scope } = tokens;
      const { profile, profileReadAt } = kept;
      const next: SignIn = { profile, profileReadAt, refreshToken, scope };
      await this.#keep.saveSignIn(next);
      if (Date.now() - profileReadAt > profileIsFreshMilliseconds) void this.#renewProfile(key, tokens, next);
      return toMessage(tokens, profile);
    });
  }

  /** First forgotten here: a refresh token without its key is of no use to anybody, even if the server cannot be told now. */
  async signOut(): Promise<void> {
    this.#early = undefined;
    const [kept, key] = [await this.#keep.signIn(), await this.key()];
    await this.#keep.forget();
    this.#announce('ended');
    if (kept) await this.#endpoint.revoke(key, kept.refreshToken).catch(() => undefined);
  }

  async #ended(error: unknown): Promise<never> {
    if (error instanceof FrameError && error.code === 'not_signed_in') {
      await this.#keep.forget();
      this.#announce('ended');
    }
    throw error;
  }

  /** A new name or picture is shown from the next refresh on; waiting for it would make every reload slower. */
  async #renewProfile(key: CryptoKeyPair, tokens: Tokens, signIn: SignIn): Promise<void> {
    const profile = await this.#endpoint.profile(key, tokens.accessToken).catch(() => undefined);
    if (profile && (await this.#keep.signIn())) await this.#keep.saveSignIn({ ...signIn, profile, profileReadAt: Date.now() });
  }
}

const toMessage = ({ accessToken, tokenType, scope, expiresAt }: Tokens, profile: Profile): FrameAccessToken => ({
  access_token: accessToken,
  token_type: tokenType,
  scope,
  expires_at: expiresAt,
  profile,
});
