import { isDid, VibeError } from '@vibe/shared';

/** Where a document stands in a list, newest first. `ord` alone nearly always decides; the rest does when two were made in one breath. */
export interface Place {
  readonly ord: bigint;
  readonly owner: string;
  readonly id: string;
}

/** Opaque to clients. It names the last document seen, not a number of them, so nothing shifts when others are added or removed. */
export const writeCursor = ({ ord, owner, id }: Place): string => Buffer.from(`${ord} ${owner} ${id}`).toString('base64url');

/** @throws {VibeError} bad_cursor when it is not one of ours. It gives no right to anything, so it is not signed. */
export function readCursor(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, ord, owner, id] = /^(\d{1,19}) (\S+) (\S+)$/.exec(text) ?? [];
  if (
    ord === undefined ||
    id === undefined ||
    !isDid(owner) ||
    BigInt(ord) > 0x7fff_ffff_ffff_ffffn ||
    writeCursor({ ord: BigInt(ord), owner, id }) !== cursor
  ) {
    throw new VibeError('bad_cursor', 'The cursor is not one this server gave out', { hint: 'Start from the first page.' });
  }
  return { ord: BigInt(ord), owner, id };
}
