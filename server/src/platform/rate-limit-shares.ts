import type { Services } from './context.ts';
import { perProcess } from './lifetime.ts';
import { type RateLimit, rateLimited, timeToWait } from './rate-limit.ts';

interface Share {
  /** Points that may be spent without asking. */
  left: number;
  /** Then the process gives the next share away by itself. */
  readonly until: number;
  /** Until then nobody need ask. */
  refusedUntil: number;
}

/** Subjects that a process remembers; any more are asked about one point at a time. */
const REMEMBERED = 100_000;
const shareOf = ({ points }: RateLimit): number => Math.max(1, Math.floor(points / 10));

/**
 * As `spend`, for what is asked often: the process gives a tenth of the limit away by itself in each of its spans, and buys more in the database by the tenth.
 * So who asks now and then costs no statement, and who asks often one for each tenth of their limit; in return `n` processes together may let through
 * `1 + n / 10` times the points.
 * @throws {VibeError} rate_limited
 */
export async function spendInShares(services: Services, limit: RateLimit, subject: string): Promise<void> {
  const now = services.clock.now().getTime();
  const share = find(shares(services), limit, subject, now);
  if (share && share.left > 0) return void share.left--;
  if (share && share.refusedUntil > now) throw rateLimited(share.refusedUntil - now);
  const points = share ? shareOf(limit) : 1;
  const waitMs = await timeToWait(services, [{ limit, subject, points }]);
  if (share) {
    if (waitMs > 0) share.refusedUntil = now + waitMs;
    else share.left += points - 1;
  }
  if (waitMs > 0) throw rateLimited(waitMs);
}

const shares = perProcess((_services: Services) => new Map<string, Share>());

function find(known: Map<string, Share>, limit: RateLimit, subject: string, now: number): Share | undefined {
  const key = `${limit.name}\n${subject}`;
  const kept = known.get(key);
  if (kept && kept.until > now) return kept;
  if (!kept && known.size >= REMEMBERED) forgetOver(known, now);
  if (!kept && known.size >= REMEMBERED) return undefined;
  const share = { left: shareOf(limit), until: now + limit.seconds * 1000, refusedUntil: 0 };
  known.set(key, share);
  return share;
}

function forgetOver(known: Map<string, Share>, now: number): void {
  for (const [key, { until }] of known) if (until <= now) known.delete(key);
}
