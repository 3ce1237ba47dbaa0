import { hash } from 'node:crypto';
import { type FindQuery, isDid, VibeError } from '@vibe/shared';
import { canonicalJson } from '../canonical-json.ts';
import type { After } from './find.store.ts';
import type { SortValues } from './sort-sql.ts';

/** Where a page ended: in which of the query's plans, and at which document. */
export interface Ended {
  /** Which of the query's plans led there. */
  readonly walk: string;
  readonly after: After;
}

/** What a cursor is bound to: everything that says which documents come in which order. Not a secret: a cursor gives no right to anything. */
export function queryMark({ collection, scope, owner, where, search, sort }: FindQuery): string {
  // The members of a `where` may be dates.
  const asked: Record<string, unknown> = JSON.parse(
    JSON.stringify({ collection, scope, owner, where, search, sort: sort ?? '-createdAt' }),
  );
  return hash('sha256', canonicalJson(asked), 'base64url').slice(0, 16);
}

type Wire = [mark: string, walk: string, ord: string, owner: string, id: string, place: string, sorted: SortValues | null];

/** Opaque to clients. It names the last document seen and its place, not a number of documents, so nothing shifts when others come and go. */
export function writeFindCursor(mark: string, { walk, after }: Ended): string {
  const wire: Wire = [mark, walk, String(after.ord), after.owner, after.id, after.place.toString('base64url'), after.sorted ?? null];
  return Buffer.from(JSON.stringify(wire)).toString('base64url');
}

/** @throws {VibeError} bad_cursor when it is not one of ours, or of another query */
export function readFindCursor(mark: string, cursor: string): Ended {
  const wire = parse(cursor);
  if (!wire) throw new VibeError('bad_cursor', 'The cursor is not one this server gave out', { hint: 'Start from the first page.' });
  const [of, walk, ord, owner, id, place, sorted] = wire;
  if (of !== mark) throw new VibeError('bad_cursor', 'The cursor is of another query', { hint: 'Start from the first page.' });
  return { walk, after: { ord: BigInt(ord), owner, id, place: Buffer.from(place, 'base64url'), ...(sorted && { sorted }) } };
}

function parse(cursor: string): Wire | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (Buffer.from(text).toString('base64url') !== cursor) return undefined;
  let wire: unknown;
  try {
    wire = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isWire(wire) ? wire : undefined;
}

function isWire(wire: unknown): wire is Wire {
  if (!Array.isArray(wire) || wire.length !== 7) return false;
  const [mark, walk, ord, owner, id, place, sorted] = wire as unknown[];
  return (
    [mark, walk, ord, owner, id, place].every((each) => typeof each === 'string' && /^[!-~]*$/.test(each)) &&
    /^\d{1,19}$/.test(String(ord)) &&
    BigInt(String(ord)) <= 0x7fff_ffff_ffff_ffffn &&
    isDid(owner) &&
    (sorted === null || (Array.isArray(sorted) && sorted.every(isSortValue)))
  );
}

/** JSON that Postgres takes. */
function isSortValue(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'string' || value.includes('\0') || value.includes('\\u0000')) return false;
  try {
    canonicalJson({ value: JSON.parse(value) });
    return true;
  } catch {
    return false;
  }
}
