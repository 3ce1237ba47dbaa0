import { filterOf } from './filter.ts';
import { compareText } from './text.ts';
import { comparable, compareNumbers, equalValues, type Int64Fields, NO_INT64, valueAt } from './value.ts';
import { type Condition, CREATED_AT, type Filter, type Where } from './where.ts';

/** What a query is asked of. Times are ISO 8601 in UTC, with milliseconds. */
export interface Queried {
  readonly body: unknown;
  readonly createdAt: string;
}
export type Matcher = (document: Queried) => boolean;

/**
 * Does a document match? The one evaluator: the server's SQL is tested against it, live queries and the client go by it.
 * @throws {QueryError} when the `where` is not one
 */
export const matches = (where: Where, document: Queried, int64: Int64Fields = NO_INT64): boolean =>
  matcherOf(filterOf(where), int64)(document);

/** The same, made once for many documents. */
export function matcherOf(filter: Filter, int64: Int64Fields = NO_INT64): Matcher {
  if (filter.op === 'and' || filter.op === 'or') {
    const each = filter.of.map((part) => matcherOf(part, int64));
    return filter.op === 'and' ? (document) => each.every((is) => is(document)) : (document) => each.some((is) => is(document));
  }
  if (filter.op === 'not') {
    const is = matcherOf(filter.of, int64);
    return (document) => !is(document);
  }
  const { path } = filter;
  const isInt64 = int64.has(path);
  const holds = conditionOf(filter, isInt64);
  return (document) => holds(fieldOf(document, path));
}

/** `createdAt` is the document's; every other name leads into the body. */
export const fieldOf = ({ body, createdAt }: Queried, path: string): unknown => (path === CREATED_AT ? createdAt : valueAt(body, path));

function conditionOf(condition: Condition, isInt64: boolean): (value: unknown) => boolean {
  switch (condition.op) {
    case 'exists':
      return (value) => (value !== undefined) === condition.value;
    case 'startsWith':
      return (value) => typeof value === 'string' && value.startsWith(condition.value);
    case 'in': {
      const wanted = condition.value.map((each) => comparable(each, isInt64));
      return (value) => wanted.some((each) => equalValues(comparable(value, isInt64), each));
    }
    case 'contains': {
      const wanted = comparable(condition.value, isInt64);
      return (value) => Array.isArray(value) && value.some((each) => equalValues(comparable(each, isInt64), wanted));
    }
    case 'eq':
    case 'ne': {
      const wanted = comparable(condition.value, isInt64);
      return (value) => equalValues(comparable(value, isInt64), wanted) === (condition.op === 'eq');
    }
    default: {
      const wanted = comparable(condition.value, isInt64);
      const holds = comparisons[condition.op];
      return (value) => {
        const order = orderOf(comparable(value, isInt64), wanted);
        return order !== undefined && holds(order);
      };
    }
  }
}

const comparisons = {
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
};

/** `undefined`: they are not of one type that has an order. */
function orderOf(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  return undefined;
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
