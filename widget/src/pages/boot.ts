import type { Profile } from '@vibe/shared';

/** What the server wrote into the page (server/src/http/pages.ts). */
export interface SignInBoot {
  readonly server: string;
  /** Whose session this browser has. */
  readonly account: Profile | null;
  /** Where to go when signed in: checked by the server. */
  readonly continueTo: string;
  /** The OAuth interaction that waits for this sign-in. */
  readonly interaction?: string;
  readonly mode?: 'sign-up';
}

export interface ConsentBoot {
  readonly server: string;
  readonly interaction: string;
}

export interface AccountBoot {
  readonly server: string;
  readonly account: Profile;
}

export function readBoot<Boot>(): Boot {
  return JSON.parse(document.getElementById('boot')?.textContent ?? '{}') as Boot;
}

/** The one element of the page takes the place that the HTML kept for it. */
export function mount(element: HTMLElement): void {
  const root = document.getElementById('root');
  root?.removeAttribute('aria-busy');
  root?.replaceChildren(element);
  // A browser that goes back may show the page as it was left: signed in, or with a button still turning.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}
