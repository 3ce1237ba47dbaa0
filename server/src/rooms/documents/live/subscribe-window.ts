import type { Sorted } from '@vibe/shared';
import type { Item } from './subscribe-diff.ts';

/** A document in a window: all that is kept of it. */
export interface Entry extends Item {
  /** The sort that its place is of. */
  readonly order: string;
  readonly place: Sorted;
  /** Of key and mark, 48 bits: what a subscriber holds is told by the sum. */
  readonly digest: number;
}

/**
 * The first documents of a query's result: those that are shown, and a few after them. What it holds is exactly the beginning of the result, as far as it was told of every change;
 * what stands behind it is not known, unless it is `complete`.
 */
export class Window {
  readonly limit: number;
  readonly #spare: number;
  readonly #compare: (one: Sorted, other: Sorted) => number;
  #entries: Entry[] = [];
  #complete = false;

  /** @param spare documents to know beyond those that are shown, at least one: a removal then needs no query */
  constructor(limit: number, spare: number, compare: (one: Sorted, other: Sorted) => number) {
    this.limit = limit;
    this.#spare = spare;
    this.#compare = compare;
  }

  /** How many documents to ask for. */
  get capacity(): number {
    return this.limit + this.#spare;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get shown(): readonly Entry[] {
    return this.#entries.slice(0, this.limit);
  }

  /** Are there documents beyond the shown ones? */
  get more(): boolean {
    return this.#entries.length > this.limit || !this.#complete;
  }

  /** Too much has left it to say what is shown, or whether there is more: the query has to be asked again. */
  get lacks(): boolean {
    return !this.#complete && this.#entries.length <= this.limit;
  }

  /** @param entries in the query's order, at most `capacity` */
  replace(entries: readonly Entry[], complete: boolean): void {
    this.#entries = [...entries];
    this.#complete = complete;
  }

  /**
   * The document is part of the result, as it is now.
   * @returns the entry that is no longer held in exchange, if any: itself, when it stands behind all that is known
   */
  put(entry: Entry): Entry | undefined {
    const before = this.#indexOf(entry.key);
    if (before >= 0 && this.#entries[before]?.mark === entry.mark) return undefined;
    if (before >= 0) this.#entries.splice(before, 1);
    const at = this.#placeOf(entry.place);
    if (at === this.#entries.length && !this.#complete) return entry;
    this.#entries.splice(at, 0, entry);
    if (this.#entries.length <= this.capacity) return undefined;
    this.#complete = false;
    return this.#entries.pop();
  }

  /** The document is not part of the result. */
  drop(key: string): boolean {
    const at = this.#indexOf(key);
    if (at >= 0) this.#entries.splice(at, 1);
    return at >= 0;
  }

  #indexOf(key: string): number {
    return this.#entries.findIndex((each) => each.key === key);
  }

  #placeOf(place: Sorted): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare((this.#entries[middle] as Entry).place, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
