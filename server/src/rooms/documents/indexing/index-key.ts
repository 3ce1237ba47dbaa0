import { type Condition, isReference, keyText, typeRank, typeRanks } from '@vibe/shared';

/*
 * An index row's key: values as bytes whose order is `compareKeys` of shared/, the order of sorts (after FoundationDB's tuples). Each value begins with its
 * type (1 to 8) and says where it ends, so that the key of (a, b) begins with that of (a).
 *   number     8 bytes of an IEEE 754 double, bits turned so that they sort, and 2 bytes: how far a 64-bit integer is above the double below it
 *   text       UTF-8 of its first 256 bytes, 0x00, which no stored text holds
 *   reference  its three members, each like a text
 *   others     the type alone
 */

/** Texts are cut first; this bounds four references, so that a row fits a page of the database. What is cut ties, and is told apart by the document. */
const LONGEST_KEY = 1_200;
const END = Buffer.of(0);
/** Above every type, and above every byte of UTF-8. */
const AFTER = Buffer.of(0xff);

const typeByte = (rank: number): Buffer => Buffer.of(rank + 1);

/** The key of an entry. @param values as `comparable` of shared/ gives them: the text of int64 fields as bigint. */
export const encodeKey = (values: readonly unknown[]): Buffer => Buffer.concat(values.map(encodeValue)).subarray(0, LONGEST_KEY);

/** Does the key say all there is to say? Otherwise equal keys do not mean equal values. */
export const isWhole = (values: readonly unknown[]): boolean =>
  values.every(isWholeValue) && values.reduce<number>((sum, each) => sum + encodeValue(each).length, 0) <= LONGEST_KEY;

function isWholeValue(value: unknown): boolean {
  if (typeof value === 'string') return keyText(value) === value;
  return !isReference(value) || [value.did, value.collection, value.id].every((each) => keyText(each) === each);
}

function encodeValue(value: unknown): Buffer {
  const rank = typeRank(value);
  const type = typeByte(rank);
  if (rank === typeRanks.number) return Buffer.concat([type, encodeNumber(value as number | bigint)]);
  if (rank === typeRanks.string) return Buffer.concat([type, encodeText(value as string), END]);
  if (!isReference(value)) return type;
  return Buffer.concat([type, ...[value.did, value.collection, value.id].flatMap((each) => [encodeText(each), END])]);
}

/** What the keys of all texts begin with that begin like this one, as far as keys go. */
const encodeTextPrefix = (text: string): Buffer => Buffer.concat([typeByte(typeRanks.string), encodeText(text)]);

const encodeText = (text: string): Buffer => Buffer.from(keyText(text));

function encodeNumber(value: number | bigint): Buffer {
  const lower = typeof value === 'bigint' ? doubleBelow(value) : value;
  // Doubles below 2^63 are at most 1,024 apart.
  const above = typeof value === 'bigint' ? Number(value - BigInt(lower)) : 0;
  const bytes = Buffer.alloc(10);
  bytes.writeDoubleBE(lower === 0 ? 0 : lower); // JSON has one zero
  if ((bytes[0] as number) >= 0x80) for (let at = 0; at < 8; at++) bytes[at] = ~(bytes[at] as number);
  else bytes[0] = (bytes[0] as number) | 0x80;
  bytes.writeUInt16BE(above, 8);
  return bytes;
}

/** The greatest double that is not above the integer. */
function doubleBelow(value: bigint): number {
  const near = Number(value);
  if (BigInt(near) <= value) return near;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, near);
  bits.setBigInt64(0, bits.getBigInt64(0) + (near > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** Keys from `from` on and before `to`. */
export interface KeyRange {
  readonly from: Buffer;
  readonly to: Buffer;
}

export type KeyBound = Condition['op'] extends infer Op
  ? Op extends 'gt' | 'gte' | 'lt' | 'lte' | 'startsWith' | 'exists'
    ? Op
    : never
  : never;
export interface KeyCondition {
  readonly op: KeyBound;
  /** As `comparable` gives it; of `exists` true or false. */
  readonly value: unknown;
}

/**
 * Where the entries are whose first fields equal these values and whose next field meets all the conditions. Entries outside do not match; inside a few
 * may be that do not, where texts are cut: look at the document. Comparisons hold between values of one type.
 * @param equal as `comparable` gives them
 */
export function keyRange(equal: readonly unknown[], next: readonly KeyCondition[] = []): KeyRange {
  const prefix = Buffer.concat(equal.map(encodeValue));
  let from = prefix;
  let to = Buffer.concat([prefix, AFTER]);
  for (const condition of next) {
    const range = rangeOfNext(condition);
    const low = Buffer.concat([prefix, range.from]);
    const high = Buffer.concat([prefix, range.to]);
    if (Buffer.compare(low, from) > 0) from = low;
    if (Buffer.compare(high, to) < 0) to = high;
  }
  // A key that was cut may stand before a bound that was not.
  return { from: from.subarray(0, LONGEST_KEY), to };
}

function rangeOfNext({ op, value }: KeyCondition): KeyRange {
  if (op === 'exists')
    return value === true
      ? { from: typeByte(typeRanks.null), to: AFTER }
      : { from: typeByte(typeRanks.missing), to: typeByte(typeRanks.null) };
  const type = { from: typeByte(typeRank(value)), to: typeByte(typeRank(value) + 1) };
  if (op === 'startsWith') return rangeOfBeginning(String(value));
  const at = encodeValue(value);
  const after = Buffer.concat([at, AFTER]);
  switch (op) {
    case 'gt':
      // A longer text may be cut to this very one.
      return { from: typeof value === 'string' && mayBeCutTo(value) ? at : after, to: type.to };
    case 'gte':
      return { from: at, to: type.to };
    case 'lt':
      return { from: type.from, to: isWholeValue(value) ? at : after };
    case 'lte':
      return { from: type.from, to: after };
  }
}

function rangeOfBeginning(text: string): KeyRange {
  const beginning = encodeTextPrefix(text);
  return { from: beginning, to: Buffer.concat([beginning, AFTER]) };
}

const mayBeCutTo = (text: string): boolean => Buffer.byteLength(text) >= 256;
