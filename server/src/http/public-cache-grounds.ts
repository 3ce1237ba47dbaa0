import { ANYONE } from '@vibe/shared';
import type { Ground } from '../platform/context.ts';
import type { Change } from '../rooms/changes/index.ts';

type Place = Pick<Ground, 'collection' | 'document'>;
const nameOf = ({ collection, document }: Place): string => (document ? `${collection} ${document.owner} ${document.id}` : collection);

/** What everyone may read is another after this change. */
const concernsAnyone = ({ readers, denied, lost }: Change): boolean =>
  readers.includes(ANYONE) || lost.includes(ANYONE) || denied.includes(ANYONE);

/** Which kept answers stand on what. */
export class Grounds<Kept> {
  readonly #standing = new Map<string, Set<Kept>>();

  stand(kept: Kept, place: Place): void {
    const name = nameOf(place);
    const there = this.#standing.get(name);
    if (there) there.add(kept);
    else this.#standing.set(name, new Set([kept]));
  }

  leave(kept: Kept, places: Iterable<Place>): void {
    for (const place of places) {
      const name = nameOf(place);
      const there = this.#standing.get(name);
      if (there?.delete(kept) && there.size === 0) this.#standing.delete(name);
    }
  }

  /** The answers that a change takes the ground from. */
  shakenBy(change: Change): Kept[] {
    if (!concernsAnyone(change)) return [];
    const { collection } = change;
    return [collection, nameOf({ collection, document: change })].flatMap((name) => [...(this.#standing.get(name) ?? [])]);
  }
}
