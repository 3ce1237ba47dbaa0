import { hash } from 'node:crypto';
import { VibeError } from '@vibe/shared';

/** A place in the feed: after this change, before the next one. Ordered by xid, then n. */
export interface Position {
  readonly xid: bigint;
  readonly n: bigint;
}

export const isAfter = (one: Position, other: Position): boolean => one.xid > other.xid || (one.xid === other.xid && one.n > other.n);

/**
 * Opaque to clients. The epoch tells a database that was restored, whose xids start anew, from the one the position was given out by; the mark tells a listener who has
 * become somebody else, and to whom other changes would have been told.
 */
export const writePosition = (epoch: string, { xid, n }: Position, mark: string): string =>
  `${epoch}.${xid.toString(36)}.${n.toString(36)}.${mark}`;

/** @throws {VibeError} bad_cursor when it is not one of ours. */
export function readPosition(text: string): Position & { readonly epoch: string; readonly mark: string } {
  const [, epoch, xid, n, mark] = /^([0-9a-z]{1,32})\.([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([0-9a-f]{8})$/.exec(text) ?? [];
  if (epoch === undefined || xid === undefined || n === undefined || mark === undefined) {
    throw new VibeError('bad_cursor', 'The position to resume from is not one this server gave out', {
      hint: 'Open the stream without it.',
    });
  }
  return { epoch, mark, xid: fromBase36(xid), n: fromBase36(n) };
}

/** Of the principals of a listener. */
export const markOf = (principals: readonly string[]): string => hash('sha256', [...principals].sort().join('\n')).slice(0, 8);

const fromBase36 = (text: string): bigint => [...text].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
