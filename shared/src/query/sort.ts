import { limits } from '../limits.ts';
import { isFieldPath, QueryError } from './filter.ts';
import { fieldOf, type Queried } from './matches.ts';
import { compareText } from './text.ts';
import { comparable, compareKeys, type Int64Fields, NO_INT64 } from './value.ts';
import { CREATED_AT } from './where.ts';

export type Direction = 'asc' | 'desc';

/** A `sort`, taken apart: by these fields, and what they leave equal by creation, in the direction of `ties`. */
export interface Order {
  readonly by: readonly { readonly path: string; readonly direction: Direction }[];
  readonly ties: Direction;
}

export const NEWEST_FIRST: Order = { by: [], ties: 'desc' };

/**
 * `'likes'`, `['status', '-due']`: a minus means falling. `createdAt` may stand last and says which way ties go; they follow the last field otherwise.
 * @throws {QueryError}
 */
export function orderOf(sort: unknown): Order {
  if (sort === undefined) return NEWEST_FIRST;
  const terms: unknown[] = Array.isArray(sort) ? sort : [sort];
  if (terms.length === 0 || terms.length > limits.sortFields) throw new QueryError([], `must name 1 to ${limits.sortFields} fields`);
  const fields = terms.map((term, at) => fieldIn(term, [at]));
  const last = fields.at(-1) as (typeof fields)[number];
  const by = last.path === CREATED_AT ? fields.slice(0, -1) : fields;
  const twice = by.findIndex(({ path }, at) => path === CREATED_AT || by.findIndex((each) => each.path === path) !== at);
  if (twice >= 0) throw new QueryError([twice], 'is there already, or is createdAt, after which nothing follows');
  return { by, ties: last.direction };
}

function fieldIn(term: unknown, at: readonly number[]): { path: string; direction: Direction } {
  const falls = typeof term === 'string' && term.startsWith('-');
  const path = typeof term === 'string' ? term.slice(falls ? 1 : 0) : '';
  if (!isFieldPath(path)) throw new QueryError(at, "must be a field such as likes, or '-likes' for falling");
  return { path, direction: falls ? 'desc' : 'asc' };
}

/** What a sort goes by. `ord` is the server's finer clock; without it documents made in one millisecond stand by owner and id. */
export interface Sorted extends Queried {
  readonly owner: string;
  readonly id: string;
  readonly ord?: bigint | undefined;
}

/**
 * The order of a list: < 0 when `a` comes first. Types follow each other: missing, null, false, true, numbers, text, references, arrays and objects.
 * Of text the first 256 bytes count.
 */
export function compareBy(order: Order, int64: Int64Fields = NO_INT64): (a: Sorted, b: Sorted) => number {
  const fields = order.by.map(({ path, direction }) => ({ path, isInt64: int64.has(path), sign: signOf(direction) }));
  const ties = signOf(order.ties);
  return (a, b) => {
    for (const { path, isInt64, sign } of fields) {
      const found = compareKeys(comparable(fieldOf(a, path), isInt64), comparable(fieldOf(b, path), isInt64));
      if (found !== 0) return sign * found;
    }
    return ties * compareCreation(a, b);
  };
}

const signOf = (direction: Direction): number => (direction === 'asc' ? 1 : -1);

function compareCreation(a: Sorted, b: Sorted): number {
  if (a.ord !== undefined && b.ord !== undefined && a.ord !== b.ord) return a.ord < b.ord ? -1 : 1;
  return compareText(a.createdAt, b.createdAt) || compareText(a.owner, b.owner) || compareText(a.id, b.id);
}
