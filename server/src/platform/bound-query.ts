import type { Statement } from './statement.ts';
import { type Binding, bindTo, type QueryCallback, type Wire, WireQuery } from './wire.ts';

/**
 * A binding and a statement between two Syncs. What stands between two Syncs is one transaction to Postgres ("Pipelining" in the protocol's
 * extended query flow): the binding ends with the statement, an error undoes all of it, and BEGIN and COMMIT cost nothing.
 */
export class BoundQuery extends WireQuery {
  readonly #binding: Binding;
  readonly #values: readonly string[];
  #isBound = false;

  constructor(binding: Binding, values: readonly string[], statement: Statement, callback: QueryCallback) {
    super({ name: statement.name, text: statement.text, values: statement.values as unknown[] }, callback);
    this.#binding = binding;
    this.#values = values;
  }

  override prepare(connection: Wire): void {
    bindTo(connection, this.#binding, this.#values);
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.#isBound) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.#isBound) super.handleCommandComplete(message, connection);
    this.#isBound = true;
  }
}
