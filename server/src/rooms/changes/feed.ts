import { limits } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { Change } from './change.ts';
import { concerns } from './change.ts';
import { pruneChanges, readChanges, readHead } from './changes.store.ts';
import type { Position } from './position.ts';
import { Sight } from './sight.ts';
import { Subscriber } from './subscriber.ts';

const CHANNEL = 'vibe_changes';
const BATCH = 500;
/** A notification may get lost; the table does not. */
const POLL_MS = 500;
/** Writes of one burst are read, and told to the other processes, together. */
const GATHER_MS = 3;
const NOTIFY_MS = 20;
const PRUNE_MS = 10 * 60_000;
const PRUNE_BATCH = 5_000;

export interface Interest {
  readonly collection: string;
  readonly principals: readonly string[];
}

/** The process's one reader of `changes`: it reads by cursor, and hands each change to the subscribers it concerns. */
export class Feed {
  /** For whoever keeps answers until something changes. */
  readonly sight: Sight;
  readonly #services: Services;
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  #head: { readonly epoch: string; readonly position: Position } | undefined;
  #starting: Promise<void> | undefined;
  #reading = false;
  #again = false;
  #backOffMs = GATHER_MS;
  #soonMs = 0;
  #timers: { poll?: NodeJS.Timeout; soon?: NodeJS.Timeout | undefined; notify?: NodeJS.Timeout | undefined } = {};

  constructor(services: Services) {
    this.#services = services;
    this.sight = new Sight(services.clock);
    const { database, lifetime, log } = services;
    const prune = setInterval(() => {
      pruneChanges(database, PRUNE_BATCH).catch((err: unknown) => log.warn({ err }, 'old changes were not pruned'));
    }, PRUNE_MS);
    lifetime.onClose(() => clearInterval(prune));
  }

  /** Says where the feed stands. Begins to read at the first call. */
  async head(): Promise<{ readonly epoch: string; readonly position: Position }> {
    this.#starting ??= this.#start();
    try {
      await this.#starting;
    } catch (error) {
      this.#starting = undefined; // the database was away: the next one tries again
      throw error;
    }
    return this.#known();
  }

  /** From this moment on every change that concerns the subscriber reaches it. */
  subscribe({ collection, principals }: Interest): { readonly subscriber: Subscriber; readonly since: Position; end(): void } {
    const since = this.#known().position;
    const subscriber = new Subscriber(principals, limits.liveQueue);
    const all = this.#subscribers.get(collection) ?? new Set();
    this.#subscribers.set(collection, all.add(subscriber));
    return {
      subscriber,
      since,
      end: () => {
        all.delete(subscriber);
        if (all.size === 0 && this.#subscribers.get(collection) === all) this.#subscribers.delete(collection);
      },
    };
  }

  /** Something was committed by this process: read it now, tell the other processes soon. */
  poke(): void {
    this.sight.wrote();
    this.#timers.notify ??= setTimeout(() => {
      this.#timers.notify = undefined;
      this.#services.database.notify(CHANNEL).catch(() => {}); // they poll
    }, NOTIFY_MS);
    if (this.#starting) this.#readSoon(GATHER_MS);
  }

  #known() {
    if (!this.#head) throw new Error('the feed has not begun');
    return this.#head;
  }

  async #start(): Promise<void> {
    const { database, lifetime } = this.#services;
    this.#head = await readHead(database);
    const listening = database.listen(CHANNEL, () => this.#readSoon(0));
    this.#timers.poll = setInterval(() => this.#readSoon(0), POLL_MS);
    lifetime.onClose(async () => {
      for (const timer of Object.values(this.#timers)) clearTimeout(timer);
      await listening.stop();
    });
  }

  #readSoon(ms: number): void {
    if (this.#services.lifetime.signal.aborted) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    // Whoever has just written does not wait for what an open transaction holds back.
    if (this.#timers.soon && ms >= this.#soonMs) return;
    clearTimeout(this.#timers.soon);
    this.#soonMs = ms;
    this.#timers.soon = setTimeout(() => {
      this.#timers.soon = undefined;
      void this.#read();
    }, ms);
  }

  async #read(): Promise<void> {
    const head = this.#known();
    this.#reading = true;
    this.#again = false;
    let heldBack = false;
    const look = this.sight.look();
    let seen = 0;
    try {
      const { changes, held } = await readChanges(this.#services.database, head.position, BATCH);
      const last = changes.at(-1);
      if (last) this.#head = { epoch: head.epoch, position: { xid: last.xid, n: last.n } };
      for (const change of changes) this.#deliver(change);
      look.saw(changes, held);
      seen = changes.length + held.length;
      heldBack = held.length > 0;
      if (changes.length > 0) this.#backOffMs = GATHER_MS;
      if (changes.length === BATCH) this.#again = true;
    } catch (err) {
      this.#services.log.debug({ err }, 'the feed could not be read; it will be tried again');
      seen = BATCH;
    }
    look.end(seen < BATCH);
    this.#reading = false;
    if (this.#again) this.#readSoon(GATHER_MS);
    else if (heldBack) {
      // An older transaction is still open. It may be a long one.
      this.#readSoon(this.#backOffMs);
      this.#backOffMs = Math.min(this.#backOffMs * 2, POLL_MS);
    }
  }

  #deliver(change: Change): void {
    for (const subscriber of this.#subscribers.get(change.collection) ?? []) {
      if (concerns(change, subscriber.principals)) subscriber.offer(change);
    }
  }
}

export const changeFeed = perProcess((services: Services) => new Feed(services));
