import { LRUCache } from 'lru-cache';
import type { Services } from '../../../platform/context.ts';
import { changeFeed } from '../../changes/index.ts';

/** What is remembered holds as long as everything committed so long ago has been seen. */
const UNSEEN_MS = 1_000;

interface Entry<Value> {
  readonly asked: Promise<Value>;
  readonly at: number;
  /** Once it is answered. */
  known?: { readonly value: Value };
}

export interface Remembering<Key, Value> {
  readonly ask: (key: Key) => Promise<Value>;
  /** Entries. */
  readonly max: number;
  /** How long an answer holds at most; left out: until something changes. */
  readonly until?: (value: Value) => Date | undefined;
}

/**
 * Answers of the database that hold until a change of a kind is told: what this process changes it forgets itself, what others change the feed brings. A process
 * that does not see the feed asks anew each second.
 */
export class Remembered<Key extends string, Value> {
  readonly #services: Services;
  readonly #remembering: Remembering<Key, Value>;
  readonly #entries: LRUCache<Key, Entry<Value>>;
  /** From then on the feed tells of every change. */
  #toldSince = Number.POSITIVE_INFINITY;

  constructor(services: Services, remembering: Remembering<Key, Value>) {
    this.#services = services;
    this.#remembering = remembering;
    this.#entries = new LRUCache({ max: remembering.max });
  }

  of(key: Key): Promise<Value> {
    const entry = this.#entries.get(key);
    return entry && this.#holds(entry) ? entry.asked : this.#ask(key);
  }

  forget(key: Key): void {
    this.#entries.delete(key);
  }

  /** @param which is also asked of what is not answered yet, without a value */
  forgetWhere(which: (key: Key, value: Value | undefined) => boolean): void {
    for (const [key, { known }] of this.#entries.entries()) if (which(key, known?.value)) this.#entries.delete(key);
  }

  #holds({ at, known }: Entry<Value>): boolean {
    const now = this.#services.clock.now().getTime();
    const until = known && this.#remembering.until?.(known.value);
    if (until && until.getTime() <= now) return false;
    return now - at <= UNSEEN_MS || (at >= this.#toldSince && changeFeed(this.#services).sight.isWithin(UNSEEN_MS));
  }

  #ask(key: Key): Promise<Value> {
    if (this.#toldSince === Number.POSITIVE_INFINITY) this.#listen();
    // Kept before it is answered: what changes meanwhile drops it, and whoever comes after asks anew.
    const entry: Entry<Value> = { asked: this.#remembering.ask(key), at: this.#services.clock.now().getTime() };
    this.#entries.set(key, entry);
    entry.asked.then(
      (value) => Object.assign(entry, { known: { value } }),
      () => this.#entries.get(key) === entry && this.#entries.delete(key),
    );
    return entry.asked;
  }

  #listen(): void {
    const begun = () => {
      this.#toldSince = Math.min(this.#toldSince, this.#services.clock.now().getTime());
    };
    changeFeed(this.#services)
      .head()
      .then(begun, () => {}); // without the feed answers are good for a second
  }
}
