import type { VibeError, VibeErrorCode } from '../errors.ts';

/**
 * What sending a call twice would do. `safe`: nothing (reads, and creates under an id made here). `once`: the second might act on what the first
 * did, so it is repeated only when the first is known to have done nothing.
 */
export type Repeating = 'safe' | 'once';

export const mostAttempts = 4;
const firstDelay = 300;
const longestDelay = 10_000;
/** Who is told to wait longer is told so by the error, instead of by silence. Seconds. */
const longestRetryAfter = 30;

/** Passing troubles in which the call may or may not have been carried out. */
const passing: ReadonlySet<VibeErrorCode> = new Set<VibeErrorCode>(['network', 'timeout', 'offline', 'unavailable']);

/** Milliseconds to wait before the next attempt, or `undefined`: give up. `attempt` counts from 1; `random` is in [0, 1). */
export function retryDelay(error: VibeError, repeating: Repeating, attempt: number, random: number): number | undefined {
  if (attempt >= mostAttempts || !mayRepeat(error, repeating)) return undefined;
  const backoff = backoffDelay(attempt, random, firstDelay, longestDelay);
  if (error.retryAfterSeconds === undefined) return backoff;
  return error.retryAfterSeconds > longestRetryAfter ? undefined : Math.max(backoff, error.retryAfterSeconds * 1000 * (1 + random / 4));
}

/** Doubles with each attempt; half of it is chance, so that many clients do not come back in step. */
export function backoffDelay(attempt: number, random: number, first: number, longest: number): number {
  const most = Math.min(longest, first * 2 ** (attempt - 1));
  return most / 2 + (most / 2) * random;
}

function mayRepeat(error: VibeError, repeating: Repeating): boolean {
  if (error.code === 'rate_limited') return true;
  return passing.has(error.code) && (repeating === 'safe' || neverSent(error));
}

/** The request did not leave: there was nobody to send it to. Browsers do not tell; Node does. */
function neverSent(error: VibeError): boolean {
  if (error.code === 'offline') return true;
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(String(cause.code))) return true;
  }
  return false;
}

/** The server refused the token before it did anything; with a fresh one the same call may pass. */
export const wantsFreshToken = (error: VibeError): boolean => error.code === 'token_expired' || error.code === 'invalid_token';

/** A stream is only read, so whatever passes by itself is waited for. */
export const mayReconnect = (error: VibeError): boolean => passing.has(error.code) || alsoPassing.has(error.code);
const alsoPassing: ReadonlySet<VibeErrorCode> = new Set<VibeErrorCode>(['rate_limited', 'internal', 'index_building']);
