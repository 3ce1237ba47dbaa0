import type { SessionState, VibeSession } from '@vibe/client/session';

/** A session that stays as it is, whatever is clicked. */
export function fixedSession(state: SessionState): VibeSession {
  const never = new Promise<never>(() => undefined);
  return {
    server: location.origin,
    app: 'states',
    state,
    ready: Promise.resolve(state),
    subscribe: () => () => undefined,
    signIn: () => never,
    signOut: async () => undefined,
    accessToken: async () => undefined,
    authorize: async () => ({}),
    retry: () => undefined,
    explain: () => [],
    report: () => undefined,
  };
}
