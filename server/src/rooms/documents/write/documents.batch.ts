import type { BatchAnswer, BatchDocumentsInput, BatchResult } from '@vibe/shared';
import type { AppContext } from '../../../platform/context.ts';
import { principalsFor } from '../access/memberships.ts';
import { writeAllOrNone } from './batch-atomic.ts';
import { writeEach } from './batch-each.ts';
import { itemOf } from './batch-item.ts';
import { payloadOf, resultsKept } from './batch-results.ts';

/**
 * Up to 500 writes. Not atomic: each for itself, and its result says how it went. Atomic: all in one transaction; what one of them is refused for is
 * thrown, the path of its first issue says which it was.
 * @throws {VibeError} bad_request for an idempotency key that was given to another batch; when atomic, what a single write would throw
 */
export async function batchDocuments(ctx: AppContext, { writes, atomic, idempotencyKey }: BatchDocumentsInput): Promise<BatchAnswer> {
  const { did, appId } = ctx.asker;
  const asker = { did, appId, principals: await principalsFor(ctx, did) };
  const key = idempotencyKey === undefined ? undefined : { ...asker, key: idempotencyKey };
  const items = writes.map((write, at) => itemOf(ctx, asker, key, write, at));
  const results = new Map<number, BatchResult>();
  const payload = key && payloadOf({ writes, atomic });
  const lookAgain = async () => {
    if (!key || !payload) return;
    for (const [at, kept] of await resultsKept(ctx, key, payload)) {
      const item = items[at];
      if (item) results.set(at, item.answered(kept));
    }
  };
  await lookAgain();
  try {
    await (atomic ? writeAllOrNone : writeEach)(ctx, { items, results, key, lookAgain });
  } catch (error) {
    // Refused, perhaps, because the same batch, sent at the same time, was faster.
    await lookAgain();
    if (results.size < items.length) throw error;
  }
  return { results: items.map(({ at }) => results.get(at) as BatchResult) };
}
