import { hash } from 'node:crypto';
import { type BatchDocumentsInput, type BatchError, type BatchResult, type BatchWrite, VibeError } from '@vibe/shared';
import type { AppContext, Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import { canonicalJson } from '../canonical-json.ts';
import { toReaders } from '../document.ts';
import { readRevision } from '../revisions/revision.ts';
import { type BatchKey, forgetResults, type KeptResult, takeKey } from './batch.store.ts';

const FORGET_MS = 60 * 60_000;

/**
 * What is kept of an earlier sending of the same batch.
 * @throws {VibeError} bad_request when the key was given to another batch
 */
export async function resultsKept(ctx: AppContext, batch: BatchKey, payload: string): Promise<ReadonlyMap<number, KeptResult>> {
  forgetting(ctx);
  const taken = await takeKey(ctx.database, batch, payload);
  if (taken.payload === payload) return taken.results;
  throw new VibeError('bad_request', 'Another batch was sent under this idempotency key', { hint: 'Give each batch a key of its own.' });
}

/** The same batch is the same whatever order its keys are in. */
export const payloadOf = ({ writes, atomic }: Pick<BatchDocumentsInput, 'writes' | 'atomic'>): string =>
  hash('sha256', JSON.stringify({ atomic, writes: writes.map(withBodyAsText) }, inOrder));

/** A body may be anything yet, and go round in circles: the walk that documents are written by ends with any. */
function withBodyAsText(write: BatchWrite): object {
  if (write.op === 'remove' || write.body === undefined) return write;
  try {
    return { ...write, body: canonicalJson(write.body) };
  } catch (error) {
    // Such a write is refused whatever else its body holds.
    if (error instanceof VibeError) return { ...write, body: { refused: error.code } };
    throw error;
  }
}

const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

const forgetting = perProcess(({ database, lifetime, log }: Services) => {
  const timer = setInterval(
    () => forgetResults(database).catch((err: unknown) => log.warn({ err }, 'old results of batches were not forgotten')),
    FORGET_MS,
  );
  timer.unref();
  lifetime.onClose(() => clearInterval(timer));
  return timer;
});

/** The result as it was answered the first time. */
export function answered(write: BatchWrite, kept: KeptResult, { did, principals }: Omit<BatchKey, 'key'>): BatchResult {
  if ('error' in kept) return { ok: false, error: kept.error };
  const place = { id: kept.id, collection: write.collection, owner: write.owner ?? (did as NonNullable<typeof write.owner>) };
  if ('removed' in kept) return { ok: true, removed: { ...place, rev: kept.removed } };
  const { acl, keptAs } = kept;
  const body = kept.body ?? ('body' in write ? write.body : undefined) ?? {};
  const times = { createdAt: new Date(kept.createdAt), updatedAt: new Date(kept.updatedAt) };
  return {
    ok: true,
    document: { ...toReaders({ ...place, ...times, revision: readRevision(kept.rev), body, acl }, principals), ...(keptAs && { keptAs }) },
  };
}

export const refused = ({ code, message, hint, issues }: VibeError): BatchError => ({
  ...{ code, message },
  ...(hint !== undefined && { hint }),
  ...(issues !== undefined && { issues }),
});
