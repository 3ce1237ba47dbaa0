import pg from 'pg';

/** What pg's Query and Connection do for themselves and its types leave out; pg-cursor and pg-query-stream stand on the same ground. */
export interface Wire {
  /** By name: what the server has prepared, and what was sent for it to prepare. */
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(message: { name: string; text: string }): void;
  close(message: { type: 'S'; name: string }): void;
  bind(message: { portal: string; statement: string; values: readonly unknown[]; valueMapper: (value: unknown) => unknown }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
}

interface QueryInternals {
  /** Rows are parsed with these types; the client sets them on what it is given. */
  readonly _result: { _types: unknown };
  prepare(connection: Wire): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
  handleReadyForQuery(connection: Wire): void;
  handleError(error: Error, connection: Wire): void;
}

export type QueryCallback = (error: Error | null | undefined, result: pg.QueryResult) => void;
export type WireQuery = QueryInternals & pg.Submittable;
export const WireQuery = pg.Query as unknown as new (
  config: pg.QueryConfig & { queryMode?: 'extended' },
  callback: QueryCallback,
) => WireQuery;

/** A statement that ties the transaction to someone: `select set_config('vibe.owner', $1, true)`. Prepared when the connection opens. */
export interface Binding {
  readonly name: string;
  readonly text: string;
}

export function bindTo(connection: Wire, binding: Binding, values: readonly string[]): void {
  connection.bind({ portal: '', statement: binding.name, values, valueMapper: (value) => value });
  connection.execute({ portal: '', rows: 0 });
}
