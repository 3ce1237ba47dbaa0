import { isLoopbackHost } from '@vibe/shared';

/**
 * Is it sure that who asks from this origin is the app? Over https the name proves it. On loopback any program of the machine can listen, so what
 * was allowed once is asked again each time (RFC 9700 §4.11.1, RFC 8252 §8.6); unless this server itself is on loopback, where development happens.
 */
export const isAssured = (publicUrl: string, origin: string): boolean =>
  origin.startsWith('https:') || isLoopbackHost(new URL(publicUrl).hostname);

/**
 * Must somebody sign in anew for this step, though a session is there? Yes, when something other than the lack of a session led to it: the
 * client wants it, the sign-in is too old, or an ID token names somebody else. An account that is signed in can be chosen otherwise.
 */
export const asksForNewSignIn = (reasons: readonly string[]): boolean =>
  reasons.some((reason) => !['no_session', 'vibe_session', 'select_account_prompt'].includes(reason));
