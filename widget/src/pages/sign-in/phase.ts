import type { Profile } from '@vibe/shared';
import type { Problem } from '../../ui/problem.ts';
import type { EmailTexts } from '../texts/email.ts';
import type { LetterToken } from './letter-token.ts';

/** Where the sign-in page is. One at a time; the page is a function of it. */
export type Phase =
  /** Asking the server about the link, or about the app that waits. */
  | { readonly at: 'loading' }
  /** A one-time link that works. */
  | { readonly at: 'link'; readonly token: string; readonly profile: Profile }
  | { readonly at: 'link-gone' }
  /** What the link of a letter opens. */
  | { readonly at: 'letter'; readonly letter: LetterToken; readonly says: EmailTexts }
  /** An address, and the code from the letter that went there. */
  | { readonly at: 'email'; readonly says: EmailTexts }
  /** Neither could be asked about. */
  | { readonly at: 'failed'; readonly problem: Problem }
  /** This browser is signed in already. */
  | { readonly at: 'known'; readonly profile: Profile }
  | { readonly at: 'sign-in' }
  /** `proved`: with an address that is theirs, and the letter that showed it. */
  | { readonly at: 'sign-up'; readonly proved?: { readonly id: string; readonly says: string } };

/** Someone is signed in now: the page may go on. */
export class EnteredEvent extends Event {
  static readonly type = 'vibe-entered';

  constructor() {
    super(EnteredEvent.type, { bubbles: true });
  }
}

/** An address is theirs, and no account has it: name and handle come next. */
export class ProvedEvent extends Event {
  static readonly type = 'vibe-proved';
  readonly id: string;
  readonly address: string;

  constructor(id: string, address: string) {
    super(ProvedEvent.type, { bubbles: true });
    this.id = id;
    this.address = address;
  }
}

/** Somebody wants a letter in place of passkey and password. */
export class ByEmailEvent extends Event {
  static readonly type = 'vibe-by-email';

  constructor() {
    super(ByEmailEvent.type, { bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'vibe-entered': EnteredEvent;
    'vibe-proved': ProvedEvent;
    'vibe-by-email': ByEmailEvent;
  }
}
