import { createHmac } from 'node:crypto';
import { VibeError } from '@vibe/shared';
import type { Services } from './context.ts';
import { perProcess } from './lifetime.ts';
import { forgetSpent, type Spending, spendPoints, sweepSpent } from './rate-limit.statements.ts';

/**
 * So many points at once, and then one every `seconds / points` (the generic cell rate algorithm, ITU-T I.371): over any stretch of `seconds` at most twice the
 * points, over a long time exactly their rate.
 */
export interface RateLimit {
  /** In the database: two limits of one name are one. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** One limit, and whose: a network, an account, an app. `points`: left out, one. */
export interface Try {
  readonly limit: RateLimit;
  readonly subject: string;
  readonly points?: number;
}

const SWEEP_EVERY_MS = 10 * 60_000;

/**
 * Counts one try at each of these, or at none of them when one is used up: of all server processes together, in one statement.
 * @throws {VibeError} rate_limited, with the seconds until the next try is worth making.
 */
export async function spend(services: Services, ...tries: readonly Try[]): Promise<void> {
  const waitMs = await timeToWait(services, tries);
  if (waitMs > 0) throw rateLimited(waitMs);
}

/** As `spend`, for who has another way to say so. @returns milliseconds; 0: it was counted, go on */
export function timeToWait(services: Services, tries: readonly Try[]): Promise<number> {
  sweeping(services);
  const spendings = tries.map(({ limit, subject, points = 1 }): Spending => {
    const spanMs = limit.seconds * 1000;
    return { kind: limit.name, subject: hashed(services, limit, subject), costMs: (spanMs / limit.points) * points, spanMs };
  });
  return spendPoints(services.database, spendings, services.clock.now().getTime());
}

/** What came right was no guess: its tries no longer count. */
export const forgive = (services: Services, { limit, subject }: Try): Promise<void> =>
  forgetSpent(services.database, limit.name, hashed(services, limit, subject));

export function rateLimited(waitMs: number): VibeError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const inWords = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new VibeError('rate_limited', 'Too many tries', { hint: `Try again in ${inWords}.`, retryAfterSeconds: seconds });
}

/** @returns how many subjects nothing needs to be known of any more */
export const sweepRateLimits = (services: Services): Promise<number> => sweepSpent(services.database, services.clock.now().getTime());

/** Several processes doing it at once only share the work. */
const sweeping = perProcess((services: Services): void => {
  const timer = setInterval(() => {
    sweepRateLimits(services).catch((error: unknown) => services.log.warn({ err: error }, 'cannot sweep the rate limits'));
  }, SWEEP_EVERY_MS).unref();
  services.lifetime.onClose(() => clearInterval(timer));
});

/** Who reads the database learns neither who was here, nor that two rows are about the same one. */
const hashed = (services: Services, { name }: RateLimit, subject: string): Buffer =>
  createHmac('sha256', keyOf(services)).update(`${name}\n${subject}`).digest().subarray(0, 16);
const keyOf = perProcess(({ sealer }: Services) => sealer.derive('rate-limits/1'));
