import { VibeError } from '@vibe/shared';

/** Opaque to clients: the last certificate seen. */
export const writeCursor = (issuedAt: Date, id: string): string => Buffer.from(`${issuedAt.getTime()} ${id}`).toString('base64url');

/** @throws {VibeError} bad_cursor when it is not one of ours. It gives no right to anything, so it is not signed. */
export function readCursor(cursor: string): { issuedAt: Date; id: string } {
  const [, at, id] = /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const issuedAt = new Date(Number(at));
  if (id === undefined || Number.isNaN(issuedAt.getTime()) || writeCursor(issuedAt, id) !== cursor)
    throw new VibeError('bad_cursor', 'The cursor is not one this server gave out', { hint: 'Start from the first page.' });
  return { issuedAt, id };
}
