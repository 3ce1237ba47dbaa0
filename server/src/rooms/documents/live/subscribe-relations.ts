import type { Services } from '../../../platform/context.ts';
import { nameOf } from './live-looks.ts';
import { referringTo } from './subscribe-equality.ts';
import { type Follower, subscribeHub } from './subscribe-hub.ts';
import type { Related } from './subscribe-related.ts';

/** Follows what a result with relations hangs on: when any of it changes, the query is asked again. */
export class FollowedRelations {
  readonly #services: Services;
  readonly #changed: () => void;
  #known: ReadonlySet<string> = new Set();
  #leave: (() => void)[] = [];

  constructor(services: Services, changed: () => void) {
    this.#services = services;
    this.#changed = changed;
  }

  /**
   * @param among the reader's principals
   * @returns whether there is something new in it, which may have changed since it was read
   */
  follow({ targets, back }: Related, among: readonly string[]): boolean {
    this.leave();
    const hub = subscribeHub(this.#services);
    const told = { among, note: this.#changed, miss: this.#changed };
    const [nothing] = referringTo('', []);
    for (const { collection, field, to } of back)
      for (const equality of referringTo(field, to)) this.#leave.push(hub.join({ ...told, collection, equality }));
    const byCollection = Map.groupBy(new Map(targets.map((each) => [nameOf(each), each])), ([, { collection }]) => collection);
    for (const [collection, documents] of byCollection) {
      // It is found by what it holds alone.
      const holder: Follower = { ...told, collection, equality: nothing as Follower['equality'] };
      this.#leave.push(hub.join(holder));
      for (const [key] of documents) {
        hub.hold(key, holder, undefined);
        this.#leave.push(() => hub.release(key, holder));
      }
    }
    const referring = back.flatMap(({ collection, field, to }) => to.map(({ did, id }) => [collection, field, did, id].join('\n')));
    const known = new Set([...targets.map(nameOf), ...referring]);
    const isNew = [...known].some((each) => !this.#known.has(each));
    this.#known = known;
    return isNew;
  }

  leave(): void {
    for (const each of this.#leave.splice(0)) each();
  }
}
