import type { FrameAccessToken, Profile } from '@vibe/shared';
import type { SessionError } from './errors.ts';

/** One way into Vibe; the order in which they are tried is the list in strategies/index.ts. */
export type SignInStep = 'memory' | 'frame_refresh' | 'frame_one_tap' | 'popup' | 'redirect';

/** `auto`: whatever is least in the person's way. `popup`: never leave this page. `redirect`: never open a window. */
export type SignInMode = 'auto' | 'popup' | 'redirect';

export interface SignedOut {
  readonly at: 'signed_out';
  /** Whose session Vibe's frame sees here: "Continue as …". */
  readonly account?: Profile;
  /** Signing in takes one tap inside this page. */
  readonly oneTap: boolean;
}

export interface SignedIn {
  readonly at: 'signed_in';
  readonly profile: Profile;
}

export type SessionState =
  | { readonly at: 'loading' }
  | SignedOut
  | { readonly at: 'signing_in'; readonly how: SignInStep; readonly from: SignedOut | SignedIn }
  | SignedIn
  | { readonly at: 'failed'; readonly error: SessionError; readonly from: { readonly at: 'loading' } | SignedOut | SignedIn };

export interface SignInOptions {
  readonly mode?: SignInMode;
  /** Space-separated scopes; left out: those that the session was made with. */
  readonly scope?: string;
}

export interface SessionOptions {
  /** Vibe's origin, such as `https://vibe.example`. */
  readonly server: string;
  /** The app's id, or the URL of its client metadata document. */
  readonly app: string;
  /** Space-separated scopes that a sign-in asks for. */
  readonly scope?: string;
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
}
