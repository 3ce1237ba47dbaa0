import { ANYONE, type ListScope, type LiveDocumentsInput, type LiveEvent } from '@vibe/shared';
import type { Context, Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { type Change, followChanges } from '../changes/index.ts';
import { type StoredDocument, toReaders } from './document.ts';
import { maySeeAcl } from './documents.policy.ts';
import { withinReach } from './documents.read.ts';
import { findDocumentForFeed } from './documents.store.ts';
import { openStream } from './live-streams.ts';
import { aclReaders } from './principals.ts';
import { type Reader, readerOf, stillAllowed } from './reader.ts';

export interface LiveDocument {
  /** Where to resume from after this event. */
  readonly position: string;
  readonly event: LiveEvent;
}

/**
 * What changes in a list, as it changes, until the stream is closed; each change at least once. A stream lasts at most ten minutes: the client opens
 * the next one at `position`.
 * @throws {VibeError} bad_cursor; rate_limited when the asker has too many streams open; what took the asker's rights away while the stream was open
 */
export async function* liveDocuments(ctx: Context, input: LiveDocumentsInput, closed: AbortSignal): AsyncGenerator<LiveDocument> {
  const reader = await readerOf(ctx, input.collection);
  const scope = withinReach(reader, input.scope);
  using stream = openStream(ctx, closed, async () => {
    await stillAllowed(ctx);
    await readerOf(ctx, input.collection);
  });
  const interest = { collection: input.collection, principals: reader.principals };
  for await (const followed of followChanges(ctx, interest, input.lastEventId ?? undefined, stream.signal)) {
    const event = followed.type === 'change' ? await eventOf(ctx, followed.change, reader, scope) : { type: followed.type };
    if (stream.signal.aborted) break;
    if (event) yield { position: followed.position, event };
  }
  stream.rethrow();
}

/** What one reader learns of a change; `undefined`: nothing that is theirs. */
async function eventOf(services: Services, change: Change, reader: Reader, scope: ListScope): Promise<LiveEvent | undefined> {
  const { id, owner, collection } = change;
  const gone: LiveEvent = { type: 'gone', id, owner, collection };
  if (!isIn(scope, reader, change)) return scope !== 'own' && meets(change.lost, reader.principals) ? gone : undefined;
  if (change.op === 'removed') return gone;
  const sight = await sights(services)(change);
  // The document may be newer than the change: its own ACL decides what is shown of it, not the change's.
  if (!sight || !isIn(scope, reader, sight)) return gone;
  return maySeeAcl(sight.stored, reader.principals) ? sight.whole : sight.plain;
}

interface ReadBy {
  readonly owner: string;
  readonly readers: readonly string[];
  readonly denied: readonly string[];
}

const meets = (some: readonly string[], others: readonly string[]): boolean => some.some((each) => others.includes(each));

/** Is it in the list that this reader follows? The lists of `listDocuments`, one document at a time. */
function isIn(scope: ListScope, { did, principals }: Reader, { owner, readers, denied }: ReadBy): boolean {
  if (owner === did) return scope === 'own' || scope === 'all' || (scope === 'public' && readers.includes(ANYONE));
  if (scope === 'own' || meets(denied, principals)) return false;
  if (scope === 'public') return readers.includes(ANYONE);
  if (scope === 'shared') return did !== undefined && readers.includes(did);
  return meets(readers, principals);
}

/** A document as the feed saw it after a change, and the event for those who see its ACL and for those who do not. */
interface Sight extends ReadBy {
  readonly stored: StoredDocument;
  readonly whole: LiveEvent;
  readonly plain: LiveEvent;
}

/** Read once for each change, whoever many follow it. */
const sights = perProcess((services: Services) => {
  const seen = new WeakMap<Change, Promise<Sight | undefined>>();
  return (change: Change): Promise<Sight | undefined> => {
    const sight = seen.get(change) ?? look(services, change);
    seen.set(change, sight);
    return sight;
  };
});

async function look(services: Services, change: Change): Promise<Sight | undefined> {
  const stored = await findDocumentForFeed(services.database, change);
  if (!stored) return undefined;
  return {
    ...aclReaders(stored.acl),
    owner: stored.owner,
    stored,
    whole: { type: 'put', document: toReaders(stored, [stored.owner]) },
    plain: { type: 'put', document: toReaders(stored, []) },
  };
}
