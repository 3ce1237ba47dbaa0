import { type BatchResult, VibeError } from '@vibe/shared';
import type { AppContext } from '../../../platform/context.ts';
import { failedStatement } from '../../../platform/database.ts';
import { refusalOf } from '../indexing/index-refusal.ts';
import { isKept, keepErrors } from './batch.store.ts';
import type { Batch, Item, ItemPlan } from './batch-item.ts';
import { refused } from './batch-results.ts';
import { isDone, type Planned, tooBusy, wrote } from './planned-write.ts';
import { isDeadlock, isStale, toWritten } from './write.store.ts';
import { writeInTurn } from './write-in-turn.ts';

/** Writes of one transaction: as long as all goes well, a commit for each would cost more than they do. Others of the same owner wait meanwhile. */
const TOGETHER = 50;
const TRIES = 10;

/** Each write for itself: what one is refused for is its result, and no other's affair. */
export async function writeEach(ctx: AppContext, batch: Batch): Promise<void> {
  const open = batch.items.filter(({ at }) => !batch.results.has(at));
  for (let from = 0; from < open.length; from += TOGETHER) await writeTogether(ctx, batch, open.slice(from, from + TOGETHER));
  const errors = open.flatMap(({ at }) => {
    const result = batch.results.get(at);
    return result && !result.ok ? [[at, result.error] as const] : [];
  });
  if (!batch.key || errors.length === 0) return;
  await keepErrors(ctx.database, batch.key, new Map(errors));
  // A write that was refused because the same batch, sent at the same time, had made it already was not refused.
  await batch.lookAgain();
}

async function writeTogether(ctx: AppContext, batch: Batch, items: readonly Item[]): Promise<void> {
  if (items.length === 0) return;
  const plans: { readonly item: Item; readonly plan: Planned<BatchResult> }[] = [];
  for (const { item, plan } of await Promise.all(items.map(async (item) => ({ item, plan: await orRefusal(item.plan()) })))) {
    if (isDone(plan)) batch.results.set(item.at, plan.result);
    else plans.push({ item, plan });
  }
  try {
    const statements = plans.map(({ item, plan }) => item.statements(plan));
    const rows = await writeInTurn(ctx.database, statements.flat());
    let place = 0;
    plans.forEach(({ item, plan }, at) => {
      batch.results.set(item.at, plan.told(toWritten(rows[place] ?? [])));
      place += statements[at]?.length ?? 0;
    });
    for (const { plan } of plans) wrote(ctx, plan);
  } catch (error) {
    if (failedStatement(error) === undefined) throw error;
    // Another request may be making the same batch: what it has made is answered, the rest is tried together again.
    await batch.lookAgain();
    const rest = items.filter(({ at }) => !batch.results.has(at));
    if (rest.length < items.length) return writeTogether(ctx, batch, rest);
    // One of them was refused, and none was made. Which others would be is found out one by one.
    await Promise.all(plans.map(({ item, plan }) => writeAlone(ctx, batch, item, plan)));
  }
}

async function writeAlone(ctx: AppContext, batch: Batch, item: Item, first: ItemPlan): Promise<void> {
  let plan = first;
  for (let tries = 1; !isDone(plan); tries++) {
    try {
      const [rows] = await writeInTurn(ctx.database, item.statements(plan));
      wrote(ctx, plan);
      return void batch.results.set(item.at, plan.told(toWritten(rows ?? [])));
    } catch (error) {
      if (isKept(error)) return batch.lookAgain();
      if (tries === TRIES) throw tooBusy(plan.key);
      if (isDeadlock(error)) continue;
      const { otherwise } = plan;
      plan = await orRefusal(isStale(error) ? otherwise() : refusalOf(ctx, error, plan).then((refusal) => Promise.reject(refusal)));
    }
  }
  batch.results.set(item.at, plan.result);
}

async function orRefusal(plan: Promise<ItemPlan>): Promise<ItemPlan> {
  try {
    return await plan;
  } catch (error) {
    if (error instanceof VibeError) return { result: { ok: false, error: refused(error) } };
    throw error;
  }
}
