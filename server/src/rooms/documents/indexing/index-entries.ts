import { hash } from 'node:crypto';
import { comparable, limits, VibeError, valueAt } from '@vibe/shared';
import type { Collection } from '../../apps/index.ts';
import { encodeKey, isWhole } from './index-key.ts';
import type { IndexSpec } from './index-spec.ts';

/** One place of a document in one declared index. */
export interface Entry {
  readonly index: string;
  readonly key: Buffer;
  /** No other document of the owner may have it. */
  readonly unique: boolean;
}
export interface SearchText {
  /** A text search configuration of Postgres, which makes the words of it. */
  readonly language: string;
  readonly text: string;
}
/** What a document's body comes to in its collection's indexes. */
export interface Indexing {
  /** `undefined`: the collection declares none. */
  readonly entries?: readonly Entry[] | undefined;
  /** `undefined`: the collection is not searched. */
  readonly texts?: readonly SearchText[] | undefined;
  /** The index of the words. */
  readonly searchIndex?: string | undefined;
  /** Somebody is putting rows into one of the indexes: the write has to see them, those put while it waits as well. */
  readonly building?: boolean | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** @throws {VibeError} bad_request when an array has more elements than an index takes */
export function indexingOf({ indexes, search, int64 }: Pick<Collection, 'indexes' | 'search' | 'int64'>, body: Body): Indexing {
  return {
    ...(indexes.length > 0 && { entries: indexes.flatMap((index) => entriesIn(index, int64, body)) }),
    ...(search && { texts: textsIn(search, body), searchIndex: search.stored }),
    ...isBuilding(indexes, search),
  };
}

const isBuilding = (indexes: readonly IndexSpec[], search: IndexSpec | undefined): Pick<Indexing, 'building'> =>
  indexes.some(({ state }) => state === 'building') || search?.state === 'building' ? { building: true } : {};

/** What is left in the indexes of a document that is removed: nothing, where there was something. */
export const nothingIndexed = ({ indexes, search }: Pick<Collection, 'indexes' | 'search'>): Indexing => ({
  ...(indexes.length > 0 && { entries: [] }),
  ...(search && { texts: [], searchIndex: search.stored }),
  ...isBuilding(indexes, search),
});

/**
 * One entry for each document, also for one that lacks the fields; with `each` one for each different element.
 * @throws {VibeError} bad_request when an array has more elements than an index takes
 */
export function entriesIn(index: IndexSpec, int64: ReadonlySet<string>, body: Body): Entry[] {
  const { stored, fields } = index;
  if (index.each) return elementsIn(index, int64, body).map((value) => ({ index: stored, key: encodeKey([value]), unique: false }));
  const values = fields.map((field) => comparable(valueAt(body, field), int64.has(field)));
  const isUnique = index.unique && index.state !== 'failed' && values.every((value) => value !== undefined && value !== null);
  const isExact = !isUnique || isWhole(values);
  const entry = { index: stored, key: encodeKey(values), unique: isUnique && isExact };
  // What a key cuts off may be all that tells two values apart; a second entry stands for the whole.
  return isExact ? [entry] : [entry, { index: wholeOf(stored), key: digest(values), unique: true }];
}

/** The name under which an index keeps the digests of values that its keys cut. */
export const wholeOf = (stored: string): string => `${stored}!`;

const digest = (values: readonly unknown[]): Buffer =>
  hash(
    'sha256',
    JSON.stringify(values, (_, each: unknown) => (typeof each === 'bigint' ? { int64: String(each) } : each)),
    'buffer',
  );

function elementsIn({ name, fields: [field = ''] }: IndexSpec, int64: ReadonlySet<string>, body: Body): unknown[] {
  const found = valueAt(body, field);
  if (!Array.isArray(found)) return [];
  const elements = new Map(
    found.map((each) => comparable(each, int64.has(field))).map((each) => [encodeKey([each]).toString('latin1'), each]),
  );
  if (elements.size <= limits.indexElements) return [...elements.values()];
  throw new VibeError('bad_request', `${field} has ${elements.size} different elements; the index ${name} takes ${limits.indexElements}`, {
    issues: [{ path: `/${field.replaceAll('.', '/')}`, message: `may have at most ${limits.indexElements} different elements` }],
  });
}

/** The texts that are searched, as much of them as the search reads. */
export function textsIn({ fields, language }: IndexSpec, body: Body): SearchText[] {
  let left: number = limits.searchCharacters;
  return fields.flatMap((field) => {
    const text = wordsOf(valueAt(body, field)).slice(0, left).toWellFormed();
    left -= text.length;
    return text === '' ? [] : [{ language: language[field] ?? 'simple', text }];
  });
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').join('\n') : '';
}
