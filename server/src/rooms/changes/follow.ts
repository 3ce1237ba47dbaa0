import { limits } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Change } from './change.ts';
import { readHorizon, readMissed } from './changes.store.ts';
import { changeFeed } from './feed.ts';
import { isAfter, markOf, type Position, readPosition, writePosition } from './position.ts';
import type { Interest } from './subscribers.ts';

/** `position` is where to resume from after this event. */
export type Followed =
  /** The stream stands: what is committed from here on will come. */
  | { readonly type: 'ready'; readonly position: string }
  | { readonly type: 'change'; readonly change: Change; readonly position: string }
  /** Something was missed for good: read anew. What is committed from here on will come. */
  | { readonly type: 'resync'; readonly position: string };

/**
 * The changes of one collection that concern these principals, in order, each at least once; until the signal is aborted.
 * @param after a position from an earlier stream: what was missed since comes first, or `resync` when that is too much or no longer known, or was told to somebody
 *   with other principals.
 * @param feed another one than the process's own, for tests
 * @throws {VibeError} bad_cursor when `after` is not a position of ours.
 */
export async function* followChanges(
  services: Services,
  interest: Interest,
  after: string | undefined,
  signal: AbortSignal,
  feed = changeFeed(services),
): AsyncGenerator<Followed> {
  const asked = after === undefined ? undefined : readPosition(after);
  const mark = markOf(interest.principals);
  const { epoch } = await feed.head();
  // First in line, then back to what was missed: nothing falls between.
  const { subscriber, since, end } = feed.subscribe(interest);
  const at = (position: Position) => writePosition(epoch, position, mark);
  try {
    if (asked === undefined) yield { type: 'ready', position: at(since) };
    else {
      const same = asked.epoch === epoch && asked.mark === mark;
      const missed = same ? await readBacklog(services, interest, asked, since) : undefined;
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
  { database }: Services,
  { collection, principals, among = principals }: Interest,
  after: Position,
  upTo: Position,
): Promise<readonly Change[] | undefined> {
  if (!isAfter(upTo, after)) return [];
  if (after.xid < (await readHorizon(database))) return undefined;
  return readMissed(database, { collection, principals, among, after, upTo, limit: limits.liveQueue });
}
