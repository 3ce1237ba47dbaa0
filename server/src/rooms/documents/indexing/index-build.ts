import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../../../platform/context.ts';
import { findDeclaration, type IndexTurn, type IndexWork, takeTurn } from '../../apps/index.ts';
import { IndexBuilder, Unfit } from './index-builder.ts';
import { dropIndex } from './index-drop.ts';

/** Until then every process goes by the new manifest: they look every 5 s, and a write may have to wait in line. */
const MANIFEST_MS = 10_000;

/**
 * Builds or drops one index, from where the last one to work on it got to. False: another process is at it, or it is no longer wanted.
 * @param manifestMs how long after a push processes may go by the manifest before it
 */
export const workOn = (services: Services, work: IndexWork, manifestMs = MANIFEST_MS): Promise<boolean> =>
  takeTurn(services, work, async (turn) => {
    const left = manifestMs - turn.waited;
    if (left > 0) await sleep(left, undefined, { signal: services.lifetime.signal });
    const isDone = turn.what === 'drop' ? await dropIndex(services, turn) : await buildIndex(services, turn, work);
    if (isDone) await turn.done();
  });

/*
 * Whoever writes with the new manifest keeps the index up to date. So: wait until everybody does, then put the rows of all documents there are. Writes and
 * the builder take turns at each owner's counter, in a statement before the one that writes, so that each sees what the other did (write-in-turn.ts). Whoever
 * does not know yet that there is a builder sees the rows as they were when it began to wait, and leaves what it should have taken away. So at the end what
 * was written meanwhile is looked at once more: such writes have ended once no statement is older than the last row, and all of them noted a change.
 */
async function buildIndex(services: Services, turn: IndexTurn, work: IndexWork): Promise<boolean> {
  const found = await findDeclaration(services, work);
  if (!found) return false;
  const builder = new IndexBuilder(services, turn, found.index, found.int64);
  try {
    return (await builder.putAll()) && (await builder.settle());
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    await turn.fail({ because: error.message, documents: error.documents });
    return false;
  }
}
