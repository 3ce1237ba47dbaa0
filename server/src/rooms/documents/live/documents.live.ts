import { ANYONE, type ListScope, type LiveDocumentsInput, type LiveEvent } from '@vibe/shared';
import type { Context, Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import { type Change, type Followed, followChanges } from '../../changes/index.ts';
import { maySeeAcl } from '../documents.policy.ts';
import { withinReach } from '../documents.read.ts';
import { type Reader, readerOf, stillAllowed } from '../reader.ts';
import { byName, isInScope, meets } from '../scope.ts';
import { looks, type Seen } from './live-looks.ts';
import { samePrincipals } from './live-principals.ts';
import { openStream, type Stream } from './live-streams.ts';

export interface LiveDocument {
  /** Where to resume from after this event. */
  readonly position: string;
  readonly event: LiveEvent;
}

/**
 * What changes in a list, as it changes, until the stream is closed; each change at least once. A stream lasts at most ten minutes: the client opens
 * the next one at `position`. A reader who becomes more, or less, to ACLs is told to read the list again.
 * @throws {VibeError} bad_cursor; rate_limited when the asker has too many streams open; what took the asker's rights away while the stream was open
 */
export async function* liveDocuments(ctx: Context, input: LiveDocumentsInput, closed: AbortSignal): AsyncGenerator<LiveDocument> {
  let reader = await readerOf(ctx, input.collection);
  const scope = withinReach(reader, input.scope);
  let asReader = new AbortController();
  using stream = openStream(ctx, closed, {
    principals: () => reader.principals,
    until: () => reader.until,
    async check() {
      await stillAllowed(ctx);
      const before = reader;
      reader = await readerOf(ctx, input.collection);
      if (!samePrincipals(before.principals, reader.principals)) asReader.abort();
    },
  });
  yield* follow(ctx, { input, scope, reader, after: input.lastEventId ?? undefined }, eitherOf(stream, asReader));
  while (!stream.signal.aborted) {
    asReader = new AbortController();
    for await (const each of follow(ctx, { input, scope, reader, after: undefined }, eitherOf(stream, asReader)))
      yield each.event.type === 'ready' ? { ...each, event: { type: 'resync' } } : each;
  }
  stream.rethrow();
}

const eitherOf = (stream: Stream, asReader: AbortController): AbortSignal => AbortSignal.any([stream.signal, asReader.signal]);

interface Following {
  readonly input: LiveDocumentsInput;
  readonly scope: ListScope;
  readonly reader: Reader;
  readonly after: string | undefined;
}

/** As long as the reader is who they are. */
async function* follow(ctx: Context, { input, scope, reader, after }: Following, signal: AbortSignal): AsyncGenerator<LiveDocument> {
  const { collection } = input;
  const interest = { collection, principals: reader.principals, among: amongOf(scope, reader) };
  for await (const followed of followChanges(ctx, interest, after, signal)) {
    const event = await toEvent(ctx, followed, reader, scope);
    if (signal.aborted) break;
    if (event) yield { position: followed.position, event };
  }
}

/** What in a change may touch a list of this scope. */
function amongOf(scope: ListScope, { did, principals }: Reader): readonly string[] {
  if (scope === 'public') return [ANYONE];
  if (scope === 'own') return did === undefined ? [] : [did];
  return scope === 'shared' ? byName(principals) : principals;
}

const toEvent = async (ctx: Context, followed: Followed, reader: Reader, scope: ListScope): Promise<LiveEvent | undefined> =>
  followed.type === 'change' ? eventOf(ctx, followed.change, reader, scope) : { type: followed.type };

/** What one reader learns of a change; `undefined`: nothing that is theirs. */
async function eventOf(ctx: Context, change: Change, reader: Reader, scope: ListScope): Promise<LiveEvent | undefined> {
  const { id, owner, collection } = change;
  const gone: LiveEvent = { type: 'gone', id, owner, collection };
  if (!isInScope(scope, reader, change)) return scope !== 'own' && meets(change.lost, reader.principals) ? gone : undefined;
  if (change.op === 'removed') return gone;
  const { seen } = await looks(ctx).after(change);
  // The document may be newer than the change: its own ACL decides what is shown of it, not the change's.
  if (!seen || !isInScope(scope, reader, seen)) return gone;
  return puts(ctx)(seen, maySeeAcl(seen.stored, reader.principals));
}

/** One event for all who get the same, so that it is written out once. */
const puts = perProcess((_: Services) => {
  const made = { whole: new WeakMap<Seen, LiveEvent>(), plain: new WeakMap<Seen, LiveEvent>() };
  return (seen: Seen, withAcl: boolean): LiveEvent => {
    const kind = withAcl ? 'whole' : 'plain';
    const event = made[kind].get(seen) ?? { type: 'put', document: seen[kind] };
    made[kind].set(seen, event);
    return event;
  };
});
