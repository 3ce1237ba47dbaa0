import pg from 'pg';
import type { Statement } from './statement.ts';

/** What pg's Query and Connection do for themselves and its types leave out; pg-cursor and pg-query-stream stand on the same ground. */
interface Wire {
  bind(message: { portal: string; statement: string; values: readonly unknown[]; valueMapper: (value: unknown) => unknown }): void;
  execute(message: { portal: string; rows: number }): void;
}
interface QueryInternals {
  prepare(connection: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
}
const Query = pg.Query as unknown as new (config: pg.QueryConfig, callback: QueryCallback) => QueryInternals & pg.Submittable;
export type QueryCallback = (error: Error | undefined, result: pg.QueryResult) => void;

/** A statement that ties the transaction to someone: `select set_config('vibe.owner', $1, true)`. */
export interface Binding {
  readonly name: string;
  readonly text: string;
}

/**
 * A binding and a statement between two Syncs. What stands between two Syncs is one transaction to Postgres ("Pipelining" in the protocol's
 * extended query flow): the binding ends with the statement, an error undoes all of it, and BEGIN and COMMIT cost nothing.
 * The binding is prepared when the connection opens.
 */
export class BoundQuery extends Query {
  readonly #binding: Binding;
  readonly #values: readonly string[];
  #isBound = false;

  constructor(binding: Binding, values: readonly string[], statement: Statement, callback: QueryCallback) {
    super({ name: statement.name, text: statement.text, values: statement.values as unknown[] }, callback);
    this.#binding = binding;
    this.#values = values;
  }

  override prepare(connection: Wire): void {
    connection.bind({ portal: '', statement: this.#binding.name, values: this.#values, valueMapper: (value) => value });
    connection.execute({ portal: '', rows: 0 });
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
