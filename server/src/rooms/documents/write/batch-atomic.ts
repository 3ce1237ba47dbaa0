import { VibeError } from '@vibe/shared';
import type { AppContext } from '../../../platform/context.ts';
import { failedStatement } from '../../../platform/database.ts';
import { refusalOf } from '../indexing/index-refusal.ts';
import { isKept } from './batch.store.ts';
import type { Batch, Item, ItemPlan } from './batch-item.ts';
import { isDone, wrote } from './planned-write.ts';
import { isDeadlock, isStale, toWritten } from './write.store.ts';
import { writeInTurn } from './write-in-turn.ts';

const ROUNDS = 5;

/**
 * All writes in one transaction. When one does not fit what is there, all that are there already are looked at, and it is tried once more.
 * @throws {VibeError} what a write was refused for
 */
export async function writeAllOrNone(ctx: AppContext, batch: Batch): Promise<void> {
  if (batch.results.size > 0) return; // it was made before: all of it
  let plans = await Promise.all(batch.items.map(async (item) => ({ item, plan: await naming(item, item.plan()) })));
  for (let round = 1; round <= ROUNDS; round++) {
    const statements = plans.map(({ item, plan }) => (isDone(plan) ? [] : item.statements(plan)));
    try {
      const rows = await writeInTurn(ctx.database, statements.flat());
      let place = 0;
      plans.forEach(({ item, plan }, at) => {
        batch.results.set(item.at, isDone(plan) ? plan.result : plan.told(toWritten(rows[place] ?? [])));
        place += statements[at]?.length ?? 0;
        if (!isDone(plan)) wrote(ctx, plan);
      });
      return;
    } catch (error) {
      if (isKept(error)) await batch.lookAgain();
      if (batch.results.size > 0) return;
      if (isDeadlock(error)) continue;
      const failed = failedStatement(error);
      const culprit = failed && plans.find((_, at) => statements[at]?.some(({ statement }) => statement === failed));
      if (!culprit || isDone(culprit.plan)) throw error;
      if (!isStale(error))
        await naming(
          culprit.item,
          refusalOf(ctx, error, culprit.plan).then((refusal) => Promise.reject(refusal)),
        );
      plans = await Promise.all(plans.map((each) => lookedAt(each, each === culprit)));
    }
  }
  throw new VibeError('revision_conflict', 'The documents of this batch are being changed all the time', {
    hint: 'Try again in a moment.',
  });
}

interface Planning {
  readonly item: Item;
  readonly plan: ItemPlan;
}

/** Only the one that failed is refused by what is found: the others may be going to be made right by those before them. */
async function lookedAt({ item, plan }: Planning, failed: boolean): Promise<Planning> {
  if (isDone(plan)) return { item, plan };
  const other = plan.otherwise();
  return { item, plan: failed ? await naming(item, other) : await other.catch(() => plan) };
}

/** Says which write it was. */
async function naming<Value>({ at }: Item, value: Promise<Value>): Promise<Value> {
  try {
    return await value;
  } catch (error) {
    if (!(error instanceof VibeError)) throw error;
    const { code, message, hint, issues = [] } = error;
    throw new VibeError(code, `Write ${at}: ${message}`, {
      ...(hint !== undefined && { hint }),
      issues: [{ path: `/writes/${at}`, message }, ...issues.map((issue) => ({ ...issue, path: `/writes/${at}${issue.path}` }))],
      cause: error,
    });
  }
}
