import type { Profile } from '@vibe/shared';
import type { Interaction } from './interaction.ts';

/** What the server wrote into the page (server/src/http/pages.ts). */
export interface SignInBoot {
  readonly server: string;
  /** Whose session this browser has. */
  readonly account: Profile | null;
  /** This server sends e-mail. */
  readonly mail?: boolean;
  /** Where to go when signed in: checked by the server. */
  readonly continueTo: string;
  /** The OAuth interaction that waits for this sign-in. */
  readonly interaction?: string;
  /** What it is about, as the server knew it when it wrote the page; absent when it is over. */
  readonly request?: Interaction;
  readonly mode?: 'sign-up';
  /** Why the form that was sent without the script did not sign anybody in. */
  readonly trouble?: { readonly message: string; readonly hint?: string };
}

export interface ConsentBoot {
  readonly server: string;
  readonly interaction: string;
  /** As the server knew it when it wrote the page; absent when it is over. */
  readonly request?: Interaction;
}

export interface AccountBoot {
  readonly server: string;
  readonly account: Profile;
}

export function readBoot<Boot>(): Boot {
  return JSON.parse(document.getElementById('boot')?.textContent ?? '{}') as Boot;
}
