import { type FrameAccessToken, type Profile, signInLifetimeSeconds } from '@vibe/shared';
import * as oauth from 'oauth4webapi';
import type { BootApp } from './boot.ts';
import { makeKey } from './dpop.ts';
import { FrameError } from './frame-error.ts';
import type { Keep, SignIn } from './keep.ts';
import type { KeptSession } from './kept-session.ts';
import { inTurn, type Tabs } from './tabs.ts';
import type { CodeGrant, TokenEndpoint, Tokens } from './token-endpoint.ts';

const profileIsFreshMilliseconds = 15 * 60_000;
/** A token that is good for less is not worth handing on. */
const worthMilliseconds = 60_000;

export interface TokenKeeperParts {
  readonly app: BootApp;
  readonly keep: Keep;
  readonly endpoint: TokenEndpoint;
  readonly session: KeptSession;
  readonly tabs: Tabs;
}

/** Codes become tokens here, and the refresh token stays. */
export class TokenKeeper {
  readonly #app: BootApp;
  readonly #keep: Keep;
  readonly #endpoint: TokenEndpoint;
  readonly #session: KeptSession;
  readonly #tabs: Tabs;
  #early: Promise<FrameAccessToken | undefined> | undefined;
  /** What the page around this frame holds: it does not ask for that again. */
  #given: string | undefined;

  constructor({ app, keep, endpoint, session, tabs }: TokenKeeperParts) {
    this.#app = app;
    this.#keep = keep;
    this.#endpoint = endpoint;
    this.#session = session;
    this.#tabs = tabs;
  }

  get blocked(): boolean {
    return this.#keep.blocked;
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
    const [key, before] = [await this.key(), await this.#keep.signIn()];
    const tokens = await this.#endpoint.redeem(key, grant);
    const profile = await this.#endpoint.profile(key, tokens.accessToken);
    const now = Date.now();
    if (tokens.refreshToken !== undefined) {
      const { refreshToken, scope } = tokens;
      await this.#keep.saveSignIn({ refreshToken, scope, profile, profileReadAt: now, beganAt: now, renewedAt: now });
      this.#tabs.say({ what: 'began' });
      // Without this the sign-in of whoever was here before would go on at the server, where nobody can end it from here.
      if (before && before.profile.did !== profile.did) void this.#endpoint.revoke(key, before.refreshToken).catch(() => undefined);
      void this.#session.begin(key, tokens.accessToken).catch(() => undefined);
    }
    return this.#give(tokens, profile);
  }

  async refresh(): Promise<FrameAccessToken> {
    const early = this.#early;
    this.#early = undefined;
    const token = (await early?.catch(() => undefined)) ?? this.#heard() ?? (await this.#renew());
    this.#given = token.access_token;
    return token;
  }

  /** One tab at a time, and one of them for all: those that waited take what it got. */
  #renew(): Promise<FrameAccessToken> {
    const asked = Date.now();
    return inTurn(`vibe-auth ${this.#app.clientId}`, async () => {
      const [kept, key] = await Promise.all([this.#keep.signIn(), this.#keep.existingKey()]);
      if (!kept || !key) throw new FrameError('not_signed_in', 'Nobody is signed in here.');
      if (kept.renewedAt >= asked) {
        const heard = this.#heard() ?? (await this.#tabs.nextToken());
        if (heard) return heard;
      }
      const tokens = await this.#endpoint.refresh(key, kept.refreshToken).catch((error: unknown) => this.#ended(error, kept));
      const { refreshToken = kept.refreshToken, scope } = tokens;
      const next: SignIn = { ...kept, refreshToken, scope, renewedAt: Date.now() };
      await this.#keep.saveSignIn(next);
      if (Date.now() - kept.profileReadAt > profileIsFreshMilliseconds) void this.#renewProfile(key, tokens, next);
      const token = this.#give(tokens, kept.profile);
      this.#tabs.say({ what: 'renewed', token });
      return token;
    });
  }

  /** A token that another tab has got since, unless it is the one that the page around this frame is not content with. */
  #heard(): FrameAccessToken | undefined {
    const token = this.#tabs.token;
    return token && token.access_token !== this.#given && token.expires_at - Date.now() > worthMilliseconds ? token : undefined;
  }

  /** First forgotten here: a refresh token without its key is of no use to anybody, even if the server cannot be told now. */
  async signOut(): Promise<void> {
    this.#early = undefined;
    const [kept, key] = [await this.#keep.signIn(), await this.key()];
    await this.#keep.forget();
    await Promise.all([
      kept && this.#endpoint.revoke(key, kept.refreshToken).catch(() => undefined),
      this.#session.end().catch(() => undefined),
    ]);
    // Not before: they look at once whom the server still sees.
    this.#tabs.say({ what: 'ended' });
  }

  /** The server does not say why; that the time was up can be told from here. */
  async #ended(error: unknown, { beganAt }: SignIn): Promise<never> {
    if (!(error instanceof FrameError) || error.code !== 'not_signed_in') throw error;
    const why = Date.now() - beganAt >= signInLifetimeSeconds * 1000 ? 'expired' : 'revoked';
    await this.#keep.forget();
    this.#tabs.say({ what: 'ended', why });
    throw new FrameError(why, error.message, error.requestId);
  }

  /** A new name or picture is shown from the next refresh on; waiting for it would make every reload slower. */
  async #renewProfile(key: CryptoKeyPair, tokens: Tokens, signIn: SignIn): Promise<void> {
    const profile = await this.#endpoint.profile(key, tokens.accessToken).catch(() => undefined);
    const kept = await this.#keep.signIn();
    if (profile && kept?.refreshToken === signIn.refreshToken) await this.#keep.saveSignIn({ ...kept, profile, profileReadAt: Date.now() });
  }

  #give({ accessToken, tokenType, scope, expiresAt, skew }: Tokens, profile: Profile): FrameAccessToken {
    this.#given = accessToken;
    return {
      access_token: accessToken,
      token_type: tokenType,
      scope,
      expires_at: expiresAt,
      profile,
      ...(skew !== 0 && { clock_skew: skew }),
    };
  }
}
