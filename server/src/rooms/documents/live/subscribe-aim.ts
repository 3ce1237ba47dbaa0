import {
  compareBy,
  filterOf,
  type Int64Fields,
  isReference,
  matcherOf,
  NEWEST_FIRST,
  orderOf,
  type Queried,
  type Sorted,
  type SubscribedQuery,
  type VibeDocument,
  valueAt,
} from '@vibe/shared';
import { maySeeAcl } from '../documents.policy.ts';
import type { Reader } from '../reader.ts';
import { byName, isInScope } from '../scope.ts';
import { nameOf, type Seen } from './live-looks.ts';
import { type Equality, equalityOf } from './subscribe-equality.ts';
import { digestOf } from './subscribe-position.ts';
import { listOf } from './subscribe-related.ts';
import type { Entry } from './subscribe-window.ts';

/** A query as one reader asks it, ready to judge one document at a time. */
export interface Aim {
  readonly reader: Reader;
  readonly among: readonly string[];
  readonly equality: Equality;
  readonly compare: (one: Sorted, other: Sorted) => number;
  /** The document as this reader gets it; `undefined`: it is not in the result, limit aside. */
  shows(seen: Seen): VibeDocument | undefined;
  /** `ord`: of the stored document. */
  entryOf(document: VibeDocument, ord: bigint): Entry;
}

/** One change goes to many queries of one order: its entry is made once. */
const entries = new WeakMap<VibeDocument, Entry>();

export function aimOf(query: SubscribedQuery, reader: Reader, int64: Int64Fields): Aim {
  const filter = filterOf(query.where ?? {});
  const order = query.sort === undefined ? NEWEST_FIRST : orderOf(query.sort);
  const paths = order.by.map(({ path }) => path);
  const orderName = JSON.stringify([order.by, order.ties]);
  const matches = matcherOf(filter, int64);
  return {
    reader,
    among: amongOf(query, reader),
    equality: equalityOf(filter, query.scope === 'own' ? reader.did : query.owner, int64),
    compare: compareBy(order, int64),
    shows(seen) {
      if (query.owner !== undefined && seen.owner !== query.owner) return undefined;
      if (!isInScope(query.scope, reader, seen)) return undefined;
      const document = maySeeAcl(seen.stored, reader.principals) ? seen.whole : seen.plain;
      return matches(document) ? document : undefined;
    },
    entryOf(document, ord) {
      const known = entries.get(document);
      if (known?.order === orderName) return known;
      const key = nameOf(document);
      const mark = markOf(document);
      const entry = { key, mark, order: orderName, place: placeOf(document, ord, paths), digest: digestOf(`${key}\n${mark}`) };
      entries.set(document, entry);
      return entry;
    },
  };
}

/** Under which names to look for what may be in the result. */
function amongOf({ scope, owner }: SubscribedQuery, { did, principals }: Reader): readonly string[] {
  if (owner !== undefined) return [owner]; // an owner is told of every change of theirs
  if (scope === 'own') return did === undefined ? [] : [did];
  if (scope === 'public') return ['*'];
  return scope === 'shared' ? byName(principals) : principals;
}

/** What of a document the reader has: its revision, whether the ACL came along, and the same of what it refers to. */
export function markOf({ rev, acl, expanded }: VibeDocument): string {
  const mark = acl === undefined ? rev : `${rev}+`;
  if (expanded === undefined) return mark;
  const related = Object.entries(expanded).map(([relation, each]) => [relation, listOf(each).map((one) => [nameOf(one), markOf(one)])]);
  return `${mark} ${JSON.stringify(related)}`;
}

/** Of the body only what the order goes by. */
function placeOf({ body, createdAt, owner, id }: VibeDocument, ord: bigint, paths: readonly string[]): Sorted {
  return { body: bodyOf(body, paths), createdAt, owner, id, ord };
}

const NOTHING: Record<string, unknown> = {};

function bodyOf(body: Record<string, unknown>, paths: readonly string[]): Queried['body'] {
  if (paths.length === 0) return NOTHING;
  const kept: Record<string, unknown> = Object.create(null);
  // One path leads through what another one ends at: all of it is kept.
  if (paths.some((one) => paths.some((other) => other.startsWith(`${one}.`)))) {
    for (const [name = ''] of paths.map((each) => each.split('.'))) if (Object.hasOwn(body, name)) kept[name] = body[name];
    return kept;
  }
  for (const path of paths) {
    const value = valueAt(body, path);
    if (value === undefined) continue;
    const names = path.split('.');
    let at = kept;
    for (const name of names.slice(0, -1)) {
      at[name] ??= Object.create(null);
      at = at[name] as Record<string, unknown>;
    }
    // Arrays and objects are all the same to an order.
    at[names.at(-1) as string] = typeof value === 'object' && value !== null && !isReference(value) ? [] : value;
  }
  return kept;
}
