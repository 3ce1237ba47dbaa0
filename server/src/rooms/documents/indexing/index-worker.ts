import type { Services } from '../../../platform/context.ts';
import { type IndexStatus, listIndexes, listWork } from '../../apps/index.ts';
import { workOn } from './index-build.ts';

const EVERY_MS = 3_000;

/** Builds and drops indexes in the background, for as long as the process serves. Several processes share the work: each index is one's at a time. */
export function startIndexWorker(services: Services): void {
  let running = false;
  const timer = setInterval(async () => {
    if (running) return;
    running = true;
    await workOnIndexes(services).catch((err: unknown) => {
      if (!services.lifetime.signal.aborted) services.log.warn({ err }, 'an index could not be built yet; it will be tried again');
    });
    running = false;
  }, EVERY_MS).unref();
  services.lifetime.onClose(() => clearInterval(timer));
}

/** Works on every index that is to be built or dropped and that no other process is at. @param manifestMs as for `workOn` */
export async function workOnIndexes(services: Services, manifestMs?: number): Promise<void> {
  for (const work of await listWork(services)) await workOn(services, work, manifestMs);
}

const LOOK_MS = 300;

/**
 * Works on the indexes of one app, or waits while others do, until nothing is left to build or drop.
 * @param tell is called with the state of them all, when something has changed
 */
export async function finishIndexes(
  services: Services,
  appId: string,
  tell: (indexes: readonly IndexStatus[]) => void,
  manifestMs?: number,
): Promise<readonly IndexStatus[]> {
  let told = '';
  const look = async () => {
    const indexes = await listIndexes(services, appId);
    const now = JSON.stringify(indexes);
    if (now !== told) tell(indexes);
    told = now;
    return indexes;
  };
  await look();
  const looking = setInterval(() => void look().catch(() => {}), LOOK_MS);
  try {
    for (;;) {
      const left = await listWork(services, appId);
      if (left.length === 0) return await look();
      let worked = false;
      for (const work of left) worked = (await workOn(services, work, manifestMs)) || worked;
      if (!worked) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    clearInterval(looking);
  }
}
