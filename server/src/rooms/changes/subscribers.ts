import { type Change, concerned, concerns } from './change.ts';
import { PrincipalGroups } from './principal-groups.ts';
import type { Subscriber } from './subscriber.ts';

export interface Interest {
  readonly collection: string;
  /** All that the listener is: what they may read goes by it. */
  readonly principals: readonly string[];
  /** Only what concerns these of them; left out: any. */
  readonly among?: readonly string[];
}

/** The live streams of this process. A change costs as many steps as there are streams it reaches, not as there are streams. */
export class Subscribers {
  readonly #groups = new PrincipalGroups<Set<Subscriber>>(() => new Set());

  /** @returns how to leave */
  add({ collection, principals, among = principals }: Interest, subscriber: Subscriber): () => void {
    for (const each of among) this.#groups.group(collection, each).add(subscriber);
    return () => {
      for (const each of among) {
        this.#groups.of(collection, [each])[0]?.delete(subscriber);
        this.#groups.tidy(collection, each);
      }
    };
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** @returns how many were looked at */
  offer(change: Change): number {
    const groups = this.#groups.of(change.collection, concerned(change));
    const [first = new Set<Subscriber>(), ...others] = groups;
    const reached = others.length === 0 ? first : new Set(groups.flatMap((each) => [...each]));
    for (const subscriber of reached) if (concerns(change, subscriber.principals)) subscriber.offer(change);
    return reached.size;
  }
}
