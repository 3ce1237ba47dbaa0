import { hash } from 'node:crypto';
import { VibeError } from '@vibe/shared';

/** How far somebody has pulled: the owner's counter, in one life of the database. */
export interface Checkpoint {
  readonly epoch: string;
  readonly seq: bigint;
}

/** @param of whose documents, and which: a checkpoint of others says nothing about these */
export const writeCheckpoint = ({ epoch, seq }: Checkpoint, of: string): string => `${epoch}.${seq.toString(36)}.${mark(of)}`;

/** @throws {VibeError} bad_cursor when it is not one of ours, or not of these documents */
export function readCheckpoint(text: string, of: string): Checkpoint {
  const [, epoch, seq, marked] = /^([0-9a-z]{1,32})\.([0-9a-z]{1,12})\.([0-9a-f]{12})$/.exec(text) ?? [];
  if (epoch === undefined || seq === undefined || marked !== mark(of))
    throw new VibeError('bad_cursor', 'The checkpoint is not one this server gave out for these documents', {
      hint: 'Pull from the beginning.',
    });
  return { epoch, seq: BigInt(Number.parseInt(seq, 36)) };
}

const mark = (of: string): string => hash('sha256', of).slice(0, 12);
