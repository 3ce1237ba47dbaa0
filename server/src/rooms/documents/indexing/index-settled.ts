import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../../../platform/context.ts';
import { hasOlderWrites, readMark } from './index-scan.store.ts';

/** Waits until no write sees the database as it was before this moment. @returns the moment, as a transaction id */
export async function settled({ database, lifetime }: Services): Promise<string> {
  const mark = await readMark(database);
  for (let pause = 5; await hasOlderWrites(database, mark); pause = Math.min(pause * 2, 250)) {
    await sleep(pause, undefined, { signal: lifetime.signal });
  }
  return mark;
}
