import {
  type DocumentPage,
  type FindDocumentsInput,
  type FindQuery,
  filterOf,
  limits,
  matcherOf,
  type Order,
  orderOf,
  VibeError,
} from '@vibe/shared';
import type { Context, Services } from '../../../platform/context.ts';
import { toReaders } from '../document.ts';
import { ownerWithinReach, withinReach } from '../documents.read.ts';
import { readerOf } from '../reader.ts';
import { type Eyes, type Whose, whoseOf } from '../scope.ts';
import { expandDocuments } from './expand.ts';
import { type After, findStored, type Walked } from './find.store.ts';
import { type Ended, queryMark, readFindCursor, writeFindCursor } from './find-cursor.ts';
import { conjunctsOf, type Plan, type PlanFacts, planQuery } from './plan.ts';
import { planFacts } from './plan-facts.ts';
import { needsIndex, type PlanRefusal } from './plan-refusal.ts';
import { termsOf } from './search.store.ts';
import { sortValuesOf } from './sort-sql.ts';
import type { WalkQuery } from './walk-parts.ts';

/**
 * The documents of a query, page by page, with the asker's own rights.
 * @throws {VibeError} bad_cursor; index_required, index_building, query_too_broad where it cannot be answered at a cost that stays flat;
 *   not_signed_in when a visitor asks for `own` or `shared`
 */
export async function findDocuments(ctx: Context, input: FindDocumentsInput): Promise<DocumentPage> {
  const reader = await readerOf(ctx, input.collection);
  const query = { ...input, scope: withinReach(reader, input.scope), owner: ownerWithinReach(reader, input.owner) };
  const { found, cursor } = await findPage(ctx, reader, query, input.limit, input.cursor);
  const documents = found.map(({ stored }) => toReaders(stored, reader.principals));
  return { documents: input.expand ? await expandDocuments(ctx, documents, input.expand) : documents, ...(cursor && { cursor }) };
}

export interface FoundPage {
  readonly found: readonly Walked[];
  /** Absent on the last page. */
  readonly cursor?: string | undefined;
}

/** @param query its scope is within the reader's reach */
export async function findPage(services: Services, eyes: Eyes, query: FindQuery, limit: number, cursor?: string): Promise<FoundPage> {
  const from = cursor === undefined ? undefined : readFindCursor(queryMark(query), cursor);
  const planned = await plan(services, eyes, query);
  if (!planned) return { found: [] };
  for (const next of startingAt(planned.plans, from)) {
    const page = await walk(services, planned, next, limit, from?.after);
    if (page)
      return { found: page.found, cursor: page.last && writeFindCursor(queryMark(query), { walk: walkName(next), after: page.last }) };
  }
  throw tooBroad(planned);
}

export interface Planned extends Omit<WalkQuery, 'plan'> {
  readonly query: FindQuery;
  readonly facts: PlanFacts;
  readonly order: Order;
  readonly plans: readonly Plan[];
}

/**
 * @param wanted `any`: the order does not matter
 * @returns `undefined`: there can be no such document
 */
export async function plan(
  services: Services,
  eyes: Eyes,
  query: FindQuery,
  wanted: 'ordered' | 'any' = 'ordered',
): Promise<Planned | undefined> {
  const { collection, search } = query;
  const facts = await planFacts(services, query.collection);
  const whose = whoseOf(query.scope, eyes, query.owner);
  const order = orderOf(query.sort);
  const filter = filterOf(query.where ?? {});
  const plans = planQuery({ filter, order: wanted === 'any' ? undefined : order, search, whose: kindOf(whose) }, facts);
  if ('code' in plans) throw refusal(plans);
  if (whose.kind === 'nobody') return undefined;
  const terms =
    search === undefined || !facts.search ? undefined : await termsOf(services, eyes.principals, search, { ...facts.search, collection });
  if (terms?.length === 0 || terms?.some(({ keys }) => keys.length === 0)) return undefined;
  return { query, collection, whose, eyes, facts, order, plans, terms };
}

/** Where nothing can be found a query is still a right or a wrong one. */
const kindOf = ({ kind }: Whose) => (kind === 'nobody' ? 'own' : kind);
const refusal = ({ code, message, hint }: PlanRefusal) =>
  new VibeError(code, message, { hint, ...(code === 'index_building' && { retryAfterSeconds: 5 }) });

export function tooBroad({ facts, query, order, whose }: Planned): VibeError {
  const index = needsIndex(facts, conjunctsOf(filterOf(query.where ?? {})), order);
  return new VibeError('query_too_broad', `More than ${limits.scanBudget} documents would have to be looked at`, {
    hint: whose.kind === 'own' && query.search === undefined ? index.hint : 'Narrow the query down.',
  });
}

const walkName = ({ walk: { by, ...rest }, sort }: Plan): string => `${by}${'index' in rest ? `:${rest.index}` : ''}${sort ? '+sort' : ''}`;

/** A page goes on with the plan that the page before ended with; the places of all plans of one query are in one order. */
function startingAt(plans: readonly Plan[], from: Ended | undefined): readonly Plan[] {
  if (!from) return plans;
  const at = plans.findIndex((each) => walkName(each) === from.walk);
  if (at >= 0) return plans.slice(at);
  throw new VibeError('bad_cursor', 'The collection has other indexes now', { hint: 'Start from the first page.' });
}

/** How often a page is filled up when what an index says was not enough: texts that are the same for 256 bytes. */
const MOST_ROUNDS = 10;

/** `undefined`: the plan did not keep within the budget. `last` is where the next page goes on, if there is one. */
async function walk(services: Services, planned: Planned, next: Plan, limit: number, from: After | undefined) {
  const { facts, order, query } = planned;
  const is = next.walk.by === 'index' && !next.residual ? matcherOf(filterOf(query.where ?? {}), facts.int64) : () => true;
  const found: Walked[] = [];
  let after = from;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const wanted = limit + 1 - found.length;
    const { documents, isTooBroad } = await findStored(services.database, {
      ...planned,
      plan: next,
      int64: facts.int64,
      limit: wanted,
      after,
    });
    if (isTooBroad && next.sort) return undefined;
    for (const each of documents) {
      after = placeOf(each, order);
      if (is({ body: each.stored.body, createdAt: each.stored.createdAt.toISOString() })) found.push(each);
    }
    if (found.length > limit) return { found: found.slice(0, limit), last: placeOf(found[limit - 1] as Walked, order) };
    // A page that was filled is an answer; whether there is another one the next query may find out.
    if (isTooBroad) return found.length === limit ? { found, last: after } : undefined;
    if (documents.length < wanted) return { found };
  }
  return { found, last: after };
}

function placeOf({ stored: { ord, owner, id, body, createdAt }, place }: Walked, order: Order): After {
  return { ord, owner, id, place, sorted: sortValuesOf(order, { body, createdAt: createdAt.toISOString() }) };
}
