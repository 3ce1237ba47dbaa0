/**
 * Who does much for an owner at once takes a turn. Others of this process who want the same owner wait here, where they hold nobody up, and not for
 * a row lock on a connection where strangers wait behind them.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Ends when all turns that were taken for the owner until now have; `undefined`: there is none. */
  before(owner: string): Promise<void> | undefined {
    return this.#last.get(owner);
  }

  /** One after the other for each owner, in the order they were asked for. Who waits holds only what was asked for later: no two wait for each other. */
  async take<Result>(owners: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const before = Promise.all(owners.map((owner) => this.#last.get(owner)));
    const { promise: mine, resolve: end } = Promise.withResolvers<void>();
    for (const owner of owners) this.#last.set(owner, mine);
    try {
      await before;
      return await work();
    } finally {
      for (const owner of owners) if (this.#last.get(owner) === mine) this.#last.delete(owner);
      end();
    }
  }
}
