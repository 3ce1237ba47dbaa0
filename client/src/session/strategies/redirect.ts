import { authorizeUrl } from '../authorize-url.ts';
import { SessionError } from '../errors.ts';
import { loopGuard } from '../loop-guard.ts';
import { leaveWith } from '../returning.ts';
import type { Strategy } from './strategy.ts';

/** The whole page goes to Vibe and comes back with a code, see returning.ts. */
export const redirect: Strategy = {
  step: 'redirect',
  whyNot: ({ mode }) => (mode === 'popup' ? 'mode="popup"' : undefined),
  async run(attempt) {
    const { app, scope, link, seen, inClick } = attempt;
    // Without the frame there is nowhere to keep what the flow needs; and a frame that keeps nothing would not know it afterwards.
    if (!seen) throw new SessionError('frame_refused');
    if (seen.storage === 'blocked') throw new SessionError('needs_tap');
    const redirectUri = chooseRedirectUri(seen.app.redirect_uris, location.href);
    loopGuard(app).start();
    const challenge = await link.request({ type: 'begin', scope, redirect_uri: redirectUri });
    leaveWith({ app, state: challenge.state, inClick });
    location.assign(authorizeUrl({ ...attempt, redirectUri, challenge }));
    return 'leaving';
  },
};

/** This very page where it is registered (without query and fragment), else another one of this origin. @throws {SessionError} `no_redirect_uri` */
export function chooseRedirectUri(registered: readonly string[], here: string): string {
  const { origin, pathname } = new URL(here);
  const chosen = registered.find((uri) => uri === origin + pathname) ?? registered.find((uri) => new URL(uri).origin === origin);
  if (chosen === undefined) throw new SessionError('no_redirect_uri', { message: `The app has registered no redirect URI on ${origin}.` });
  return chosen;
}
