import { isPlainObject, isReference, type Reference } from './reference.ts';
import { compareText, keyText } from './text.ts';

export type Scalar = string | number | boolean | null;
/** What a field is compared with. */
export type Operand = Scalar | Reference;

/** The fields whose text is a 64-bit integer (JSON Schema `format: "int64"`): they compare as numbers. */
export type Int64Fields = ReadonlySet<string>;
export const NO_INT64: Int64Fields = new Set();

/** The order of the types, in indexes and in sorts. */
export const typeRanks = { missing: 0, null: 1, false: 2, true: 3, number: 4, string: 5, reference: 6, other: 7 } as const;

/** The member that a dotted path leads to: own members of objects only, never an element of an array. `undefined`: there is none. */
export function valueAt(body: unknown, path: string): unknown {
  let at = body;
  for (const name of path.split('.')) {
    if (!isPlainObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** A 64-bit integer in its one way of writing it, without leading zeros or plus; `undefined`: it is none. */
export function int64Of(text: string): bigint | undefined {
  if (!/^(?:0|-?[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < LEAST || value > GREATEST ? undefined : value;
}

/** A value as it is compared: the text of an int64 field as the number that it is. */
export const comparable = (value: unknown, isInt64: boolean): unknown =>
  isInt64 && typeof value === 'string' ? (int64Of(value) ?? value) : value;

export function typeRank(value: unknown): number {
  if (value === undefined) return typeRanks.missing;
  if (value === null) return typeRanks.null;
  if (typeof value === 'boolean') return value ? typeRanks.true : typeRanks.false;
  if (typeof value === 'number' || typeof value === 'bigint') return typeRanks.number;
  if (typeof value === 'string') return typeRanks.string;
  return isReference(value) ? typeRanks.reference : typeRanks.other;
}

/** Both are numbers: < 0, 0, > 0. A double and a 64-bit integer compare exactly. */
export const compareNumbers = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Equal in type and value. Arrays and objects, other than references, equal nothing. Both comparable. */
export function equalValues(a: unknown, b: unknown): boolean {
  const rank = typeRank(a);
  if (rank !== typeRank(b) || rank === typeRanks.missing || rank === typeRanks.other) return false;
  if (rank === typeRanks.number) return compareNumbers(a as number, b as number) === 0;
  if (rank === typeRanks.reference)
    return (['did', 'collection', 'id'] as const).every((name) => (a as Reference)[name] === (b as Reference)[name]);
  return a === b;
}

/** The order of an index: by type, then by value; of text its first 256 bytes; arrays and objects are all the same. Both comparable. */
export function compareKeys(a: unknown, b: unknown): number {
  const rank = typeRank(a);
  const other = typeRank(b);
  if (rank !== other) return rank - other;
  if (rank === typeRanks.number) return compareNumbers(a as number, b as number);
  if (rank === typeRanks.string) return compareText(keyText(a as string), keyText(b as string));
  if (rank === typeRanks.reference) return compareReferences(a as Reference, b as Reference);
  return 0;
}

function compareReferences(a: Reference, b: Reference): number {
  for (const name of ['did', 'collection', 'id'] as const) {
    const order = compareText(keyText(a[name]), keyText(b[name]));
    if (order !== 0) return order;
  }
  return 0;
}
