import { defaultScopes, type FrameAccessToken, type FrameState, type Profile } from '@vibe/shared';
import { coolDown } from './cool-down.ts';
import { asSessionError, SessionError, type SessionErrorCode, sessionError } from './errors.ts';
import { FrameLink, type FramePush } from './frame-link.ts';
import { lazyLadder } from './lazy-ladder.ts';
import { loopGuard } from './loop-guard.ts';
import { createPanel, type Panel } from './panel.ts';
import { remembered } from './remembered.ts';
import { requestHeaders } from './request-headers.ts';
import { pause, withBackoff } from './retry.ts';
import { type Returned, takeReturned } from './returning.ts';
import { nextState, type SessionEvent } from './states.ts';
import type { Attempt } from './strategies/strategy.ts';
import { gave, Trace } from './trace.ts';
import type { SessionNews, SessionOptions, SessionState, SignedOut, SignInMode, SignInOptions, TraceLine, VibeSession } from './types.ts';
import { offerUnasked } from './unasked.ts';
import { whenReachable } from './when-reachable.ts';

/** A token is renewed, when somebody asks for it, this long before it ends. */
const freshMilliseconds = 60_000;

const unreachable: ReadonlySet<SessionErrorCode> = new Set(['frame_refused', 'offline', 'timeout', 'unavailable']);

/** Prefer `sharedSession`: two sessions of one app on one page are two frames. */
export class Session implements VibeSession {
  readonly server: string;
  readonly app: string;
  readonly ready: Promise<SessionState>;
  #state: SessionState = { at: 'loading' };
  readonly #scope: string;
  readonly #mode: SignInMode;
  readonly #lang: string;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #panel: Panel;
  readonly #link: FrameLink;
  readonly #trace = new Trace();
  readonly #ladder = lazyLadder();
  readonly #coolDown: ReturnType<typeof coolDown>;
  readonly #remembered: ReturnType<typeof remembered>;
  #seen: FrameState | undefined;
  #held: FrameAccessToken | undefined;
  #attempt: Promise<Profile> | undefined;
  #refreshing: Promise<FrameAccessToken | undefined> | undefined;
  /** What was offered unasked: once for each page, and never again after a click. */
  #offer: AbortController | undefined;

  constructor({ server, app, scope = '', mode = 'auto', lang = document.documentElement.lang }: SessionOptions) {
    this.server = new URL(server).origin;
    this.app = app;
    this.#scope = scope;
    this.#mode = mode;
    this.#lang = lang;
    this.#coolDown = coolDown(app);
    this.#remembered = remembered(app);
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
    this.#panel = createPanel(this.server, { app, lang }, () => void this.#link.request({ type: 'cancel' }).catch(() => undefined));
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
    this.#attempt ??= this.#signIn(options).finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  async signOut(): Promise<void> {
    loopGuard(this.app).finish();
    // Who has just left is not offered to come in again by the next page.
    this.#coolDown.unanswered();
    void navigator.credentials?.preventSilentAccess?.().catch(() => undefined);
    try {
      await this.#link.request({ type: 'logout' });
    } finally {
      await this.#end();
    }
  }

  async accessToken({ fresh = false }: { fresh?: boolean } = {}): Promise<FrameAccessToken | undefined> {
    await this.ready;
    const held = this.#held;
    // Remembered from before, without a token: this is the moment to look whether Vibe can be reached.
    if (!held) return this.#state.at === 'signed_in' ? this.#first() : undefined;
    const left = held.expires_at - Date.now();
    if (!fresh && left > freshMilliseconds) return held;
    if (left <= 0) this.#on({ type: 'renewing' });
    try {
      return await this.#refresh();
    } catch (error) {
      // It was to be renewed early and could not be: what is left of it still counts.
      if (!fresh && left > 0) return held;
      throw error;
    }
  }

  /** Of somebody who is remembered from before. */
  #first(): Promise<FrameAccessToken | undefined> {
    if (!this.#link.isOpen) throw new SessionError('offline');
    return this.#refresh();
  }

  async authorize(method: string, url: string): Promise<Record<string, string>> {
    const token = await this.accessToken();
    if (!token) return {};
    return requestHeaders(this.#link, token, { method, url: new URL(url, this.server) });
  }

  retry(): void {
    if (this.#state.at !== 'failed') return;
    const unreached = !this.#link.isOpen;
    this.#on({ type: 'retry' });
    if (unreached) this.#link.reload();
    void this.#restore();
  }

  explain(): readonly TraceLine[] {
    return [...this.#trace.lines];
  }

  report({ budget, queued }: SessionNews): void {
    if (budget) this.#on({ type: 'budget', exhausted: budget === 'exhausted' });
    if (queued !== undefined) this.#on({ type: 'queued', writes: queued });
  }

  async #restore(returned?: Returned): Promise<void> {
    const who = this.#remembered.get();
    // The frame would not even load; it is no news to anybody that there is no network.
    if (!returned && !navigator.onLine) return who ? this.#startOffline(who) : this.#fail(new SessionError('offline'));
    try {
      if (returned) return await this.#comeBack(returned);
      const seen = await this.#look();
      if (seen.signed_in ? await this.#refresh() : await this.#bySession(seen)) return;
      // Also who was remembered from before is not signed in, it turns out.
      if (!this.#held && this.#state.at !== 'signed_out') this.#vacant(seen);
      await this.#offerUnasked();
    } catch (error) {
      if (who && unreachable.has(asSessionError(error).code)) this.#startOffline(who);
      else this.#fail(error);
    }
  }

  /** Who was signed in here is shown without a token, until Vibe can be reached. */
  #startOffline(who: Profile): void {
    this.#trace.add('frame_refresh', 'failed', 'Vibe cannot be reached; who was signed in here is remembered.');
    this.#on({ type: 'remembered', profile: who });
    this.#waitForNetwork();
  }

  readonly #retryWhenReachable = whenReachable(() => {
    if (this.#state.at !== 'signed_in' || this.#state.but !== 'offline') return;
    if (!this.#link.isOpen) this.#link.reload();
    if (this.#held) void this.#refresh().catch(() => undefined);
    else void this.#restore();
  });

  #waitForNetwork(): void {
    this.#on({ type: 'offline' });
    if (this.#state.at === 'signed_in') this.#retryWhenReachable();
  }

  /** Asks the frame what it sees. */
  async #look(): Promise<FrameState> {
    const { state } = await this.#link.request({ type: 'status', scope: this.#scope });
    this.#seen = state;
    return state;
  }

  #vacant({ account, accounts, one_tap, missing, storage }: FrameState): void {
    this.#remembered.forget();
    this.#on({
      type: 'vacant',
      oneTap: account !== null && (one_tap || missing.length === 0),
      ...(account && { account }),
      ...(accounts && accounts.length > 1 && { accounts }),
      ...(storage && { storage }),
    });
  }

  /** The frame keeps a session of this app on this site: what is allowed comes back without a word. */
  async #bySession({ silent, missing }: FrameState): Promise<FrameAccessToken | undefined> {
    if (!silent || missing.length > 0) return undefined;
    this.#trace.add('partitioned_session', 'trying', 'The frame keeps a session of this app here.');
    const scope = this.#scope || (this.#seen?.app.scopes ?? defaultScopes).join(' ');
    const answer = await this.#link.request({ type: 'authorize', scope, interactive: false }).catch((error: unknown) => {
      this.#trace.add('partitioned_session', 'failed', asSessionError(error).message);
      return undefined;
    });
    if (answer?.type !== 'token') return undefined;
    this.#trace.add('partitioned_session', 'signed_in', gave(answer.token));
    this.#take(answer.token);
    return answer.token;
  }

  async #comeBack({ code, error, message, state, iss, href, inClick }: Returned): Promise<void> {
    this.#on({ type: 'attempt', how: 'redirect' });
    try {
      if (code === undefined) throw sessionError(error ?? 'bad_answer', { message });
      this.#take((await this.#link.request({ type: 'code', code, state, iss })).token);
      this.#trace.add('redirect', 'signed_in', 'The page came back with a code.');
      if (inClick) loopGuard(this.app).finish();
      if (href !== undefined) location.replace(href);
      await this.#look();
    } catch (failure) {
      this.#trace.add('redirect', 'failed', asSessionError(failure).message);
      this.#vacant(await this.#look());
      throw failure;
    }
  }

  async #offerUnasked(): Promise<void> {
    const { at, why } = this.#state as Partial<SignedOut>;
    if (at !== 'signed_out' || why === 'revoked' || this.#offer || this.#mode !== 'auto' || !('IdentityCredential' in globalThis)) return;
    this.#offer = new AbortController();
    const { signal } = this.#offer;
    const attempt = { ...this.#newAttempt({}, false), on: () => undefined, signal };
    const known = this.#remembered.was();
    const parts = { attempt, ladder: this.#ladder, cool: this.#coolDown, trace: this.#trace, known };
    const outcome = await offerUnasked(parts);
    if (signal.aborted || outcome === undefined) return;
    if (typeof outcome === 'number') return this.#on({ type: 'cancelled', coolDownUntil: outcome });
    this.#on({ type: 'attempt', how: 'fedcm' });
    this.#take(outcome);
  }

  #newAttempt({ mode = this.#mode, scope: named = this.#scope, account, lang = this.#lang }: SignInOptions, inClick: boolean): Attempt {
    const { server, app } = this;
    const scope = named || (this.#seen?.app.scopes ?? defaultScopes).join(' ');
    const on = (event: SessionEvent): void => this.#on(event);
    const signal = new AbortController().signal;
    return { server, app, scope, mode, lang, account, link: this.#link, inClick, seen: this.#seen, held: this.#held, on, signal };
  }

  async #signIn(options: SignInOptions): Promise<Profile> {
    const inClick = navigator.userActivation?.isActive ?? true;
    this.#offer ??= new AbortController();
    this.#offer.abort();
    this.#trace.during('click');
    try {
      // Too early a click: the frame is asked first, as long as a browser still counts the click for a window.
      if (!this.#seen) await Promise.race([this.ready, pause(1000)]);
      const ladder = this.#ladder.now ?? (await this.#ladder.load());
      const token = await ladder.climb(this.#newAttempt(options, inClick), this.#trace);
      if (inClick) loopGuard(this.app).finish();
      this.#coolDown.end();
      return this.#take(token);
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
      this.#trace.add('frame_refresh', 'signed_in', gave(token));
      return token;
    } catch (error) {
      const { code, message } = asSessionError(error);
      this.#trace.add('frame_refresh', 'failed', `${code}: ${message}`);
      if (unreachable.has(code)) this.#waitForNetwork();
      if (code !== 'not_signed_in' && code !== 'expired' && code !== 'revoked') throw error;
      const again = code === 'revoked' ? undefined : await this.#bySession(await this.#look());
      if (!again) await this.#end(code === 'not_signed_in' ? undefined : code);
      return again;
    }
  }

  #take(token: FrameAccessToken): Profile {
    this.#held = token;
    const storage = this.#seen?.storage;
    if (this.#seen) this.#seen = { ...this.#seen, signed_in: true, account: token.profile };
    this.#remembered.set(token.profile);
    this.#on({ type: 'token', profile: token.profile, ...(storage && { storage }) });
    return token.profile;
  }

  async #end(why?: 'expired' | 'revoked'): Promise<void> {
    this.#held = undefined;
    this.#remembered.forget();
    this.#on({ type: 'ended', ...(why && { why }) });
    const seen = await this.#look().catch((error: unknown) => this.#fail(error));
    if (seen && !seen.signed_in) this.#vacant(seen);
  }

  #fail(error: unknown): void {
    const failure = asSessionError(error);
    const { code } = failure;
    const how = this.#state.at === 'signing_in' && this.#state.how;
    const refused = code === 'access_denied' || (code === 'cancelled' && (how === 'frame_one_tap' || how === 'fedcm'));
    if (refused) loopGuard(this.app).finish();
    if (refused) this.#on({ type: 'cancelled', coolDownUntil: this.#coolDown.turnedAway() });
    else this.#on(code === 'cancelled' ? { type: 'cancelled' } : { type: 'failed', error: failure });
    if (code === 'offline') addEventListener('online', () => this.retry(), { once: true });
  }

  #onPush(push: FramePush): void {
    if (push.type === 'ui') {
      if (push.asks) this.#on({ type: 'asks', asks: push.asks });
      if (push.height !== undefined) this.#panel.show(push.height);
    } else if (push.type === 'ended') void this.#end(push.why);
    else if (!this.#held && !this.#attempt) void this.#refresh().catch(() => undefined);
  }

  #on(event: SessionEvent): void {
    const next = nextState(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener(next);
  }
}
