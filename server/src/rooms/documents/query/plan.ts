import { type Condition, CREATED_AT, type Filter, type Int64Fields, NEWEST_FIRST, type Order } from '@vibe/shared';
import { type IndexMatch, matchIndex, type PlannedIndex } from './plan-index.ts';
import { needsBuilding, needsIndex, needsSearch, type PlanRefusal } from './plan-refusal.ts';

/** What is planned with: the collection's declared indexes and what its schema says. */
export interface PlanFacts {
  readonly collection: string;
  readonly indexes: readonly PlannedIndex[];
  readonly int64: Int64Fields;
  /** The index of words, and the languages they are in; `undefined`: nothing is searched. */
  readonly search: (PlannedIndex & { readonly languages: readonly string[] }) | undefined;
}

export interface PlanRequest {
  readonly filter: Filter;
  /** `undefined`: any will do. */
  readonly order: Order | undefined;
  readonly search: string | undefined;
  /** Whose documents: the reader's own, one other owner's, or everybody's. */
  readonly whose: 'own' | 'owner' | 'many';
}

/** Milliseconds since 1970, from the first to before the last. */
export interface CreatedBetween {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** How documents are walked through: by creation, along ranges of one index, or along the words of a search (newest first). */
export type Walk =
  | { readonly by: 'creation' }
  | ({ readonly by: 'index' } & Pick<IndexMatch, 'isExact' | 'ranges'> & { readonly index: string })
  | { readonly by: 'search'; readonly index: string };

/**
 * How a query is answered. Without `residual` and `sort` the walk yields the documents in order and nothing else, whatever the size of the tables; with
 * them every document that is walked past is looked at, within limits.scanBudget.
 */
export interface Plan {
  readonly walk: Walk;
  /** Of the walk. */
  readonly direction: Order['ties'];
  readonly created: CreatedBetween;
  readonly residual?: Filter | undefined;
  readonly sort?: Order | undefined;
}

/** Plans to try one after the other until one keeps within the budget; one alone when it has no budget to keep. */
export function planQuery(request: PlanRequest, facts: PlanFacts): readonly Plan[] | PlanRefusal {
  const { search } = request;
  const order = request.order ?? NEWEST_FIRST;
  const conditions = conjunctsOf(request.filter);
  const { created, rest } = creation(conditions);
  if (search !== undefined) {
    if (!facts.search) return needsSearch(facts);
    return facts.search.state === 'ready' ? [searchPlan(request, facts.search.stored, created, rest)] : needsBuilding(facts, facts.search);
  }
  if (rest.length === 0 && order.by.length === 0) return [{ walk: { by: 'creation' }, direction: order.ties, created }];
  const matches = request.whose === 'owner' ? [] : facts.indexes.flatMap((index) => matchIndex(index, rest, request.order, facts.int64));
  const ready = matches.filter(({ index }) => index.state === 'ready');
  const whole = ready.find((match) => answers(match, rest, created));
  if (whole) return [wholePlan(whole, created)];
  if (request.whose === 'many') {
    const building = matches.find((match) => match.index.state === 'building' && answers(match, rest, created));
    return building ? needsBuilding(facts, building.index) : needsIndex(facts, rest, order);
  }
  return [
    ...ready
      .sort((a, b) => worth(b) - worth(a))
      .slice(0, 1)
      .map((match) => scanPlan(request, walkOf(match), match)),
    creationScan(request, created, rest),
  ];
}

/** What must hold in any case. */
export function conjunctsOf(filter: Filter): readonly Filter[] {
  return filter.op === 'and' ? filter.of.flatMap(conjunctsOf) : [filter];
}

function creation(conjuncts: readonly Filter[]): { created: CreatedBetween; rest: readonly Filter[] } {
  let from: number | undefined;
  let until: number | undefined;
  const rest: Filter[] = [];
  for (const each of conjuncts) {
    const between = createdBetween(each);
    if (!between) rest.push(each);
    if (between?.from !== undefined) from = Math.max(from ?? between.from, between.from);
    if (between?.until !== undefined) until = Math.min(until ?? between.until, between.until);
  }
  return { created: { from, until }, rest };
}

function createdBetween(filter: Filter): CreatedBetween | undefined {
  if (!isCondition(filter) || filter.path !== CREATED_AT) return undefined;
  const at = Date.parse(String(filter.value));
  if (filter.op === 'gt') return { from: at + 1 };
  if (filter.op === 'gte') return { from: at };
  if (filter.op === 'lt') return { until: at };
  if (filter.op === 'lte') return { until: at + 1 };
  return filter.op === 'eq' ? { from: at, until: at + 1 } : undefined;
}

export const isCondition = (filter: Filter): filter is Condition => 'path' in filter;
const isBounded = ({ from, until }: CreatedBetween) => from !== undefined || until !== undefined;

/** Does walking this index yield the documents of the query, in its order, and no others? */
const answers = (match: IndexMatch, rest: readonly Filter[], created: CreatedBetween): boolean =>
  match.direction !== undefined && rest.every((each) => match.uses.includes(each)) && (match.isExact || !isBounded(created));

const worth = ({ equalities, hasRange, direction }: IndexMatch): number => equalities * 4 + (hasRange ? 2 : 0) + (direction ? 1 : 0);

const walkOf = ({ index, isExact, ranges }: IndexMatch): Walk => ({ by: 'index', index: index.stored, isExact, ranges });
const wholePlan = (match: IndexMatch, created: CreatedBetween): Plan => ({
  walk: walkOf(match),
  direction: match.direction ?? 'desc',
  created,
});

const scanPlan = ({ filter, order = NEWEST_FIRST }: PlanRequest, walk: Walk, { direction }: IndexMatch): Plan =>
  direction ? { walk, direction, created: {}, residual: filter } : { walk, direction: 'desc', created: {}, residual: filter, sort: order };

const creationScan = ({ filter, order = NEWEST_FIRST }: PlanRequest, created: CreatedBetween, rest: readonly Filter[]): Plan => ({
  walk: { by: 'creation' },
  direction: order.ties,
  created,
  residual: rest.length === 0 ? undefined : filter,
  sort: order.by.length === 0 ? undefined : order,
});

const searchPlan = (
  { filter, order = NEWEST_FIRST }: PlanRequest,
  index: string,
  created: CreatedBetween,
  rest: readonly Filter[],
): Plan => ({
  walk: { by: 'search', index },
  direction: 'desc',
  created,
  residual: rest.length === 0 ? undefined : filter,
  sort: order.by.length === 0 && order.ties === 'desc' ? undefined : order,
});
