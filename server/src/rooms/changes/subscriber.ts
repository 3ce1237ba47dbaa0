import type { Change } from './change.ts';

/** What waits for one live stream. More than `limit` waiting: all of it is dropped, and the stream is told that it missed something. */
export class Subscriber {
  readonly principals: readonly string[];
  readonly #limit: number;
  #waiting: Change[] = [];
  #missed = false;
  #wake: (() => void) | undefined;

  constructor(principals: readonly string[], limit: number) {
    this.principals = principals;
    this.#limit = limit;
  }

  offer(change: Change): void {
    if (this.#missed) return;
    this.#waiting.push(change);
    if (this.#waiting.length > this.#limit) this.miss();
    this.#wake?.();
  }

  /** Something never reached this subscriber: it has to start anew. */
  miss(): void {
    this.#waiting = [];
    this.#missed = true;
    this.#wake?.();
  }

  /** What waits, as soon as there is something: never empty, unless the signal was aborted. */
  async take(signal: AbortSignal): Promise<readonly Change[] | 'missed'> {
    while (this.#waiting.length === 0 && !this.#missed) {
      if (signal.aborted) return [];
      await this.#woken(signal);
    }
    if (this.#missed) {
      this.#missed = false;
      return 'missed';
    }
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  async #woken(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    await promise;
    // A stream lives for minutes and waits thousands of times on one signal.
    signal.removeEventListener('abort', wake);
    this.#wake = undefined;
  }
}
