import type { QualifiedCollection } from '@vibe/shared';
import type { AggregateInput, FindInput, ListInput, QueryInput } from '../transport/document-inputs.ts';
import type { AggregateQuery } from './aggregate.ts';
import type { ListQuery, Selection } from './query.ts';

type Json = Record<string, unknown>;
/** Queries of any collection: what they may say was checked by the compiler, and is again by the server. */
export type AnySelection = Selection<Json>;
export type AnyListQuery = ListQuery<Json>;
export type AnyFindQuery = AnyListQuery & { readonly cursor?: string | undefined };
export type AnyAggregateQuery = AggregateQuery<Json, string, string, string, string, string>;

const defaultLimit = 20;

/** As they are sent: what was left out is not there. */
export const queryInput = (collection: QualifiedCollection, { scope = 'all', owner, where, search }: AnySelection): QueryInput => ({
  collection,
  scope,
  ...(owner !== undefined && { owner }),
  ...(where !== undefined && { where }),
  ...(search !== undefined && { search }),
});

export const listInput = (collection: QualifiedCollection, query: AnyListQuery): ListInput => ({
  ...queryInput(collection, query),
  ...(query.sort !== undefined && { sort: query.sort }),
  ...(query.expand !== undefined && { expand: query.expand as Json }),
  limit: query.limit ?? defaultLimit,
});

export const findInput = (collection: QualifiedCollection, query: AnyFindQuery): FindInput => ({
  ...listInput(collection, query),
  ...(query.cursor !== undefined && { cursor: query.cursor }),
});

export const aggregateInput = (collection: QualifiedCollection, query: AnyAggregateQuery): AggregateInput => ({
  ...queryInput(collection, query),
  ...(query.groupBy && { groupBy: query.groupBy }),
  ...(query.sum && { sum: query.sum }),
  ...(query.avg && { avg: query.avg }),
  ...(query.min && { min: query.min }),
  ...(query.max && { max: query.max }),
});
