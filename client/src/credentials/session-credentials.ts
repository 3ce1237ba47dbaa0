import { type Auth, type Credentials, profileIn } from '../auth.ts';
import { fromSessionError } from '../errors.ts';
import type { VibeSession } from '../session/types.ts';

/** In a browser: the page's one session, shared with the tag. */
export function sessionCredentials(session: VibeSession): Credentials {
  const who = () => profileIn(session.state)?.did;
  const auth: Auth = {
    get state() {
      return session.state;
    },
    get profile() {
      return profileIn(session.state);
    },
    ready: session.ready,
    subscribe: (listener) => session.subscribe(listener),
    signIn: (options) => translated(session.signIn(options)),
    signOut: () => translated(session.signOut()),
  };
  return {
    auth,
    who,
    settled: async () => void (await session.ready),
    onChange(listener) {
      let last = who();
      return session.subscribe(() => {
        if (who() === last) return;
        last = who();
        listener();
      });
    },
    // Asked only when somebody is signed in: what is public is read at once, before the frame has loaded.
    authorize: async (method, url) => (who() === undefined ? {} : translated(session.authorize(method, url))),
    budget: (is) => session.report({ budget: is }),
    refresh: async () => (await translated(session.accessToken({ fresh: true }))) !== undefined,
  };
}

const translated = async <T>(promise: Promise<T>): Promise<T> => {
  try {
    return await promise;
  } catch (error) {
    throw fromSessionError(error);
  }
};
