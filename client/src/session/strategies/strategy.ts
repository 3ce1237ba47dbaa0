import type { FrameAccessToken, FrameState } from '@vibe/shared';
import type { FrameLink } from '../frame-link.ts';
import type { SignInMode, SignInStep } from '../types.ts';

/** One click on "Sign in", as the strategies see it. */
export interface Attempt {
  readonly server: string;
  readonly app: string;
  readonly scope: string;
  readonly mode: SignInMode;
  readonly link: FrameLink;
  /** What the frame said last, before the click: strategies are chosen without waiting, because a popup may only be opened in the click itself. */
  readonly seen: FrameState | undefined;
  /** The token in this page's memory. */
  readonly held: FrameAccessToken | undefined;
}

/** A token; or on to the next strategy; or the page is being left and nothing follows. */
export type Outcome = { readonly token: FrameAccessToken } | 'next' | 'leaving';

export interface Strategy {
  readonly step: SignInStep;
  /** Decided synchronously. */
  applies(attempt: Attempt): boolean;
  /** The part before its first `await` runs in the person's click. @throws {SessionError} which ends the attempt */
  run(attempt: Attempt): Promise<Outcome>;
}

/** Does a token with `granted` do what `asked` wants? Both space-separated. A token names what an API checks; the protocol's own scopes it leaves out. */
export const covers = (granted: string, asked: string): boolean => {
  const has = new Set([...granted.split(' '), 'openid', 'offline_access']);
  return asked.split(' ').every((scope) => has.has(scope));
};
