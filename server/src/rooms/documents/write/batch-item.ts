import type { BatchResult, BatchWrite } from '@vibe/shared';
import type { AppContext } from '../../../platform/context.ts';
import type { BoundStatement } from '../../../platform/database.ts';
import { type BatchKey, type KeptResult, keeping } from './batch.store.ts';
import { answered } from './batch-results.ts';
import { type Done, isDone, type Planned } from './planned-write.ts';
import { planCreate } from './write-create.ts';
import { planRemove } from './write-remove.ts';
import { planUpdate } from './write-update.ts';

export type ItemPlan = Planned<BatchResult> | Done<BatchResult>;

/** One write of a batch. */
export interface Item {
  /** Its place among the writes. */
  readonly at: number;
  readonly plan: () => Promise<ItemPlan>;
  /** Its result, from what was kept of it. */
  readonly answered: (kept: KeptResult) => BatchResult;
  /** A plan's statement, first; and the one that keeps its result, when the batch has a key. */
  readonly statements: (plan: Planned<BatchResult>) => readonly BoundStatement[];
}
export interface Batch {
  readonly items: readonly Item[];
  /** What is known of the results by now. */
  readonly results: Map<number, BatchResult>;
  readonly key: BatchKey | undefined;
  /** Adds the results that are kept under the key: another request may have sent the same batch. */
  readonly lookAgain: () => Promise<void>;
}

export const itemOf = (ctx: AppContext, asker: Omit<BatchKey, 'key'>, key: BatchKey | undefined, write: BatchWrite, at: number): Item => ({
  at,
  plan: () => planOf(ctx, write),
  answered: (kept) => answered(write, kept, asker),
  statements: (plan) => [plan.statement, ...(key ? [keeping(key, at, plan.statement, plan.key, plan.answers)] : [])],
});

async function planOf(ctx: AppContext, write: BatchWrite): Promise<ItemPlan> {
  if (write.op === 'create') return as(await planCreate(ctx, write), (document) => ({ ok: true, document }));
  if (write.op === 'update') return as(await planUpdate(ctx, write), (document) => ({ ok: true, document }));
  return as(await planRemove(ctx, write), (removed) => ({ ok: true, removed }));
}

function as<Told>(plan: Planned<Told> | Done<Told>, result: (told: Told) => BatchResult): ItemPlan {
  if (isDone(plan)) return { result: result(plan.result) };
  const { told, otherwise, ...rest } = plan;
  return { ...rest, told: (written) => result(told(written)), otherwise: async () => as(await otherwise(), result) };
}
