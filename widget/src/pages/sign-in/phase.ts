import type { Profile } from '@vibe/shared';
import type { Problem } from '../../ui/problem.ts';

/** Where the sign-in page is. One at a time; the page is a function of it. */
export type Phase =
  /** Asking the server about the link, or about the app that waits. */
  | { readonly at: 'loading' }
  /** A one-time link that works. */
  | { readonly at: 'link'; readonly token: string; readonly profile: Profile }
  | { readonly at: 'link-gone' }
  /** Neither could be asked about. */
  | { readonly at: 'failed'; readonly problem: Problem }
  /** This browser is signed in already. */
  | { readonly at: 'known'; readonly profile: Profile }
  | { readonly at: 'sign-in' }
  | { readonly at: 'sign-up' };

/** Someone is signed in now: the page may go on. */
export class EnteredEvent extends Event {
  static readonly type = 'vibe-entered';

  constructor() {
    super(EnteredEvent.type, { bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'vibe-entered': EnteredEvent;
  }
}
