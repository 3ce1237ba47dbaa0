import { limits } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Change } from './change.ts';
import { readHorizon, readMissed } from './changes.store.ts';
import { changeFeed, type Interest } from './feed.ts';
import { isAfter, type Position, readPosition, writePosition } from './position.ts';

/** `position` is where to resume from after this event. */
export type Followed =
  /** The stream stands: what is committed from here on will come. */
  | { readonly type: 'ready'; readonly position: string }
  | { readonly type: 'change'; readonly change: Change; readonly position: string }
  /** Something was missed for good: read anew. What is committed from here on will come. */
  | { readonly type: 'resync'; readonly position: string };

/** Changes this far behind the head are not read again one by one. */
const TOO_FAR = 100_000n;

/**
 * The changes of one collection that concern these principals, in order, each at least once; until the signal is aborted.
 * @param after a position from an earlier stream: what was missed since comes first, or `resync` when that is too much or no longer known.
 * @throws {VibeError} bad_cursor when `after` is not a position of ours.
 */
export async function* followChanges(
  services: Services,
  interest: Interest,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Followed> {
  const asked = after === undefined ? undefined : readPosition(after);
  const feed = changeFeed(services);
  const { epoch } = await feed.head();
  // First in line, then back to what was missed: nothing falls between.
  const { subscriber, since, end } = feed.subscribe(interest);
  const at = (position: Position) => writePosition(epoch, position);
  try {
    if (asked === undefined) yield { type: 'ready', position: at(since) };
    else {
      const missed = asked.epoch === epoch ? await readBacklog(services, interest, asked, since) : undefined;
      if (missed === undefined) yield { type: 'resync', position: at(since) };
      else for (const change of missed) yield { type: 'change', change, position: at(change) };
    }
    while (!signal.aborted) {
      const taken = await subscriber.take(signal);
      if (taken === 'missed') yield { type: 'resync', position: at((await feed.head()).position) };
      else for (const change of taken) yield { type: 'change', change, position: at(change) };
    }
  } finally {
    end();
  }
}

async function readBacklog(
  services: Services,
  interest: Interest,
  after: Position,
  upTo: Position,
): Promise<readonly Change[] | undefined> {
  if (!isAfter(upTo, after)) return [];
  if (after.n > 0n && upTo.n - after.n > TOO_FAR) return undefined;
  if (after.xid < (await readHorizon(services.database))) return undefined;
  const missed = await readMissed(services.database, interest.principals, { ...interest, after, upTo, limit: limits.liveQueue + 1 });
  return missed.length > limits.liveQueue ? undefined : missed;
}
