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
  readonly signOut: string;
  readonly tryAgain: string;
  readonly continueHere: string;
  readonly continueInWindow: string;
  readonly reference: string;
  /** Left out: in the error's own words, which are English. What nobody is shown, and what only a developer can mend, stays in them. */
  readonly errors?: Readonly<Partial<Record<SessionErrorCode, string>>>;
}
