import type { Did, FrameAccessToken, FrameState, Profile } from '@vibe/shared';
import type { FrameLink } from '../frame-link.ts';
import type { SessionEvent } from '../states.ts';
import type { SignInMode, SignInStep } from '../types.ts';

/** One try to sign in, as the strategies see it. */
export interface Attempt {
  readonly server: string;
  readonly app: string;
  readonly scope: string;
  readonly mode: SignInMode;
  readonly lang: string;
  /** Whom the person chose; `'other'`: somebody that the frame does not see. */
  readonly account: Did | 'other' | undefined;
  readonly link: FrameLink;
  /** Is it a person's click that began it, a moment ago? */
  readonly inClick: boolean;
  /** What the frame said last, before the click: strategies are chosen without waiting, because a popup may only be opened in the click itself. */
  seen: FrameState | undefined;
  /** The token in this page's memory. */
  readonly held: FrameAccessToken | undefined;
  /** The window, where it had to be opened before it was known whether it is needed. */
  readonly child?: Window | undefined;
  readonly on: (event: SessionEvent) => void;
  /** Aborted when another attempt takes its place. */
  readonly signal: AbortSignal;
}

/** A token; or on to the next strategy, and why; or the page is being left and nothing follows. */
export type Outcome = { readonly token: FrameAccessToken } | { readonly next: string } | 'leaving';

export interface Strategy {
  readonly step: SignInStep;
  /** Decided synchronously. @returns why it is left out, for developers; `undefined`: it is tried */
  whyNot(attempt: Attempt): string | undefined;
  /** The part before its first `await` runs in the person's click. @throws {SessionError} which ends the attempt */
  run(attempt: Attempt): Promise<Outcome>;
}

/** Does a token with `granted` do what `asked` wants? Both space-separated. A token names what an API checks; the protocol's own scopes it leaves out. */
export const covers = (granted: string, asked: string): boolean => {
  const has = new Set([...granted.split(' '), 'openid', 'offline_access']);
  return asked.split(' ').every((scope) => has.has(scope));
};

/** Is somebody else asked for than whom this profile is of? */
export const isSomebodyElse = (account: Attempt['account'], is: Profile | null | undefined): boolean =>
  account !== undefined && account !== is?.did;

/** The account for the frame's messages, where one is asked for that it sees; else why not. */
export function seenAccount({ seen, account }: Pick<Attempt, 'seen' | 'account'>): { readonly account?: Did } | string {
  if (!seen?.account) return 'The frame sees no session: this browser keeps its cookies from it, or there is none.';
  if (account === undefined) return {};
  const isSeen = account !== 'other' && [seen.account, ...(seen.accounts ?? [])].some(({ did }) => did === account);
  return isSeen ? { account } : 'The frame does not see the account that is asked for.';
}
