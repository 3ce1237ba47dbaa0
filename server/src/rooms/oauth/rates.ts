import { VibeError } from '@vibe/shared';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { spendInShares } from '../../platform/rate-limit-shares.ts';
import { rates } from './oauth.limits.ts';

export type Rate = keyof typeof rates;

/** @throws {VibeError} rate_limited */
export async function spendRate(services: Services, rate: Rate, subject: string): Promise<void> {
  if (counting(services).on) await spendInShares(services, { name: rate, ...rates[rate] }, subject);
}

/** For benchmarks, which ask more of one address and one account than any person does. */
export function countNoRates(services: Services): void {
  counting(services).on = false;
}
const counting = perProcess((_services: Services) => ({ on: true }));

/** One more token, once it is known that what it is asked for with holds. The engine tells the client in its own way (RFC 6749 §5.2, RFC 6585 §4). */
export async function countToken(
  services: Services,
  ctx: KoaContextWithOIDC,
  { account, app }: { readonly account: string | undefined; readonly app: string | undefined },
): Promise<void> {
  try {
    if (account !== undefined) await spendRate(services, 'tokenPerAccount', account);
    if (app !== undefined) await spendRate(services, 'tokenPerApp', app);
  } catch (error) {
    if (!(error instanceof VibeError) || error.code !== 'rate_limited') throw error;
    ctx.set('retry-after', String(error.retryAfterSeconds));
    throw new SlowDown();
  }
}

class SlowDown extends errors.OIDCProviderError {
  override readonly error_description = 'too many tokens; try again later';

  constructor() {
    super(429, 'temporarily_unavailable');
  }
}
