import { hash } from 'node:crypto';
import { VibeError } from '@vibe/shared';

/*
 * Where a stream resumes says what its subscriber holds: for each query one number, made of the query, of every document shown and its revision, and of whether there is more. Whoever
 * answers the next stream, any process, after any time, asks the queries and compares: what is the same is not sent again, and nothing that differs can be missed.
 */

/** 48 bits: sums stay exact, and two results that differ by chance have one number once in 10^14. */
const RANGE = 2 ** 48;
const PIECE_BYTES = 6;
const PIECE_LENGTH = 8;
const FORM = /^s((?:[A-Za-z0-9_-]{8}){0,20})$/;

export const digestOf = (text: string): number =>
  Buffer.from(hash('sha1', text, 'hex').slice(0, 2 * PIECE_BYTES), 'hex').readUIntBE(0, PIECE_BYTES);

/** A set of documents by their digests: their order follows from the query. */
export function pieceOf(query: number, documents: readonly { readonly digest: number }[], more: boolean): string {
  const sum = documents.reduce((total, { digest }) => (total + digest) % RANGE, (query + (more ? 1 : 0)) % RANGE);
  const bytes = Buffer.alloc(PIECE_BYTES);
  bytes.writeUIntBE(sum, 0, PIECE_BYTES);
  return bytes.toString('base64url');
}

export const writeHeld = (pieces: Iterable<string>): string => `s${[...pieces].join('')}`;

/** @throws {VibeError} bad_cursor when it is not one of ours. */
export function readHeld(position: string): ReadonlySet<string> {
  const [, pieces] = FORM.exec(position) ?? [];
  if (pieces === undefined) {
    throw new VibeError('bad_cursor', 'The position to resume from is not one this server gave out', {
      hint: 'Open the stream without it.',
    });
  }
  return new Set(Array.from({ length: pieces.length / PIECE_LENGTH }, (_, at) => pieces.slice(at * PIECE_LENGTH, (at + 1) * PIECE_LENGTH)));
}
