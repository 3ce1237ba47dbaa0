import type { Did, FrameAccessToken, Profile } from '@vibe/shared';
import type { SessionError } from './errors.ts';

/** One way into Vibe; the order in which they are tried is the list in strategies/index.ts. */
export type SignInStep =
  | 'memory'
  | 'frame_refresh'
  | 'partitioned_session'
  | 'frame_one_tap'
  | 'fedcm'
  | 'storage_access'
  | 'popup'
  | 'redirect';

/** `auto`: whatever is least in the person's way. `popup`: never leave this page. `redirect`: never open a window. */
export type SignInMode = 'auto' | 'popup' | 'redirect';

/** What the person is asked at the moment, where it is known. */
export type SignInAsks = 'new_user' | 'passkey' | 'first_consent' | 'incremental_consent';

export interface SignedOut {
  readonly at: 'signed_out';
  /** Whose session Vibe's frame sees here: "Continue as …". */
  readonly account?: Profile;
  /** Where the frame sees several: `account`, then those others who allow this app something. Of the rest a page learns nothing, but may offer `'other'`. */
  readonly accounts?: readonly Profile[];
  /** Signing in takes one tap inside this page. */
  readonly oneTap: boolean;
  /**
   * Where there is more to say than that nobody is signed in. `denied`: the person said "Not now". `expired`: it has lasted as long as it may, and
   * takes a tap. `revoked`: it was ended elsewhere.
   */
  readonly why?: 'denied' | 'expired' | 'revoked';
  /** With `denied`: until when nothing is offered unasked, milliseconds since 1970. A click works at any time. */
  readonly coolDownUntil?: number;
  /** The browser keeps nothing for Vibe on this page: a sign-in lasts as long as the page. */
  readonly storage?: 'blocked';
}

export interface SignedIn {
  readonly at: 'signed_in';
  readonly profile: Profile;
  /**
   * What is amiss, if anything. `renewing`: the access token has run out and another is on its way. `offline`: Vibe cannot be reached; who it is, is
   * remembered. `over_budget`: the server refused work because nobody pays for it any more.
   */
  readonly but?: 'renewing' | 'offline' | 'over_budget';
  /** Writes that wait for the network. */
  readonly queued?: number;
  readonly storage?: 'blocked';
}

export type SessionState =
  | { readonly at: 'loading' }
  | SignedOut
  | { readonly at: 'signing_in'; readonly how: SignInStep; readonly asks?: SignInAsks; readonly from: SignedOut | SignedIn }
  | SignedIn
  | { readonly at: 'failed'; readonly error: SessionError; readonly from: { readonly at: 'loading' } | SignedOut | SignedIn };

export interface SignInOptions {
  readonly mode?: SignInMode;
  /** Space-separated scopes; left out: those that the session was made with. */
  readonly scope?: string;
  /** One of `accounts`; `'other'`: the person chooses on Vibe's page. */
  readonly account?: Did | 'other';
  /** The language of Vibe's pages, a BCP 47 tag; left out: the session's. */
  readonly lang?: string;
}

export interface SessionOptions {
  /** Vibe's origin, such as `https://vibe.example`. */
  readonly server: string;
  /** The app's id, or the URL of its client metadata document. */
  readonly app: string;
  /** Space-separated scopes that a sign-in asks for. */
  readonly scope?: string;
  /** Left out: `auto`. In the others nothing is offered before a click. */
  readonly mode?: SignInMode;
  /** The language of what Vibe shows, a BCP 47 tag; left out: the page's. */
  readonly lang?: string;
}

/** One line of the account of how a session came to be where it is. Holds no secrets. */
export interface TraceLine {
  readonly step: SignInStep;
  /** `passed`: tried, and the next one was to be tried. */
  readonly outcome: 'skipped' | 'trying' | 'passed' | 'failed' | 'signed_in' | 'leaving';
  /** A sentence in English, for developers. */
  readonly why: string;
  /** Milliseconds since the page was opened (`performance.now()`). */
  readonly at: number;
  /** By itself when the page was loaded, or in a click. */
  readonly during: 'load' | 'click';
}

/** What others on the page know of the person's work and the tag shows. */
export interface SessionNews {
  /** A call was refused because nobody pays for it any more; or one went through again. */
  readonly budget?: 'exhausted' | 'fine';
  /** Writes that wait for the network. */
  readonly queued?: number;
}

/** Who is signed in to one app on this page. The tag and the client share one of it. */
export interface VibeSession {
  readonly server: string;
  readonly app: string;
  readonly state: SessionState;
  /** Settles when it is first known whether somebody is signed in; never rejects. */
  readonly ready: Promise<SessionState>;
  /** Calls back at every change of `state`, not for the present one. Returns how to stop it. */
  subscribe(listener: (state: SessionState) => void): () => void;
  /**
   * Call it in a click: a popup may only be opened there.
   * @throws {SessionError} `cancelled` when the person closed it, `popup_blocked`, `needs_tap`, `offline`, …
   */
  signIn(options?: SignInOptions): Promise<Profile>;
  /** Revokes this device's sign-in of this app and forgets its key, here and in all tabs of this site. */
  signOut(): Promise<void>;
  /** A token good for at least a minute, or `undefined` when signed out. `fresh`: not the one in memory (after a 401). */
  accessToken(options?: { fresh?: boolean }): Promise<FrameAccessToken | undefined>;
  /** Headers that let one request through: `Authorization` and, for a key-bound token, `DPoP` (RFC 9449 §7.1). `{}` when signed out. */
  authorize(method: string, url: string): Promise<Record<string, string>>;
  /** After `failed`: look again what the frame sees. */
  retry(): void;
  /** What was tried to sign in on this page, what was left out and why; oldest first. */
  explain(): readonly TraceLine[];
  /** Tells the session what the tag shall show. */
  report(news: SessionNews): void;
}
