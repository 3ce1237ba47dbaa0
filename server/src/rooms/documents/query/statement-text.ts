import type { Statement } from '../../../platform/statement.ts';

type Cast =
  | 'text'
  | 'text[]'
  | 'bytea'
  | 'bytea[]'
  | 'bigint'
  | 'integer'
  | 'integer[]'
  | 'jsonb'
  | 'jsonb[]'
  | 'numeric'
  | 'numeric[]'
  | 'timestamptz'
  | 'uuid[]';

/** A statement that is being composed: its text takes values by number only, so no value ever stands in it. */
export class StatementText {
  readonly #values: unknown[] = [];
  readonly #known = new Map<string, string>();

  /** A value of the statement. */
  $(value: unknown, cast: Cast): string {
    this.#values.push(value);
    return `$${this.#values.length}::${cast}`;
  }

  /** A value that the statement names more than once. */
  as(name: string, value: unknown, cast: Cast): string {
    const known = this.#known.get(name) ?? this.$(value, cast);
    this.#known.set(name, known);
    return known;
  }

  /** @param name left out: the statement is not kept prepared, since there is no end to texts like it */
  done(text: string, name = ''): Statement {
    return { name, text, values: this.#values };
  }
}
