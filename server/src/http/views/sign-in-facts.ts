import type { Profile } from '@vibe/shared';
import type { SignInTexts } from '@vibe/widget/texts';
import type { Trouble } from './controls.ts';
import type { Around } from './frame.ts';

/** What /sign-in shows. */
export interface SignInView {
  readonly texts: SignInTexts;
  readonly around: Around;
  readonly shows: 'sign-in' | 'sign-up' | 'known' | 'link';
  readonly account: Profile | undefined;
  /** Of the app's request that waits for this sign-in. */
  readonly app: { readonly name: string; readonly origin: string } | undefined;
  readonly requestIsOver: boolean;
  /** This server sends e-mail: a letter is another way in. */
  readonly mail: boolean;
  /** What the form brings back: where to go on to, and that it is ours. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where `known` goes on to. */
  readonly next: string;
  readonly handle: string;
  readonly name: string;
  readonly trouble: Trouble | undefined;
  /** What is said of passkeys where no script runs. */
  readonly noPasskeys: string;
}
