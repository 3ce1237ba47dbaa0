import { setImmediate as nextTurn } from 'node:timers/promises';
import { limits } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { Change } from './change.ts';
import { pruneChanges, readChanges, readHead } from './changes.store.ts';
import type { Position } from './position.ts';
import { Sight } from './sight.ts';
import { Subscriber } from './subscriber.ts';
import { type Interest, Subscribers } from './subscribers.ts';

const CHANNEL = 'vibe_changes';
const BATCH = 500;
/** While an open transaction holds changes back, they are read past it as far as this, again with each look. */
const FURTHEST = 16_000;
/** A notification may get lost; the table does not. */
const POLL_MS = 500;
/** Writes of one burst are read, and told to the other processes, together. */
const GATHER_MS = 3;
const NOTIFY_MS = 20;
const PRUNE_MS = 10 * 60_000;
const PRUNE_BATCH = 5_000;

export interface FeedOptions {
  /** Milliseconds between two looks that nothing asked for. */
  readonly pollMs?: number;
}

/** The process's one reader of `changes`: it reads by cursor, and hands each change to the subscribers it concerns. */
export class Feed {
  /** For whoever keeps answers until something changes. */
  readonly sight: Sight;
  readonly #services: Services;
  readonly #subscribers = new Subscribers();
  readonly #watchers = new Map<string, Set<(change: Change) => void>>();
  readonly #pollMs: number;
  #head: { readonly epoch: string; readonly position: Position } | undefined;
  #starting: Promise<void> | undefined;
  #reading = false;
  #again = false;
  #backOffMs = GATHER_MS;
  #soonMs = 0;
  #reach = BATCH;
  #timers: { poll?: NodeJS.Timeout; soon?: NodeJS.Timeout | undefined; notify?: NodeJS.Timeout | undefined } = {};

  constructor(services: Services, { pollMs = POLL_MS }: FeedOptions = {}) {
    this.#services = services;
    this.#pollMs = pollMs;
    this.sight = new Sight(services.clock, () => this.#head && this.#readSoon(0));
    this.sight.watch((change) => this.#tell(change));
    const prune = setInterval(() => void this.#prune(), PRUNE_MS);
    services.lifetime.onClose(() => clearInterval(prune));
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

  /** From this moment on every change that concerns the subscriber reaches it, in order. */
  subscribe(interest: Interest): { readonly subscriber: Subscriber; readonly since: Position; end(): void } {
    const since = this.#known().position;
    const subscriber = new Subscriber(interest.principals, limits.liveQueue);
    return { subscriber, since, end: this.#subscribers.add(interest, subscriber) };
  }

  /**
   * Tells of every change in one collection, once, as soon as it is seen: in whatever order, for it does not wait for older transactions that are open. For those who look at
   * what is there now whenever something changed.
   * @returns how to stop
   */
  watch(collection: string, watcher: (change: Change) => void): () => void {
    const all = this.#watchers.get(collection) ?? new Set();
    this.#watchers.set(collection, all.add(watcher));
    this.head().catch((err: unknown) => this.#services.log.warn({ err }, 'the feed could not begin; it begins with the next who asks'));
    return () => {
      if (all.delete(watcher) && all.size === 0 && this.#watchers.get(collection) === all) this.#watchers.delete(collection);
    };
  }

  /** Something was committed by this process: read it now, tell the other processes soon. */
  poke(): void {
    this.sight.wrote();
    this.#timers.notify ??= setTimeout(() => {
      this.#timers.notify = undefined;
      this.#services.database.notify(CHANNEL).catch(() => {}); // they poll
    }, NOTIFY_MS);
    // While it begins, it does not know yet from where to read: it looks as soon as it does.
    // What nobody follows is read with what the other processes are told of: a look for each of many writes would be a good part of their cost.
    if (this.#head) this.#readSoon(this.#isFollowed ? GATHER_MS : NOTIFY_MS);
  }

  /** Names that begin with `~` are not of documents. */
  get #isFollowed(): boolean {
    return !this.#subscribers.isEmpty || [...this.#watchers.keys()].some((each) => !each.startsWith('~'));
  }

  #tell(change: Change): void {
    for (const watcher of this.#watchers.get(change.collection) ?? []) {
      try {
        watcher(change);
      } catch (err) {
        this.#services.log.error({ err, collection: change.collection }, 'a watcher of changes failed; the others are told');
      }
    }
  }

  async #prune(): Promise<void> {
    const { database, lifetime, log } = this.#services;
    try {
      while (!lifetime.signal.aborted && (await pruneChanges(database, PRUNE_BATCH)) === PRUNE_BATCH);
    } catch (err) {
      log.warn({ err }, 'old changes were not pruned');
    }
  }

  #known() {
    if (!this.#head) throw new Error('the feed has not begun');
    return this.#head;
  }

  async #start(): Promise<void> {
    const { database, lifetime } = this.#services;
    this.#head = await readHead(database);
    const listening = database.listen(CHANNEL, () => this.#readSoon(0));
    this.#timers.poll = setInterval(() => this.#readSoon(0), this.#pollMs);
    this.#readSoon(0);
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

  /** In portions: whoever follows takes what waits before there is more, however much an open transaction has held back. */
  async #hand(epoch: string, changes: readonly Change[]): Promise<void> {
    for (let at = 0; at < changes.length; at += BATCH) {
      if (at > 0) await nextTurn();
      const portion = changes.slice(at, at + BATCH);
      const { xid, n } = portion.at(-1) as Change;
      this.#head = { epoch, position: { xid, n } };
      for (const change of portion) this.#subscribers.offer(change);
    }
  }

  async #read(): Promise<void> {
    const head = this.#known();
    this.#reading = true;
    this.#again = false;
    let heldBack = false;
    const look = this.sight.look();
    let sawAll = false;
    try {
      const { changes, held } = await readChanges(this.#services.database, head.position, this.#reach);
      look.saw(changes, held);
      await this.#hand(head.epoch, changes);
      const seen = changes.length + held.length;
      heldBack = held.length > 0;
      if (changes.length > 0) this.#backOffMs = GATHER_MS;
      if (seen === this.#reach && (!heldBack || this.#reach < FURTHEST)) this.#again = true;
      sawAll = seen < this.#reach;
      this.#reach = heldBack ? Math.min(seen === this.#reach ? this.#reach * 2 : this.#reach, FURTHEST) : BATCH;
    } catch (err) {
      this.#services.log.debug({ err }, 'the feed could not be read; it will be tried again');
    }
    look.end(sawAll);
    this.#reading = false;
    if (this.#again) this.#readSoon(GATHER_MS);
    else if (heldBack) {
      // An older transaction is still open. It may be a long one.
      this.#readSoon(this.#backOffMs);
      this.#backOffMs = Math.min(this.#backOffMs * 2, POLL_MS);
    }
  }
}

export const changeFeed = perProcess((services: Services) => new Feed(services));
