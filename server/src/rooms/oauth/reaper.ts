import type { Services } from '../../platform/context.ts';
import { settleConsents } from '../consent/index.ts';
import { deleteOldGrants } from './grants.store.ts';
import { lifetimes } from './oauth.limits.ts';
import { deleteExpiredRecords } from './records.store.ts';

const EVERY_MS = 10 * 60_000;

/** Deletes what has expired; several processes doing it at once only share the work. */
export function startReaper(services: Services): void {
  const timer = setInterval(() => {
    reap(services).catch((error: unknown) => services.log.warn({ err: error }, 'cannot delete expired OAuth records'));
  }, EVERY_MS).unref();
  services.lifetime.onClose(() => clearInterval(timer));
}

/** @returns how many records went */
export async function reap(services: Services): Promise<number> {
  const db = services.database.system;
  const now = services.clock.now();
  let gone = 0;
  for (let some = -1; some !== 0; gone += some) {
    if (services.lifetime.signal.aborted) return gone;
    some = await deleteExpiredRecords(db, now);
  }
  await settleConsents(services);
  await deleteOldGrants(db, new Date(now.getTime() - lifetimes.grant * 1_000));
  return gone;
}
