import pg from 'pg';
import utils from 'pg/lib/utils.js';
import type { Statement } from './statement.ts';
import { type Binding, bindTo, type Wire, WireQuery } from './wire.ts';

/** A statement, and the binding's values it runs under. */
export interface BoundStep {
  readonly values: readonly string[];
  readonly statement: Statement;
}
export type TransactionCallback = (error: Error | null | undefined, results: readonly pg.QueryResult[]) => void;

/** The statement of a transaction that an error came from; `undefined` when it came from none, such as a connection that was cut. */
export function failedStatement(error: unknown): Statement | undefined {
  return error instanceof Error ? failures.get(error) : undefined;
}
const failures = new WeakMap<Error, Statement>();

/**
 * Several statements between two Syncs: one transaction, one round trip, all or nothing. The binding is set anew wherever its values change.
 * What is not prepared yet is prepared before anything runs: after an error Postgres skips up to the Sync, and a statement that came later on the
 * connection might count on a Parse that was skipped.
 */
export class BoundTransaction extends WireQuery {
  readonly #binding: Binding;
  readonly #steps: readonly BoundStep[];
  readonly #values: readonly (readonly unknown[])[];
  readonly #answers: readonly WireQuery[];
  readonly #results: pg.QueryResult[] = [];
  readonly #done: TransactionCallback;
  /** What the answers that come are to: a step, or the binding before it. */
  #at = 0;
  #isBound = false;
  #parsing: readonly Statement[] = [];

  constructor(binding: Binding, steps: readonly BoundStep[], done: TransactionCallback) {
    super({ text: '', queryMode: 'extended' }, (error) => done(error, []));
    this.#binding = binding;
    this.#steps = steps;
    this.#done = done;
    // Before anything is sent: what cannot be sent must not leave half a transaction behind.
    this.#values = steps.map(({ statement }) => statement.values.map(utils.prepareValue));
    this.#answers = steps.map((_, at) => new WireQuery({ text: '' }, (error, result) => this.#take(at, error, result)));
  }

  override prepare(connection: Wire): void {
    for (const answer of this.#answers) answer._result._types = this._result._types;
    this.#parsing = unprepared(
      connection,
      this.#steps.map(({ statement }) => statement),
    );
    for (const { name, text } of this.#parsing) {
      connection.close({ type: 'S', name }); // of a Parse whose fate is not known
      connection.parse({ name, text });
      connection.submittedNamedStatements[name] = text;
    }
    this.#steps.forEach(({ values, statement }, at) => {
      if (this.#bindsAt(at)) bindTo(connection, this.#binding, values);
      connection.bind({ portal: '', statement: statement.name, values: this.#values[at] ?? [], valueMapper: (value) => value });
      connection.describe({ type: 'P', name: '' });
      connection.execute({ portal: '', rows: 0 });
    });
    connection.sync();
  }

  override handleRowDescription(message: unknown): void {
    this.#answers[this.#at]?.handleRowDescription(message);
  }

  override handleDataRow(message: unknown): void {
    if (this.#isBound) this.#answers[this.#at]?.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    this.#parsed(connection);
    if (this.#isBound) this.#answers[this.#at++]?.handleCommandComplete(message, connection);
    this.#isBound = !this.#isBound || !this.#bindsAt(this.#at);
  }

  override handleReadyForQuery(connection: Wire): void {
    for (const answer of this.#answers) answer.handleReadyForQuery(connection);
    if (this.#results.length === this.#steps.length) this.#done(undefined, this.#results);
  }

  override handleError(error: Error, connection: Wire): void {
    for (const { name } of this.#parsing) delete connection.submittedNamedStatements[name];
    const failed = this.#steps[this.#at]?.statement;
    if (failed && error instanceof pg.DatabaseError) failures.set(error, failed);
    this.#done(error, []);
  }

  /** The first answer says that everything was prepared. */
  #parsed(connection: Wire): void {
    for (const { name, text } of this.#parsing) {
      connection.parsedStatements[name] = text;
      delete connection.submittedNamedStatements[name];
    }
    this.#parsing = [];
  }

  #bindsAt(at: number): boolean {
    const values = this.#steps[at]?.values;
    const before = this.#steps[at - 1]?.values;
    return before === undefined || values === undefined || values.some((value, each) => value !== before[each]);
  }

  /** A row that could not be read fails the call, although the transaction was committed. */
  #take(at: number, error: Error | null | undefined, result: pg.QueryResult): void {
    if (error) this.#done(error, []);
    else this.#results[at] = result;
  }
}

function unprepared(connection: Wire, statements: readonly Statement[]): readonly Statement[] {
  const found = new Map<string, Statement>();
  for (const statement of statements) {
    const { name, text } = statement;
    const known = connection.parsedStatements[name] ?? connection.submittedNamedStatements[name] ?? found.get(name)?.text;
    if (known === undefined) found.set(name, statement);
    else if (known !== text) throw new Error(`Prepared statements must be unique - '${name}' was used for a different statement`);
  }
  return [...found.values()];
}
