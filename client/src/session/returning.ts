/**
 * Coming back from a full-page sign-in. The frame holds the verifier and checks `state` and `iss` again; here we only take out of the address
 * what this tab asked for: another library's `?code=` is none of our business.
 */
export interface Returned {
  readonly code?: string;
  readonly error?: string;
  readonly errorDescription?: string;
  readonly state: string;
  readonly iss: string;
  /** The page that was left, when it is another one than the redirect URI. */
  readonly href?: string;
}

const key = (app: string): string => `vibe.leaving:${app}`;
const answerNames = ['code', 'state', 'iss', 'error', 'error_description'];

/** Remembers, for this tab, what was asked and which page was left. */
export function leaveWith({ app, state }: { app: string; state: string }): void {
  sessionStorage.setItem(key(app), JSON.stringify({ state, href: location.href }));
}

/** Reads an answer to this tab's question out of the address, and cleans the address of it. A code works once, so must this. */
export function takeReturned({ app, server }: { app: string; server: string }): Returned | undefined {
  const kept = sessionStorage.getItem(key(app));
  const answer = new URL(location.href).searchParams;
  if (kept === null || answer.get('iss') !== server) return undefined;
  const { state, href } = JSON.parse(kept) as { state: string; href: string };
  if (answer.get('state') !== state) return undefined;
  sessionStorage.removeItem(key(app));

  const clean = new URL(location.href);
  for (const name of answerNames) clean.searchParams.delete(name);
  const left = new URL(href);
  const samePage = left.origin === clean.origin && left.pathname === clean.pathname;
  history.replaceState(history.state, '', samePage ? href : clean.href);

  const [code, error, errorDescription] = [answer.get('code'), answer.get('error'), answer.get('error_description')];
  return {
    state,
    iss: server,
    ...(code !== null && { code }),
    ...(error !== null && { error }),
    ...(errorDescription !== null && { errorDescription }),
    ...(!samePage && left.origin === clean.origin && { href }),
  };
}
