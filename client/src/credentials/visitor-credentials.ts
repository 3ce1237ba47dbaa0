import type { Auth, AuthState, Credentials } from '../auth.ts';
import { VibeError } from '../errors.ts';

const state: AuthState = { at: 'signed_out', oneTap: false };

/** Where there is neither a page nor a token, such as server-side rendering: what is public can be read. */
export function visitorCredentials(): Credentials {
  const auth: Auth = {
    state,
    profile: undefined,
    ready: Promise.resolve(state),
    subscribe: () => () => undefined,
    signIn: () => Promise.reject(new VibeError('not_signed_in', 'Outside of a browser, give createVibe a token')),
    signOut: () => Promise.resolve(),
  };
  return {
    auth,
    who: () => undefined,
    settled: () => Promise.resolve(),
    onChange: () => () => undefined,
    authorize: () => Promise.resolve({}),
    refresh: () => Promise.resolve(false),
  };
}
