import { VibeError } from '@vibe/shared';

/** A place in the feed: after this change, before the next one. Ordered by xid, then n. */
export interface Position {
  readonly xid: bigint;
  readonly n: bigint;
}

export const isAfter = (one: Position, other: Position): boolean => one.xid > other.xid || (one.xid === other.xid && one.n > other.n);

/** Opaque to clients. The epoch tells a database that was restored, whose xids start anew, from the one the position was given out by. */
export const writePosition = (epoch: string, { xid, n }: Position): string => `${epoch}.${xid.toString(36)}.${n.toString(36)}`;

/** @throws {VibeError} bad_cursor when it is not one of ours. */
export function readPosition(text: string): Position & { readonly epoch: string } {
  const [, epoch, xid, n] = /^([0-9a-z]{1,32})\.([0-9a-z]{1,13})\.([0-9a-z]{1,13})$/.exec(text) ?? [];
  if (epoch === undefined || xid === undefined || n === undefined) {
    throw new VibeError('bad_cursor', 'The position to resume from is not one this server gave out', {
      hint: 'Open the stream without it.',
    });
  }
  return { epoch, xid: fromBase36(xid), n: fromBase36(n) };
}

const fromBase36 = (text: string): bigint => [...text].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
