import { limits } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Ground, Services } from '../platform/context.ts';
import { appAtHand, findApp } from '../rooms/apps/index.ts';
import { changeFeed } from '../rooms/changes/index.ts';
import { Grounds } from './public-cache-grounds.ts';

/** With the feed silent for longer, nothing is answered from memory: what others write would go unnoticed. It is read every half second at least. */
const OLDEST_SIGHT_MS = 2_000;
/** Looks that a request waits for after this process wrote, before it reads for itself. */
const PATIENT_LOOKS = 2;
/** What an entry costs beside its body and its address, roughly. */
const ENTRY_BYTES = 1_000;

/** The answer to a visitor's read, as it goes over the wire. */
export interface Answer {
  readonly body: Buffer;
  /** In quotes, as the header has it. */
  readonly etag: string;
}

/** @returns the answer; `undefined` when it is not one to keep, such as an error. */
export type Read = (standsOn: (ground: Ground) => void) => Promise<Answer | undefined>;

/** What apps there are: at most 5 s old. */
export interface Apps {
  find(services: Services, id: string): Promise<{ readonly manifestVersion: number } | undefined>;
  atHand(services: Services, id: string): { readonly manifestVersion: number } | undefined;
}

interface Kept {
  readonly key: string;
  readonly answer: Promise<Answer | undefined>;
  /** What `answer` came to. */
  ready?: Answer | undefined;
  readonly grounds: Set<Ground>;
  /** Something that it stands on has changed. */
  shaken: boolean;
}

/**
 * What visitors read, kept in memory until a change in the feed touches it. An answer is given again only as long as the process is sure to have seen
 * all of its own writes, and whatever others had committed two seconds ago; in doubt nothing is, and what was kept is forgotten. Whoever asks for
 * what is being read already waits for that one reading.
 */
export class PublicCache {
  readonly #services: Services;
  readonly #apps: Apps;
  readonly #reading = new Map<string, Kept>();
  readonly #grounds = new Grounds<Kept>();
  readonly #kept = new LRUCache<string, Kept>({
    max: limits.publicCacheAnswers,
    maxSize: limits.publicCacheBytes,
    sizeCalculation: ({ ready, key }) => ENTRY_BYTES + (ready?.body.length ?? 0) + 2 * key.length,
    dispose: (kept) => this.#grounds.leave(kept, kept.grounds),
  });

  constructor(services: Services, apps: Apps = { find: findApp, atHand: appAtHand }) {
    this.#services = services;
    this.#apps = apps;
    changeFeed(services).sight.watch((change) => {
      for (const kept of this.#grounds.shakenBy(change)) this.#forget(kept);
    });
  }

  /** What can be answered at once. */
  atHand(key: string): Answer | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    const { sight } = changeFeed(this.#services);
    if (!sight.hasOwn || !sight.isWithin(OLDEST_SIGHT_MS)) return undefined;
    for (const { appId, manifestVersion } of kept.grounds)
      if (this.#apps.atHand(this.#services, appId)?.manifestVersion !== manifestVersion) return undefined;
    return kept.ready;
  }

  /** From memory, from a reading that is under way, or by `read`. `undefined`: read for yourself. */
  async get(key: string, read: Read): Promise<Answer | undefined> {
    if (!(await this.#isInSight())) {
      this.#forgetAll();
      return undefined;
    }
    const kept = this.#kept.get(key) ?? this.#reading.get(key);
    if (kept && (await this.#hasItsManifests(kept))) return kept.answer;
    if (kept) this.#forget(kept);
    return (this.#reading.get(key) ?? this.#read(key, read)).answer;
  }

  #read(key: string, read: Read): Kept {
    const begun = Promise.withResolvers<Answer | undefined>();
    const kept: Kept = { key, answer: begun.promise, grounds: new Set(), shaken: false };
    this.#reading.set(key, kept);
    const reading = read((ground) => {
      if (ground.manifestVersion === undefined) kept.shaken = true;
      kept.grounds.add(ground);
      this.#grounds.stand(kept, ground);
    });
    reading
      .then((answer) => {
        const keep = answer && !kept.shaken && kept.grounds.size > 0 && answer.body.length <= limits.publicCacheAnswerBytes;
        if (!keep) return this.#forget(kept);
        kept.ready = answer;
        this.#reading.delete(key);
        this.#kept.set(key, kept);
      })
      .catch(() => this.#forget(kept)); // whoever asked sees the error itself
    begun.resolve(reading);
    return kept;
  }

  /** Is everything seen that an answer from memory could contradict? Waits for the look that comes right after a write of this process. */
  async #isInSight(): Promise<boolean> {
    const feed = changeFeed(this.#services);
    feed.head().catch(() => {}); // it begins to look at the first call; until then nothing is in sight
    for (let looks = 0; looks < PATIENT_LOOKS && !feed.sight.hasOwn && feed.sight.isWithin(OLDEST_SIGHT_MS); looks++)
      await feed.sight.next();
    return feed.sight.hasOwn && feed.sight.isWithin(OLDEST_SIGHT_MS);
  }

  /** An app's next manifest may close a collection to visitors: an answer stands on the manifest it was made with. */
  async #hasItsManifests({ grounds }: Kept): Promise<boolean> {
    for (const { appId, manifestVersion } of grounds) {
      const app = await this.#apps.find(this.#services, appId).catch(() => undefined);
      if (app?.manifestVersion !== manifestVersion) return false;
    }
    return true;
  }

  #forget(kept: Kept): void {
    kept.shaken = true;
    if (this.#reading.get(kept.key) === kept) this.#reading.delete(kept.key);
    if (this.#kept.peek(kept.key) === kept) this.#kept.delete(kept.key);
    this.#grounds.leave(kept, kept.grounds);
  }

  #forgetAll(): void {
    for (const kept of this.#reading.values()) this.#forget(kept);
    this.#kept.clear();
  }
}
