import { VibeError } from '@vibe/shared';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { attempts } from './identity.limits.ts';

type Limit = keyof typeof attempts;

const limiters = perProcess(
  (_services: Services) =>
    new Map(
      Object.entries(attempts).map(([name, { points, seconds }]) => [
        name,
        new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
      ]),
    ),
);

/**
 * Counts one try, in this process.
 * @throws {VibeError} rate_limited, with the seconds until the next try is worth making.
 */
export async function spendTry(services: Services, limit: Limit, key: string): Promise<void> {
  try {
    await limiters(services).get(limit)?.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new VibeError('rate_limited', 'Too many tries', { hint: `Try again in ${inWords(seconds)}.`, retryAfterSeconds: seconds });
  }
}

/** What came right was no guess: its tries no longer count. */
export async function forgiveTries(services: Services, limit: Limit, key: string): Promise<void> {
  await limiters(services).get(limit)?.delete(key);
}

const inWords = (seconds: number): string => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);
