import { limits } from '../limits.ts';
import { isPlainObject, isReference } from './reference.ts';
import { isStorableText } from './text.ts';
import type { Operand } from './value.ts';
import { type Condition, CREATED_AT, type Filter, type Operator, operators } from './where.ts';

/** What is wrong with a query, and where in it. The edge makes bad_request of it. */
export class QueryError extends Error {
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.name = 'QueryError';
    this.path = path;
  }
}

/**
 * Takes a `where` apart, whatever it is; its cost is bounded by limits.whereTerms and whereDepth.
 * @throws {QueryError}
 */
export function filterOf(where: unknown): Filter {
  const terms = { left: limits.whereTerms };
  return all(conditionsIn(where, [], terms, 1));
}

type Path = readonly (string | number)[];
interface Terms {
  left: number;
}

const all = (filters: readonly Filter[]): Filter => (filters.length === 1 ? (filters[0] as Filter) : { op: 'and', of: filters });

function conditionsIn(where: unknown, at: Path, terms: Terms, depth: number): Filter[] {
  if (depth > limits.whereDepth) throw new QueryError(at, `may be nested ${limits.whereDepth} levels deep, no deeper`);
  if (!isPlainObject(where)) throw new QueryError(at, 'must be an object of fields and what they must be');
  const found: Filter[] = [];
  for (const name of Object.keys(where)) {
    const value = where[name];
    const here = [...at, name];
    if (name === 'and' || name === 'or') found.push({ op: name, of: listIn(value, here, terms, depth) });
    else if (name === 'not') found.push({ op: 'not', of: all(conditionsIn(value, here, spend(terms, here), depth + 1)) });
    else found.push(...fieldIn(name, value, here, terms));
  }
  return found;
}

function listIn(value: unknown, at: Path, terms: Terms, depth: number): Filter[] {
  if (!Array.isArray(value)) throw new QueryError(at, 'must be a list');
  return value.map((each, index) => all(conditionsIn(each, [...at, index], spend(terms, at), depth + 1)));
}

function spend(terms: Terms, at: Path): Terms {
  if (--terms.left < 0) throw new QueryError(at, `may have ${limits.whereTerms} terms, no more`);
  return terms;
}

function fieldIn(name: string, value: unknown, at: Path, terms: Terms): Condition[] {
  if (!isFieldPath(name)) throw new QueryError(at, 'is not a path into a document, such as likes or author.name');
  const path = name;
  if (!isPlainObject(value) || isReference(value)) return [{ op: 'eq', path, value: operand(path, value, spendAt(terms, at)) }];
  const given = Object.keys(value);
  if (given.length === 0) throw new QueryError(at, `must name one of ${operators.join(', ')}`);
  return given.map((op) => condition(path, op, value[op], spendAt(terms, [...at, op])));
}

function spendAt(terms: Terms, at: Path): Path {
  spend(terms, at);
  return at;
}

function condition(path: string, given: string, value: unknown, at: Path): Condition {
  const op = operators.find((each) => each === given);
  if (!op) throw new QueryError(at, `is not one of ${operators.join(', ')}; what an object of its own must be is said field by field`);
  if (path === CREATED_AT && ['contains', 'exists', 'startsWith'].includes(op)) throw new QueryError(at, 'is not asked of createdAt');
  return conditions[op](path, value, at);
}

const conditions: Record<Operator, (path: string, value: unknown, at: Path) => Condition> = {
  eq: (path, value, at) => ({ op: 'eq', path, value: operand(path, value, at) }),
  ne: (path, value, at) => ({ op: 'ne', path, value: operand(path, value, at) }),
  contains: (path, value, at) => ({ op: 'contains', path, value: operand(path, value, at) }),
  gt: (path, value, at) => ({ op: 'gt', path, value: bound(path, value, at) }),
  gte: (path, value, at) => ({ op: 'gte', path, value: bound(path, value, at) }),
  lt: (path, value, at) => ({ op: 'lt', path, value: bound(path, value, at) }),
  lte: (path, value, at) => ({ op: 'lte', path, value: bound(path, value, at) }),
  in(path, value, at) {
    if (!Array.isArray(value)) throw new QueryError(at, 'must be a list');
    if (value.length > limits.whereIn) throw new QueryError(at, `may have ${limits.whereIn} values, no more`);
    return { op: 'in', path, value: value.map((each, index) => operand(path, each, [...at, index])) };
  },
  exists(path, value, at) {
    if (typeof value !== 'boolean') throw new QueryError(at, 'must be true or false');
    return { op: 'exists', path, value };
  },
  startsWith(path, value, at) {
    if (typeof value !== 'string') throw new QueryError(at, 'must be text');
    return { op: 'startsWith', path, value: text(value, at) };
  },
};

function bound(path: string, value: unknown, at: Path): number | string {
  const found = operand(path, value, at);
  if (typeof found === 'number' || typeof found === 'string') return found;
  throw new QueryError(at, 'must be a number or text');
}

function operand(path: string, value: unknown, at: Path): Operand {
  if (path === CREATED_AT) return instant(value, at);
  if (typeof value === 'string') return text(value, at);
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof Date) return instant(value, at);
  if (!isReference(value)) throw new QueryError(at, 'must be text, a number, true, false, null or a reference { did, collection, id }');
  return {
    did: text(value.did, at) as typeof value.did,
    collection: text(value.collection, at) as typeof value.collection,
    id: text(value.id, at),
  };
}

function text(value: string, at: Path): string {
  if (value.length > limits.whereText) throw new QueryError(at, `may have ${limits.whereText} characters, no more`);
  if (!isStorableText(value)) throw new QueryError(at, 'must not hold U+0000 or half of a surrogate pair');
  return value;
}

/** As documents carry it: ISO 8601 in UTC with milliseconds. */
function instant(value: unknown, at: Path): string {
  const when = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN);
  const written = Number.isNaN(when.getTime()) ? '' : when.toISOString();
  if (!/^\d/.test(written)) throw new QueryError(at, 'must be a time such as 2026-01-31T00:00:00.000Z');
  return written;
}

/** `likes`, `author.name`: up to 8 names of an object's members. */
export function isFieldPath(path: string): boolean {
  if (path.length > limits.fieldPath || !isStorableText(path)) return false;
  const names = path.split('.');
  return names.length <= 8 && names.every((each) => each !== '');
}
