import type { SessionErrorCode } from '@vibe/client/session';

/** Everything the tag says, in one language. */
export interface Texts {
  readonly signIn: string;
  /** Before and after the name. */
  readonly continueAs: readonly [string, string];
  readonly signingIn: string;
  readonly inWindow: string;
  readonly leaving: string;
  readonly loading: string;
  readonly account: string;
  readonly menu: string;
  readonly signOut: string;
  readonly tryAgain: string;
  readonly continueHere: string;
  readonly continueInWindow: string;
  readonly dismiss: string;
  readonly reference: string;
  readonly errors: Readonly<Record<SessionErrorCode, string>>;
}
