import type { Did, Profile } from '@vibe/shared';
import type { SessionState, SignInOptions } from './session/types.ts';

/** The same states that `<vibe-login>` shows. */
export type AuthState = SessionState;

/** Who is signed in to this app, here. */
export interface Auth {
  readonly state: AuthState;
  /** Of the person signed in. */
  readonly profile: Profile | undefined;
  /** Settles with the first state that is not `loading`; never rejects. */
  readonly ready: Promise<AuthState>;
  /** Calls back at every change, not for the present state. Returns how to stop it. */
  subscribe(listener: (state: AuthState) => void): () => void;
  /**
   * Call it in a click: a popup may only be opened there.
   * @throws {VibeError} `cancelled` when the person closed it, `popup_blocked`, `needs_tap`, `offline`, …
   */
  signIn(options?: SignInOptions): Promise<Profile>;
  /** Ends this device's sign-in of this app, in all tabs of this site. */
  signOut(): Promise<void>;
}

/** How requests are made in somebody's name. */
export interface Credentials {
  readonly auth: Auth;
  /** As whom requests go out now; `undefined`: a visitor, or not known yet. */
  who(): Did | undefined;
  /** Settles when `who` is known; never rejects. */
  settled(): Promise<void>;
  /** Calls back when `who` changed. */
  onChange(listener: () => void): () => void;
  /** Headers for one request; `url` without query (RFC 9449 §4.2, htu). */
  authorize(method: string, url: string): Promise<Record<string, string>>;
  /** Nobody pays for the work any more (`budget_exhausted`), or again. */
  budget?(is: 'exhausted' | 'fine'): void;
  /** After the server refused the token: gets another one. `false` when there is none to be had. */
  refresh(): Promise<boolean>;
}

/** While a person signs in anew or a step failed, who was there before is still there. */
export function profileIn(state: AuthState | { readonly at: 'loading' }): Profile | undefined {
  if (state.at === 'signed_in') return state.profile;
  return state.at === 'signing_in' || state.at === 'failed' ? profileIn(state.from) : undefined;
}
