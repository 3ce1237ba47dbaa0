import { ofTab } from './page-storage.ts';

/**
 * Coming back from a full-page sign-in. The frame holds the verifier and checks `state` and `iss` again; here we only take out of the address
 * what this tab asked for: another library's `?code=` is none of our business.
 */
export interface Returned {
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly message: string | undefined;
  readonly state: string;
  readonly iss: string;
  /** The page that was left, when it is another one than the redirect URI. */
  readonly href: string | undefined;
  /** A person's click had begun it. */
  readonly inClick: boolean;
}

interface Left {
  readonly state: string;
  readonly href: string;
  readonly inClick: boolean;
}

const key = (app: string): string => `vibe.leaving:${app}`;
/** Remembers, for this tab, what was asked and which page was left. */
export function leaveWith({ app, state, inClick }: { app: string; state: string; inClick: boolean }): void {
  ofTab.setItem(key(app), JSON.stringify({ state, href: location.href, inClick } satisfies Left));
}

/** Reads an answer to this tab's question out of the address, and cleans the address of it. A code works once, so must this. */
export function takeReturned({ app, server }: { app: string; server: string }): Returned | undefined {
  const kept = ofTab.getItem(key(app));
  const here = new URL(location.href);
  const take = (name: string): string | undefined => {
    const value = here.searchParams.get(name) ?? undefined;
    here.searchParams.delete(name);
    return value;
  };
  const answer = { code: take('code'), error: take('error'), message: take('error_description'), state: take('state'), iss: take('iss') };
  if (kept === null || answer.iss !== server) return undefined;
  const { state, href, inClick } = JSON.parse(kept) as Left;
  if (answer.state !== state) return undefined;
  ofTab.removeItem(key(app));

  const samePage = new URL(href).pathname === here.pathname;
  history.replaceState(history.state, '', samePage ? href : here.href);
  return { ...answer, state, iss: server, href: samePage ? undefined : href, inClick };
}
