import { type Direction, fieldOf, type Int64Fields, isReference, keyText, type Order, type Queried } from '@vibe/shared';
import { fieldSql } from './filter-sql.ts';
import type { StatementText } from './statement-text.ts';

/** The order of `compareBy` of shared, as columns of documents. */
export interface SortSql {
  /** Each with a comma before it. */
  /** Each with a comma before it. */
  readonly columns: string;
  readonly order: string;
  /** Whether a row of these columns comes after a place. */
  after(values: SortValues, ord: bigint, owner: string, id: string): string;
}

/** What a document is sorted by, as a cursor carries it: texts cut to what counts. JSON; `null`: the field is missing. */
export type SortValues = readonly (string | null)[];

/** @param from the alias of the documents */
export function sortSql(order: Order, text: StatementText, int64: Int64Fields, from: string): SortSql {
  const fields = order.by.map(({ path, direction }, at) => ({
    direction,
    is64: String(int64.has(path)),
    field: fieldSql(path, text, from),
    at,
  }));
  const parts = (field: string, is64: string) =>
    [`vibe_rank(${field}, ${is64})`, `vibe_sort_number(${field}, ${is64})`, `vibe_sort_text(${field}, ${is64})`] as const;
  const columns = fields.map(({ field, is64, at }) =>
    parts(field, is64).map((sql, part) => `${sql}${part === 2 ? ' collate "C"' : ''} as s${at}_${part}`),
  );
  const ties = order.ties;
  return {
    columns: columns
      .flat()
      .map((each) => `, ${each}`)
      .join(''),
    order: [
      ...fields.flatMap(({ at, direction }) => [0, 1, 2].map((part) => `s${at}_${part} ${direction}`)),
      ...['ord', 'owner_did', 'id'].map((column) => `${column} ${ties}`),
    ].join(', '),
    after(values, ord, owner, id) {
      const last = `(ord, owner_did, id) ${beyond(ties)} (${text.$(String(ord), 'bigint')}, ${text.$(owner, 'text')}, ${text.$(id, 'text')})`;
      return fields.reduceRight((rest, { at, direction, is64 }) => {
        const here = `(s${at}_0, s${at}_1, s${at}_2)`;
        const there = `(${parts(text.$(values[at] ?? null, 'jsonb'), is64).join(', ')})`;
        return `(${here} ${beyond(direction)} ${there} or (${here} = ${there} and ${rest}))`;
      }, last);
    },
  };
}

const beyond = (direction: Direction): string => (direction === 'asc' ? '>' : '<');

export const sortValuesOf = (order: Order, document: Queried): SortValues => order.by.map(({ path }) => cut(fieldOf(document, path)));

function cut(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return JSON.stringify(keyText(value));
  if (isReference(value)) return JSON.stringify({ did: keyText(value.did), collection: keyText(value.collection), id: keyText(value.id) });
  return JSON.stringify(typeof value === 'object' && value !== null ? [] : value);
}
