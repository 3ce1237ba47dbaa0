import type { Clock } from '../../platform/clock.ts';
import type { Change } from './change.ts';

/** A look that brings nothing for so long counts as failed by those who wait for it. */
const PATIENCE_MS = 1_000;

/**
 * How far this process's sight of `changes` reaches: for whoever keeps answers in memory until something changes. Where the feed must wait for an older
 * open transaction, to keep its order, sight does not: what is committed is told as soon as it is seen, in whatever order.
 */
export class Sight {
  readonly #clock: Clock;
  readonly #watchers = new Set<(change: Change) => void>();
  /** What was told before its turn in the feed had come, by n. */
  readonly #early = new Set<bigint>();
  readonly #waiting = new Set<() => void>();
  #writes = 0;
  #seen = { writes: -1, at: 0 };

  readonly #hurry: () => void;

  /** @param hurry is called when somebody waits for the next look */
  constructor(clock: Clock, hurry: () => void = () => {}) {
    this.#clock = clock;
    this.#hurry = hurry;
  }

  /** Tells of every change once it is seen, once. */
  watch(watcher: (change: Change) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Is everything seen that anybody had committed `ms` ago? */
  isWithin(ms: number): boolean {
    const age = this.#clock.now().getTime() - this.#seen.at;
    return age >= 0 && age <= ms;
  }

  /** Is everything seen that this process has written? */
  get hasOwn(): boolean {
    return this.#seen.writes === this.#writes;
  }

  /** Waits for the end of the next look, whatever it brings. */
  async next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    this.#hurry();
    const enough = setTimeout(resolve, PATIENCE_MS);
    await promise;
    clearTimeout(enough);
    this.#waiting.delete(resolve);
  }

  /** This process has committed something. */
  wrote(): void {
    this.#writes++;
  }

  /** A look at the table begins; its end says whether it saw everything there was. */
  look(): { saw(settled: readonly Change[], held: readonly Change[]): void; end(sawAll: boolean): void } {
    const begun = { writes: this.#writes, at: this.#clock.now().getTime() };
    return {
      saw: (settled, held) => {
        for (const change of settled) if (!this.#early.delete(change.n)) this.#tell(change);
        for (const change of held) {
          if (this.#early.has(change.n)) continue;
          this.#early.add(change.n);
          this.#tell(change);
        }
      },
      end: (sawAll) => {
        if (sawAll) this.#seen = begun;
        for (const resolve of this.#waiting) resolve();
      },
    };
  }

  #tell(change: Change): void {
    for (const watcher of this.#watchers) watcher(change);
  }
}
