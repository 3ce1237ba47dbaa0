import {
  type AggregateDocumentsInput,
  type AggregateResult,
  type CountDocumentsInput,
  type CountResult,
  type DocumentFilter,
  type Filter,
  filterOf,
} from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { ownerWithinReach, withinReach } from '../documents.read.ts';
import { readerOf } from '../reader.ts';
import { type AggregateRequest, aggregateStored, countStored } from './aggregate.store.ts';
import { plan, tooBroad } from './find.ts';

/**
 * How many documents a query has, as far as the asker may read them.
 * @throws {VibeError} what `findDocuments` throws; query_too_broad when there are more than limits.scanBudget
 */
export async function countDocuments(ctx: Context, input: CountDocumentsInput): Promise<CountResult> {
  return { count: (await overPlans(ctx, input, (request) => countStored(ctx.database, request))) ?? 0 };
}

/**
 * Figures over the documents of a query, by the values of some fields: sums and averages of numbers, least and greatest among numbers and texts.
 * @throws {VibeError} as `countDocuments`; query_too_broad also when there are more than limits.groups groups
 */
export async function aggregateDocuments(ctx: Context, input: AggregateDocumentsInput): Promise<AggregateResult> {
  const { groupBy, sum, min, max, avg, ...filter } = input;
  const groups = await overPlans(ctx, filter, (request) => aggregateStored(ctx.database, request, { groupBy, sum, min, max, avg }));
  return { groups: groups ?? [] };
}

/** `undefined`: there can be no such document. */
async function overPlans<Result>(
  ctx: Context,
  input: DocumentFilter,
  run: (request: AggregateRequest) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const reader = await readerOf(ctx, input.collection);
  const query = { ...input, scope: withinReach(reader, input.scope), owner: ownerWithinReach(reader, input.owner) };
  const planned = await plan(ctx, reader, query, 'any');
  if (!planned) return undefined;
  for (const next of planned.plans) {
    const filter = next.residual ?? (next.walk.by === 'index' ? notInKeys(filterOf(query.where ?? {})) : undefined);
    const result = await run({ ...planned, plan: { ...next, sort: undefined }, int64: planned.facts.int64, filter });
    if (result !== undefined) return result;
  }
  throw tooBroad(planned);
}

/** A filter that keys of an index do not answer whole, since they hold the beginning of long texts only. */
function notInKeys(filter: Filter): Filter | undefined {
  const isLong = (value: unknown): boolean =>
    typeof value === 'object' && value !== null
      ? Object.values(value).some(isLong)
      : typeof value === 'string' && value.length > SHORT_TEXT;
  const hasLong = (each: Filter): boolean => ('path' in each ? isLong(each.value) : [each.of].flat().some(hasLong));
  return hasLong(filter) ? filter : undefined;
}

/** Characters that are at most 252 bytes, whatever they are. */
const SHORT_TEXT = 63;
