import type { SessionErrorCode } from '@vibe/client/session';

/** What stands before something and what after it. */
type Around = readonly [string, string];

/** What the tag says before anybody clicks. */
export interface Texts {
  readonly loading: string;
  readonly signIn: string;
  readonly continueAs: Around;
  readonly choose: string;
  readonly signingIn: string;
  readonly inWindow: string;
  readonly leaving: string;
  readonly newUser: string;
  readonly passkey: string;
  readonly answer: string;
  readonly more: string;
  readonly expired: string;
  readonly revoked: string;
  readonly offline: string;
  /** Before and after a number of changes, in words that fit any number. */
  readonly waiting: Around;
  readonly storageBlocked: string;
  readonly popupBlocked: string;
  readonly needsTap: string;
  readonly overBudget: string;
  readonly failed: string;
  readonly tryAgain: string;
  readonly continueHere: string;
  readonly continueInWindow: string;
  /** What it says in its menu and about problems; English has them in a file of their own, which comes with those. */
  readonly later?: LaterTexts;
}

/** What the tag says after a click. */
export interface LaterTexts {
  readonly account: string;
  readonly signOut: string;
  readonly reference: string;
  readonly close: string;
  /** The plain link, where the tag cannot work. */
  readonly link: string;
  /** Left out: in the error's own words, which are English. */
  readonly errors: Readonly<Partial<Record<SessionErrorCode, string>>>;
}

/** A language that is no part of the tag itself. */
export type Translation = Required<Texts>;
