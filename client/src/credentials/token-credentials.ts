import type { Did, Profile } from '@vibe/shared';
import type { Auth, AuthState, Credentials } from '../auth.ts';
import { VibeError } from '../errors.ts';
import { SessionError } from '../session/errors.ts';

/** A token, or where to get one; asked again after the server refused the last. */
export type TokenSource = string | (() => Promise<string>);

/** In Node, in a worker, in a script: an access token as `Authorization: Bearer` (RFC 6750 §2.1). */
export function tokenCredentials(source: TokenSource, profileOf: (did: Did) => Promise<Profile | undefined>): Credentials {
  const listeners = new Set<(state: AuthState) => void>();
  let state: AuthState = { at: 'loading' };
  let token: Promise<string> | undefined;
  let who: Did | undefined;

  async function fetchToken(): Promise<string> {
    const text = typeof source === 'string' ? source : await source();
    who = subjectOf(text);
    return text;
  }
  const currentToken = (): Promise<string> => {
    token ??= fetchToken().catch((error: unknown) => {
      token = undefined;
      throw error;
    });
    return token;
  };

  async function lookUp(): Promise<AuthState> {
    try {
      await currentToken();
      const profile = who && (await profileOf(who));
      if (!profile) throw new VibeError('invalid_token', 'The token names nobody whom this server knows');
      state = { at: 'signed_in', profile };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      state = { at: 'failed', error: new SessionError('not_signed_in', { message, cause: error }), from: { at: 'loading' } };
    }
    for (const listener of listeners) listener(state);
    return state;
  }
  // The profile costs a request: only who asks for it pays.
  let ready: Promise<AuthState> | undefined;
  const start = (): Promise<AuthState> => {
    ready ??= lookUp();
    return ready;
  };
  const refuse = () => Promise.reject(new VibeError('forbidden', 'This client acts with a token: there is nobody here to sign in or out'));

  const auth: Auth = {
    get state() {
      void start();
      return state;
    },
    get profile() {
      void start();
      return state.at === 'signed_in' ? state.profile : undefined;
    },
    get ready() {
      return start();
    },
    subscribe(listener) {
      void start();
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    signIn: refuse,
    signOut: refuse,
  };
  return {
    auth,
    who: () => who,
    settled: () => currentToken().then(ignore, ignore),
    onChange: () => ignore,
    authorize: async () => ({ authorization: `Bearer ${await currentToken()}` }),
    async refresh() {
      if (typeof source === 'string') return false;
      token = undefined;
      await currentToken();
      return true;
    },
  };
}

const ignore = (): void => undefined;

/** The `sub` of a JWT, only to know who one is: the server is who checks it. */
function subjectOf(jwt: string): Did | undefined {
  try {
    const payload = atob((jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    const { sub } = JSON.parse(payload) as { sub?: unknown };
    return typeof sub === 'string' && sub.startsWith('did:') ? (sub as Did) : undefined;
  } catch {
    return undefined;
  }
}
