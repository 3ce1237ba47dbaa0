import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { grantsEndedLately } from './grants.store.ts';
import { forgetGrant } from './grants.ts';

type Callback = () => void;
/** Migration 0022. */
const CHANNEL = 'vibe_grants_ended';

/** The grants that somebody here waits for; the connection that listens is opened with the first of them. */
const watched = perProcess((services: Services) => {
  const callbacks = new Map<string, Set<Callback>>();
  const look = async (): Promise<void> => {
    if (callbacks.size === 0) return;
    for (const id of await grantsEndedLately(services.database.system)) {
      forgetGrant(services, id);
      for (const callback of callbacks.get(id) ?? []) callback();
    }
  };
  const hear = () => void look().catch((error: unknown) => services.log.debug({ err: error }, 'cannot say which grants have ended'));
  const listening = services.database.listen(CHANNEL, hear);
  services.lifetime.onClose(() => listening.stop());
  return callbacks;
});

/**
 * Calls back when this grant has ended, wherever that was. A hint that may be lost: whoever must be sure asks `isLive` now and then besides.
 * @returns how to stop
 */
export function onGrantEnded(services: Services, grantId: string, callback: Callback): () => void {
  const callbacks = watched(services);
  const waiting = callbacks.get(grantId) ?? new Set();
  callbacks.set(grantId, waiting.add(callback));
  return () => {
    waiting.delete(callback);
    if (waiting.size === 0 && callbacks.get(grantId) === waiting) callbacks.delete(grantId);
  };
}
