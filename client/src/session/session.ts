import { defaultScopes, type FrameAccessToken, type FrameState, type Profile } from '@vibe/shared';
import { asSessionError, SessionError, sessionError } from './errors.ts';
import { FrameLink, type FramePush } from './frame-link.ts';
import { loopGuard } from './loop-guard.ts';
import { createPanel, type Panel } from './panel.ts';
import { pause, withBackoff } from './retry.ts';
import { type Returned, takeReturned } from './returning.ts';
import { nextState, type SessionEvent } from './states.ts';
import { type Attempt, strategies } from './strategies/index.ts';
import { hashOfToken } from './token-hash.ts';
import type { SessionOptions, SessionState, SignInOptions, VibeSession } from './types.ts';

/** A token is renewed, when somebody asks for it, this long before it ends. */
const freshMilliseconds = 60_000;

/** Prefer `sharedSession`: two sessions of one app on one page are two frames. */
export class Session implements VibeSession {
  readonly server: string;
  readonly app: string;
  readonly ready: Promise<SessionState>;
  #state: SessionState = { at: 'loading' };
  readonly #scope: string;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #panel: Panel;
  readonly #link: FrameLink;
  #seen: FrameState | undefined;
  #held: FrameAccessToken | undefined;
  #attempt: Promise<Profile> | undefined;
  #refreshing: Promise<FrameAccessToken | undefined> | undefined;

  constructor({ server, app, scope = '' }: SessionOptions) {
    this.server = new URL(server).origin;
    this.app = app;
    this.#scope = scope;
    this.ready = new Promise((resolve) => {
      const stop = this.subscribe((state) => {
        if (state.at !== 'loading' && state.at !== 'signing_in') {
          stop();
          resolve(state);
        }
      });
    });
    // First of all, so that no router of the page sees the code.
    const returned = takeReturned(this);
    this.#panel = createPanel(this.server, app, () => void this.#link.request({ type: 'cancel' }).catch(() => undefined));
    this.#link = new FrameLink(this.#panel.frame, this, (push) => this.#onPush(push));
    void this.#restore(returned);
  }

  get state(): SessionState {
    return this.#state;
  }

  subscribe(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  signIn(options: SignInOptions = {}): Promise<Profile> {
    this.#attempt ??= this.#climb(options).finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  async signOut(): Promise<void> {
    try {
      await this.#link.request({ type: 'logout' });
    } finally {
      await this.#end();
    }
  }

  async accessToken({ fresh = false }: { fresh?: boolean } = {}): Promise<FrameAccessToken | undefined> {
    await this.ready;
    const held = this.#held;
    if (!held) return undefined;
    const left = held.expires_at - Date.now();
    if (!fresh && left > freshMilliseconds) return held;
    try {
      return await this.#refresh();
    } catch (error) {
      // It was to be renewed early and could not be: what is left of it still counts.
      if (!fresh && left > 0) return held;
      throw error;
    }
  }

  async authorize(method: string, url: string): Promise<Record<string, string>> {
    const token = await this.accessToken();
    if (!token) return {};
    const authorization = `${token.token_type} ${token.access_token}`;
    if (token.token_type === 'Bearer') return { authorization };
    const { origin, pathname } = new URL(url, this.server);
    const { proof } = await this.#link.request({
      type: 'sign',
      htm: method,
      htu: origin + pathname,
      ath: await hashOfToken(token.access_token),
    });
    return { authorization, dpop: proof };
  }

  retry(): void {
    if (this.#state.at !== 'failed') return;
    const refused = this.#state.error.code === 'frame_refused';
    this.#on({ type: 'retry' });
    if (refused) this.#link.reload();
    void this.#restore();
  }

  async #restore(returned?: Returned): Promise<void> {
    try {
      if (returned) return await this.#comeBack(returned);
      await this.#look();
      if (this.#seen?.signed_in) await this.#refresh();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Asks the frame what it sees; says so when nobody is signed in. */
  async #look(): Promise<void> {
    const { state } = await this.#link.request({ type: 'status', scope: this.#scope });
    this.#seen = state;
    if (state.signed_in) return;
    this.#on({
      type: 'vacant',
      oneTap: state.account !== null && (state.one_tap || state.missing.length === 0),
      ...(state.account && { account: state.account }),
    });
  }

  async #comeBack({ code, error, message, state, iss, href }: Returned): Promise<void> {
    this.#on({ type: 'attempt', how: 'redirect' });
    try {
      if (code === undefined) throw sessionError(error ?? 'bad_answer', { message });
      this.#take((await this.#link.request({ type: 'code', code, state, iss })).token);
      if (href !== undefined) location.replace(href);
      await this.#look();
    } catch (failure) {
      await this.#look();
      throw failure;
    }
  }

  async #climb({ mode = 'auto', scope: named = this.#scope }: SignInOptions): Promise<Profile> {
    try {
      // Too early a click: the frame is asked first, as long as a browser still counts the click for a window.
      if (!this.#seen) await Promise.race([this.ready, pause(1000)]);
      const scope = named || (this.#seen?.app.scopes ?? defaultScopes).join(' ');
      const attempt: Attempt = { server: this.server, app: this.app, scope, mode, link: this.#link, seen: this.#seen, held: this.#held };
      for (const strategy of strategies) {
        if (!strategy.applies(attempt)) continue;
        this.#on({ type: 'attempt', how: strategy.step });
        const outcome = await strategy.run(attempt);
        if (outcome === 'leaving') await untilComeBack();
        else if (outcome !== 'next') return this.#take(outcome.token);
      }
      throw new SessionError('not_signed_in');
    } catch (error) {
      this.#fail(error);
      throw asSessionError(error);
    } finally {
      this.#panel.show(0);
    }
  }

  #refresh(): Promise<FrameAccessToken | undefined> {
    this.#refreshing ??= this.#renew().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #renew(): Promise<FrameAccessToken | undefined> {
    try {
      const { token } = await withBackoff(() => this.#link.request({ type: 'refresh' }));
      this.#take(token);
      return token;
    } catch (error) {
      if (asSessionError(error).code !== 'not_signed_in') throw error;
      await this.#end();
      return undefined;
    }
  }

  #take(token: FrameAccessToken): Profile {
    this.#held = token;
    if (this.#seen) this.#seen = { ...this.#seen, signed_in: true, account: token.profile };
    loopGuard(this.app).finish();
    this.#on({ type: 'token', profile: token.profile });
    return token.profile;
  }

  async #end(): Promise<void> {
    this.#held = undefined;
    this.#on({ type: 'ended' });
    await this.#look().catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    const failure = asSessionError(error);
    const turnedAway = failure.code === 'cancelled' || failure.code === 'access_denied';
    this.#on(turnedAway ? { type: 'cancelled' } : { type: 'failed', error: failure });
    if (failure.code === 'offline') addEventListener('online', () => this.retry(), { once: true });
  }

  #onPush(push: FramePush): void {
    if (push.type === 'ui') this.#panel.show(push.height ?? 0);
    else if (push.type === 'ended') void this.#end();
    else if (!this.#held && !this.#attempt) void this.#refresh().catch(() => undefined);
  }

  #on(event: SessionEvent): void {
    const next = nextState(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener(next);
  }
}

/** The page is on its way to Vibe. Seeing it again out of the browser's back-forward cache means that the person turned around. */
const untilComeBack = (): Promise<never> =>
  new Promise((_, reject) => {
    addEventListener('pageshow', () => reject(new SessionError('cancelled')), { once: true });
  });
