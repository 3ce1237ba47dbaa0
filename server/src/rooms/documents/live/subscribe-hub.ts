import type { Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import { type Change, changeFeed, concerned, PrincipalGroups } from '../../changes/index.ts';
import { type Look, looks, nameOf } from './live-looks.ts';
import { type Equality, EqualityGroup } from './subscribe-equality.ts';
import type { Entry } from './subscribe-window.ts';

/** A live query, as the hub knows it. */
export interface Follower {
  readonly collection: string;
  /** Only documents of which one of these principals is owner or reader. */
  readonly among: readonly string[];
  readonly equality: Equality;
  /** A document that it may hold, or that it holds, as it is now. */
  note(look: Look): void;
  /** Something changed that could not be looked at. */
  miss(): void;
}

interface Held {
  readonly followers: Set<Follower>;
  /** The last that was held of it: windows of one order share it. */
  entry: Entry | undefined;
}

/**
 * The live queries of this process, found by what a document says: by collection, principal, and the values that a query wants equal; and by the documents that
 * they hold. Beside the read of the document, a change costs as many steps as there are queries it may touch.
 */
export class SubscribeHub {
  readonly #services: Services;
  readonly #groups = new PrincipalGroups<EqualityGroup<Follower>>(() => new EqualityGroup());
  readonly #holders = new Map<string, Held>();
  readonly #watches = new Map<string, { followers: number; stop: () => void }>();
  #changes = new Map<string, Change>();
  #working = false;

  constructor(services: Services) {
    this.#services = services;
  }

  /** From now on it is told of everything. @returns how to leave; what it holds is its own to let go */
  join(follower: Follower): () => void {
    const { collection, among, equality } = follower;
    const leave = this.watch(collection);
    for (const each of among) this.#groups.group(collection, each).add(equality, follower);
    return () => {
      for (const each of among) {
        this.#groups.of(collection, [each])[0]?.remove(equality, follower);
        this.#groups.tidy(collection, each);
      }
      leave();
    };
  }

  /** Documents of this collection are held. @returns how to say that they no longer are */
  watch(collection: string): () => void {
    const watch = this.#watches.get(collection) ?? { followers: 0, stop: this.#listen(collection) };
    watch.followers++;
    this.#watches.set(collection, watch);
    return () => {
      if (--watch.followers > 0) return;
      watch.stop();
      this.#watches.delete(collection);
    };
  }

  /** The same entry for all who hold the same of a document in one order. */
  shared(entry: Entry): Entry {
    const known = this.#holders.get(entry.key)?.entry;
    return known && known.mark === entry.mark && known.order === entry.order ? known : entry;
  }

  /** @param entry `undefined`: it only came along with another document */
  hold(key: string, follower: Follower, entry: Entry | undefined): void {
    const held = this.#holders.get(key) ?? { followers: new Set(), entry };
    held.entry = entry ?? held.entry;
    held.followers.add(follower);
    this.#holders.set(key, held);
  }

  release(key: string, follower: Follower): void {
    const held = this.#holders.get(key);
    held?.followers.delete(follower);
    if (held?.followers.size === 0) this.#holders.delete(key);
  }

  /** @returns how many queries were told */
  tell(look: Look): number {
    const { key, document, seen } = look;
    const sets = [this.#holders.get(key)?.followers ?? new Set<Follower>()];
    if (seen) {
      const queried = { body: seen.stored.body, createdAt: seen.plain.createdAt, owner: seen.owner };
      for (const group of this.#groups.of(document.collection, [seen.owner, ...seen.readers])) sets.push(...group.matching(queried));
    }
    const told = unionOf(sets);
    for (const follower of told) follower.note(look);
    return told.size;
  }

  /** Nothing is left of anybody. */
  get isEmpty(): boolean {
    return this.#groups.size === 0 && this.#holders.size === 0 && this.#watches.size === 0;
  }

  #listen(collection: string): () => void {
    return changeFeed(this.#services).watch(collection, (change) => {
      this.#changes.set(nameOf(change), change); // the newest of each document is enough: it is looked at as it is
      if (this.#working) return;
      this.#working = true;
      setImmediate(() => void this.#work());
    });
  }

  async #work(): Promise<void> {
    while (this.#changes.size > 0) {
      const changes = [...this.#changes.values()].filter((each) => this.#mayConcern(each));
      this.#changes = new Map();
      const looking = changes.map((change) => looks(this.#services).after(change));
      for (const [at, look] of (await Promise.allSettled(looking)).entries()) {
        if (look.status === 'fulfilled') this.tell(look.value);
        else this.#missed(changes[at] as Change);
      }
    }
    this.#working = false;
  }

  #mayConcern(change: Change): boolean {
    return this.#holders.has(nameOf(change)) || this.#groups.of(change.collection, concerned(change)).length > 0;
  }

  #missed(change: Change): void {
    const groups = this.#groups.of(change.collection, concerned(change)).map((each) => new Set(each));
    for (const follower of unionOf([this.#holders.get(nameOf(change))?.followers ?? new Set<Follower>(), ...groups])) follower.miss();
  }
}

function unionOf<Member>(sets: readonly Set<Member>[]): ReadonlySet<Member> {
  const some = sets.filter((each) => each.size > 0);
  const [first = new Set<Member>()] = some;
  return some.length < 2 ? new Set(first) : new Set(some.flatMap((each) => [...each]));
}

export const subscribeHub = perProcess((services: Services) => new SubscribeHub(services));
