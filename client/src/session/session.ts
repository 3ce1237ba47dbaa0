import { defaultScopes, type FrameAccessToken, type FrameState, type Profile } from '@vibe/shared';
import { coolDown } from './cool-down.ts';
import { earlyWindow } from './early-window.ts';
import { asSessionError, isUnreachable, SessionError, sessionError } from './errors.ts';
import { FrameLink, type FramePush } from './frame-link.ts';
import { lazyLadder } from './lazy-ladder.ts';
import { endLoop } from './loop-count.ts';
import { createPanel, type Panel } from './panel.ts';
import { remembered } from './remembered.ts';
import { requestHeaders } from './request-headers.ts';
import { pause } from './retry.ts';
import { type Returned, takeReturned } from './returning.ts';
import { StateHolder } from './state-holder.ts';
import type { Attempt } from './strategies/strategy.ts';
import { TokenHolder } from './token-holder.ts';
import { gave, Trace } from './trace.ts';
import type { SessionNews, SessionOptions, SessionState, SignInOptions, TraceLine, VibeSession } from './types.ts';
import { whenReachable } from './when-reachable.ts';

/** Prefer `sharedSession`: two sessions of one app on one page are two frames. */
export class Session implements VibeSession {
  readonly server: string;
  readonly app: string;
  readonly #wishes: Required<Pick<SessionOptions, 'scope' | 'mode' | 'lang'>>;
  readonly #state = new StateHolder();
  readonly #trace = new Trace();
  readonly #ladder = lazyLadder();
  readonly #coolDown: ReturnType<typeof coolDown>;
  readonly #remembered: ReturnType<typeof remembered>;
  readonly #panel: Panel;
  readonly #link: FrameLink;
  readonly #tokens: TokenHolder;
  #seen: FrameState | undefined;
  #attempt: Promise<Profile> | undefined;
  /** What was offered unasked: once for each page, and never again after a click. */
  #offer: AbortController | undefined;

  constructor({ server, app, scope = '', mode = 'auto', lang = document.documentElement.lang }: SessionOptions) {
    this.server = new URL(server).origin;
    this.app = app;
    this.#wishes = { scope, mode, lang };
    this.#coolDown = coolDown(app);
    this.#remembered = remembered(app);
    // First of all, so that no router of the page sees the code.
    const returned = takeReturned(this);
    this.#panel = createPanel(this.server, { app, lang }, () => void this.#link.request({ type: 'cancel' }).catch(() => undefined));
    const link = new FrameLink(this.#panel.frame, this, (push) => this.#onPush(push));
    this.#link = link;
    this.#tokens = new TokenHolder({
      link,
      trace: this.#trace,
      onToken: (token) => this.#take(token),
      onRenewing: () => this.#state.on({ type: 'renewing' }),
      onUnreachable: () => this.#waitForNetwork(),
      onLost: (why) => this.#onLost(why),
    });
    void this.#restore(returned);
  }

  get ready(): Promise<SessionState> {
    return this.#state.ready;
  }

  get state(): SessionState {
    return this.#state.now;
  }

  subscribe(listener: (state: SessionState) => void): () => void {
    return this.#state.subscribe(listener);
  }

  signIn(options: SignInOptions = {}): Promise<Profile> {
    this.#attempt ??= this.#signIn(options).finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  async signOut(): Promise<void> {
    endLoop(this.app);
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
    return this.#tokens.held || this.state.at === 'signed_in' ? this.#tokens.token({ fresh }) : undefined;
  }

  async authorize(method: string, url: string): Promise<Record<string, string>> {
    const token = await this.accessToken();
    return token ? requestHeaders(this.#link, token, { method, url: new URL(url, this.server) }) : {};
  }

  retry(): void {
    if (this.state.at !== 'failed') return;
    const unreached = !this.#link.isOpen;
    this.#state.on({ type: 'retry' });
    if (unreached) this.#link.reload();
    void this.#restore();
  }

  explain(): readonly TraceLine[] {
    return [...this.#trace.lines];
  }

  report({ budget, queued }: SessionNews): void {
    if (budget) this.#state.on({ type: 'budget', exhausted: budget === 'exhausted' });
    if (queued !== undefined) this.#state.on({ type: 'queued', writes: queued });
  }

  async #restore(returned?: Returned): Promise<void> {
    const who = this.#remembered.get();
    // The frame would not even load; it is no news to anybody that there is no network.
    if (!returned && !navigator.onLine) return who ? this.#startOffline(who) : this.#fail(new SessionError('offline'));
    try {
      if (returned) return await this.#comeBack(returned);
      const seen = await this.#look();
      if (seen.signed_in ? await this.#tokens.renew() : await this.#bySession(seen)) return;
      // Also who was remembered from before is not signed in, it turns out.
      if (!this.#tokens.held && this.state.at !== 'signed_out') this.#vacant(seen);
      await this.#offerUnasked();
    } catch (error) {
      if (who && isUnreachable(error)) this.#startOffline(who);
      else this.#fail(error);
    }
  }

  /** Who was signed in here is shown without a token, until Vibe can be reached. */
  #startOffline(who: Profile): void {
    this.#trace.add('frame_refresh', 'failed', 'Unreachable; who it was is remembered.');
    this.#state.on({ type: 'remembered', profile: who });
    this.#waitForNetwork();
  }

  readonly #retryWhenReachable = whenReachable(() => {
    const { state } = this;
    if (state.at !== 'signed_in' || state.but !== 'offline') return;
    if (!this.#link.isOpen) this.#link.reload();
    if (this.#tokens.held) void this.#tokens.renew().catch(() => undefined);
    else void this.#restore();
  });

  #waitForNetwork(): void {
    this.#state.on({ type: 'offline' });
    if (this.state.at === 'signed_in') this.#retryWhenReachable();
  }

  /** Asks the frame what it sees. */
  async #look(): Promise<FrameState> {
    const { state } = await this.#link.request({ type: 'status', scope: this.#wishes.scope });
    this.#seen = state;
    return state;
  }

  #vacant({ account, accounts, one_tap, missing, storage }: FrameState): void {
    this.#remembered.forget();
    this.#state.on({
      type: 'vacant',
      oneTap: account !== null && (one_tap || missing.length === 0),
      ...(account && { account }),
      ...(accounts && accounts.length > 1 && { accounts }),
      ...(storage && { storage }),
    });
  }

  #scope(named: string): string {
    return named || (this.#seen?.app.scopes ?? defaultScopes).join(' ');
  }

  /** The frame keeps a session of this app on this site: what is allowed comes back without a word. */
  async #bySession({ silent, missing }: FrameState): Promise<FrameAccessToken | undefined> {
    if (!silent || missing.length > 0) return undefined;
    this.#trace.add('partitioned_session', 'trying', 'The frame keeps a session.');
    const scope = this.#scope(this.#wishes.scope);
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
    this.#state.on({ type: 'attempt', how: 'redirect' });
    try {
      if (code === undefined) throw sessionError(error ?? 'bad_answer', { message });
      const { token } = await this.#link.request({ type: 'code', code, state, iss });
      this.#take(token);
      this.#trace.add('redirect', 'signed_in', gave(token));
      if (inClick) endLoop(this.app);
      if (href !== undefined) location.replace(href);
      await this.#look();
    } catch (failure) {
      this.#trace.add('redirect', 'failed', asSessionError(failure).message);
      this.#vacant(await this.#look());
      throw failure;
    }
  }

  async #offerUnasked(): Promise<void> {
    const { state } = this;
    if (state.at !== 'signed_out' || state.why === 'revoked' || this.#offer) return;
    if (this.#wishes.mode !== 'auto' || !('IdentityCredential' in globalThis)) return;
    this.#offer = new AbortController();
    const { signal } = this.#offer;
    const attempt = { ...this.#newAttempt({}, false), on: () => undefined, signal };
    const parts = { attempt, ladder: this.#ladder, cool: this.#coolDown, trace: this.#trace, known: this.#remembered.was() };
    // It cannot come: then nothing is offered, and a click does the same.
    const unasked = await import('./unasked.ts').catch(() => undefined);
    const outcome = await unasked?.offerUnasked(parts);
    if (signal.aborted || outcome === undefined) return;
    if (typeof outcome === 'number') return this.#state.on({ type: 'cancelled', coolDownUntil: outcome });
    this.#state.on({ type: 'attempt', how: 'fedcm' });
    this.#take(outcome);
  }

  #newAttempt(options: SignInOptions, inClick: boolean): Attempt {
    const { mode, scope, lang } = { ...this.#wishes, ...options };
    const { server, app } = this;
    return {
      ...{ server, app, mode, lang, inClick, scope: this.#scope(scope), account: options.account },
      ...{ link: this.#link, seen: this.#seen, held: this.#tokens.held, on: this.#state.on, signal: new AbortController().signal },
    };
  }

  async #signIn(options: SignInOptions): Promise<Profile> {
    const inClick = navigator.userActivation?.isActive ?? true;
    const { mode = this.#wishes.mode, account } = options;
    const child = earlyWindow({ mode, account, seen: this.#seen, held: this.#tokens.held });
    this.#offer ??= new AbortController();
    this.#offer.abort();
    this.#trace.during('click');
    try {
      // Too early a click: the frame is asked first, as long as a browser still counts the click for a window.
      if (!this.#seen) await Promise.race([this.ready, pause(1000)]);
      const ladder = this.#ladder.now ?? (await this.#ladder.load());
      const token = await ladder.climb({ ...this.#newAttempt(options, inClick), child }, this.#trace);
      if (inClick) endLoop(this.app);
      this.#coolDown.end();
      return this.#take(token);
    } catch (error) {
      this.#fail(error);
      throw asSessionError(error);
    } finally {
      child?.close();
      this.#panel.show(0);
    }
  }

  #take(token: FrameAccessToken): Profile {
    this.#tokens.held = token;
    const storage = this.#seen?.storage;
    if (this.#seen) this.#seen = { ...this.#seen, signed_in: true, account: token.profile };
    this.#remembered.set(token.profile);
    this.#state.on({ type: 'token', profile: token.profile, ...(storage && { storage }) });
    return token.profile;
  }

  /** What was ended on purpose stays so; what ran out, or was lost with the browser's storage, may come back by itself. */
  async #onLost(why: 'not_signed_in' | 'expired' | 'revoked'): Promise<FrameAccessToken | undefined> {
    const again = why === 'revoked' ? undefined : await this.#bySession(await this.#look());
    if (!again) await this.#end(why === 'not_signed_in' ? undefined : why);
    return again;
  }

  async #end(why?: 'expired' | 'revoked'): Promise<void> {
    this.#tokens.held = undefined;
    this.#remembered.forget();
    this.#state.on({ type: 'ended', ...(why && { why }) });
    const seen = await this.#look().catch((error: unknown) => this.#fail(error));
    if (seen && !seen.signed_in) this.#vacant(seen);
  }

  #fail(error: unknown): void {
    const failure = asSessionError(error);
    const { code } = failure;
    const how = this.state.at === 'signing_in' && this.state.how;
    const refused = code === 'access_denied' || (code === 'cancelled' && (how === 'frame_one_tap' || how === 'fedcm'));
    if (refused) endLoop(this.app);
    if (refused) this.#state.on({ type: 'cancelled', coolDownUntil: this.#coolDown.turnedAway() });
    else this.#state.on(code === 'cancelled' ? { type: 'cancelled' } : { type: 'failed', error: failure });
    if (code === 'offline') addEventListener('online', () => this.retry(), { once: true });
  }

  #onPush(push: FramePush): void {
    if (push.type === 'ui') {
      if (push.asks) this.#state.on({ type: 'asks', asks: push.asks });
      if (push.height !== undefined) this.#panel.show(push.height);
    } else if (push.type === 'ended') void this.#end(push.why);
    else if (!this.#tokens.held && !this.#attempt) void this.#tokens.renew().catch(() => undefined);
  }
}
