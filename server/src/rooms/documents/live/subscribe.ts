import {
  limits,
  type QualifiedCollection,
  type SubscribedQuery,
  type SubscribeEvent,
  type SubscribeInput,
  subscribedQuery,
  VibeError,
} from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { findCollection } from '../../apps/index.ts';
import { changeFeed } from '../../changes/index.ts';
import { ownerWithinReach, withinReach } from '../documents.read.ts';
import { planFacts } from '../query/plan-facts.ts';
import { type Reader, readerOf, stillAllowed } from '../reader.ts';
import { samePrincipals } from './live-principals.ts';
import { openStream } from './live-streams.ts';
import { aimOf } from './subscribe-aim.ts';
import { readHeld, writeHeld } from './subscribe-position.ts';
import { LiveQuery, type Outgoing } from './subscribe-query.ts';

export interface Subscribed {
  /** What the subscriber holds after this event: where to resume. */
  readonly position: string;
  readonly event: SubscribeEvent;
}

/**
 * The results of several queries, and from then on what changes in them, until the stream is closed. It lasts at most ten minutes: the client opens the next one at `position`. A
 * query that cannot be answered is refused alone; what a reader gains or loses while the stream is open changes the results.
 * @throws {VibeError} bad_cursor; unavailable; rate_limited when the asker has too many streams open; what took the asker's rights away while the stream was open
 */
export async function* subscribeDocuments(ctx: Context, input: SubscribeInput, closed: AbortSignal): AsyncGenerator<Subscribed> {
  const held = typeof input.lastEventId === 'string' ? readHeld(input.lastEventId) : new Set<string>();
  await changeFeed(ctx).head();
  using subscription = new Subscription(ctx);
  await subscription.stand(input);
  using stream = openStream(ctx, closed, subscription);
  yield* subscription.begin(held);
  yield { position: subscription.position, event: { type: 'ready' } };
  stream.signal.addEventListener('abort', () => subscription.wake(), { once: true });
  while (!stream.signal.aborted) {
    const next = await subscription.next();
    if (next && !stream.signal.aborted) yield next;
    else if (!stream.signal.aborted) await subscription.changed();
  }
  stream.rethrow();
}

interface Standing {
  readonly live: LiveQuery;
  readonly query: SubscribedQuery;
  reader: Reader;
  manifestVersion: number | undefined;
  /** What the subscriber holds of it. */
  piece: string | undefined;
}

/** What a query stands on. */
interface Looked {
  readonly reader: Reader;
  readonly manifestVersion: number | undefined;
}

/** The queries of one stream. */
class Subscription {
  readonly #ctx: Context;
  readonly #standing = new Map<LiveQuery, Standing>();
  readonly #refused: Outgoing[] = [];
  readonly #dirty = new Set<LiveQuery>();
  #woken = Promise.withResolvers<void>();

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  get position(): string {
    return writeHeld([...this.#standing.values()].flatMap(({ piece }) => piece ?? []));
  }

  /** From now on the queries are told of everything. */
  async stand({ queries }: SubscribeInput): Promise<void> {
    let documents = 0;
    for (const { key, query } of queries) {
      try {
        const parsed = parse(query);
        documents += parsed.limit;
        if (documents > limits.subscribedDocumentsPerStream)
          throw new VibeError(
            'bad_request',
            `The queries of one stream may ask for ${limits.subscribedDocumentsPerStream} documents together`,
          );
        await this.#stand(key, parsed);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#refused.push({ piece: undefined, event: refusalOf(key, error) });
      }
    }
  }

  /** Answers every query once, unless the subscriber has its answer. */
  async *begin(held: ReadonlySet<string>): AsyncGenerator<Subscribed> {
    for (const { event } of this.#refused.splice(0)) if (event) yield { position: this.position, event };
    const answers = [...this.#standing.values()].map((each) => [each, each.live.next(held)] as const);
    // Those that wait for their turn may fail before it comes.
    for (const [, answer] of answers) answer.catch(() => {});
    for (const [standing, answer] of answers) {
      const said = this.#said(standing, await answer);
      if (said) yield said;
    }
  }

  /** Waits until there may be something to say. */
  async changed(): Promise<void> {
    if (this.#dirty.size > 0 || this.#refused.length > 0) return;
    this.#woken = Promise.withResolvers<void>();
    await this.#woken.promise;
  }

  wake(): void {
    this.#woken.resolve();
  }

  /** What is to be said next; `undefined`: nothing as yet. */
  async next(): Promise<Subscribed | undefined> {
    const [refusal] = this.#refused.splice(0, 1);
    if (refusal?.event) return { position: this.position, event: refusal.event };
    for (const live of this.#dirty) {
      this.#dirty.delete(live);
      const standing = this.#standing.get(live);
      const said = standing && (await this.#ask(standing));
      if (said) return said;
    }
    return undefined;
  }

  async #ask(standing: Standing): Promise<Subscribed | undefined> {
    try {
      return this.#said(standing, await standing.live.next());
    } catch (error) {
      this.#ctx.log.debug({ err: error }, 'a live query could not be answered; it will be tried again');
      standing.live.retry();
      return undefined;
    }
  }

  principals(): readonly string[] {
    return [...new Set([...this.#standing.values()].flatMap(({ reader }) => reader.principals))];
  }

  until(): Date | undefined {
    const ends = [...this.#standing.values()].flatMap(({ reader }) => reader.until?.getTime() ?? []);
    return ends.length === 0 ? undefined : new Date(Math.min(...ends));
  }

  /** Has the reader become more, or less? Is the collection what it was? */
  async check(): Promise<void> {
    await stillAllowed(this.#ctx);
    const looked = new Map<string, Promise<Looked>>();
    for (const standing of this.#standing.values()) {
      const { collection } = standing.query;
      const looking = looked.get(collection) ?? this.#look(collection);
      looked.set(collection, looking);
      try {
        await this.#review(standing, await looking);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#standing.delete(standing.live);
        this.#refused.push(standing.live.refuse(error));
        this.wake();
      }
    }
  }

  [Symbol.dispose](): void {
    for (const live of this.#standing.keys()) live.leave();
    this.#standing.clear();
  }

  async #stand(key: string, asked: SubscribedQuery): Promise<void> {
    const { reader, manifestVersion } = await this.#look(asked.collection);
    const query = { ...asked, scope: withinReach(reader, asked.scope), owner: ownerWithinReach(reader, asked.owner) };
    const { int64 } = await planFacts(this.#ctx, query.collection);
    const live = new LiveQuery(this.#ctx, key, query, aimOf(query, reader, int64), (each) => {
      this.#dirty.add(each);
      this.wake();
    });
    this.#standing.set(live, { live, query, reader, manifestVersion, piece: undefined });
  }

  async #review(standing: Standing, { reader, manifestVersion }: Looked): Promise<void> {
    if (manifestVersion === standing.manifestVersion && samePrincipals(reader.principals, standing.reader.principals)) {
      standing.reader = reader;
      return;
    }
    const { int64 } = await planFacts(this.#ctx, standing.query.collection);
    if (!this.#standing.has(standing.live)) return;
    standing.reader = reader;
    standing.manifestVersion = manifestVersion;
    standing.live.retarget(aimOf(standing.query, reader, int64));
  }

  async #look(collection: QualifiedCollection): Promise<Looked> {
    const reader = await readerOf(this.#ctx, collection);
    return { reader, manifestVersion: (await findCollection(this.#ctx, collection))?.app.manifestVersion };
  }

  #said(standing: Standing, outgoing: Outgoing | undefined): Subscribed | undefined {
    if (!outgoing) return undefined;
    standing.piece = outgoing.piece;
    if (outgoing.piece === undefined) this.#standing.delete(standing.live);
    return outgoing.event && { position: this.position, event: outgoing.event };
  }
}

function parse(query: Record<string, unknown>): SubscribedQuery {
  const { success, data, error } = subscribedQuery.safeParse(query);
  if (success) return data;
  const [first] = error.issues;
  throw new VibeError(
    'bad_request',
    `${first?.path.map((each) => `/${String(each)}`).join('') || 'query'}: ${first?.message ?? 'is not one'}`,
  );
}

/** Of one query, whatever becomes of the others. A database that is away refuses nothing. */
export const isRefusal = (error: unknown): error is VibeError =>
  error instanceof VibeError && error.code !== 'internal' && error.code !== 'unavailable';

const refusalOf = (key: string, { code, message, hint }: VibeError): SubscribeEvent => ({
  type: 'refused',
  key,
  error: { code, message, ...(hint !== undefined && { hint }) },
});
