import type { Services } from '../../platform/context.ts';
import { forgive, type RateLimit, spend } from '../../platform/rate-limit.ts';
import { attempts } from './identity.limits.ts';

type Limit = keyof typeof attempts;

/**
 * Counts one try at each of these, or at none when one is used up; in all server processes together.
 * @param tries whose, by limit: a network, a handle, an account
 * @throws {VibeError} rate_limited, with the seconds until the next try is worth making.
 */
export const spendTries = (services: Services, tries: Readonly<Partial<Record<Limit, string>>>): Promise<void> =>
  spend(services, ...Object.entries(tries).map(([name, subject]) => ({ limit: limitOf(name as Limit), subject })));

/** As `spendTries`, for one. */
export const spendTry = (services: Services, limit: Limit, subject: string): Promise<void> =>
  spend(services, { limit: limitOf(limit), subject });

/** What came right was no guess: its tries no longer count. */
export const forgiveTries = (services: Services, limit: Limit, subject: string): Promise<void> =>
  forgive(services, { limit: limitOf(limit), subject });

const limitOf = (name: Limit): RateLimit => ({ name, ...attempts[name] });
