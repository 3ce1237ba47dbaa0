/** One statement with a name (Postgres keeps its plan per connection) and its values. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}
