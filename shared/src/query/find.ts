import { z } from 'zod';
import { type ListScope, listScopes } from '../documents.ts';
import { type Did, did, type QualifiedCollection, qualifiedCollection } from '../ids.ts';
import { limits } from '../limits.ts';
import { checkExpand, type Expand } from './expand.ts';
import { filterOf, isFieldPath, QueryError } from './filter.ts';
import { orderOf } from './sort.ts';
import { isStorableText } from './text.ts';
import type { Where } from './where.ts';

/** Which documents: what `find`, `count`, `aggregate` and `subscribe` have in common. */
export interface DocumentFilter {
  readonly collection: QualifiedCollection;
  /** Default: `all`, everything that may be read. */
  readonly scope: ListScope;
  /** Only that owner's. */
  readonly owner?: Did | undefined;
  readonly where?: Where | undefined;
  /** Words that must all occur in the fields that the manifest declares for it; one that ends in `*` may go on. */
  readonly search?: string | undefined;
}
export interface FindQuery extends DocumentFilter {
  /** `'likes'`, `['status', '-due']`; default `-createdAt`, newest first. */
  readonly sort?: string | readonly string[] | undefined;
  readonly expand?: Expand | undefined;
}
export interface FindDocumentsInput extends FindQuery {
  readonly limit: number;
  /** From the page before; opaque, and good for the same query only. */
  readonly cursor?: string | undefined;
}
export type CountDocumentsInput = DocumentFilter;
export interface AggregateDocumentsInput extends DocumentFilter {
  /** One group for each combination of values of these fields; without it one group of all. */
  readonly groupBy: readonly string[];
  readonly sum: readonly string[];
  readonly min: readonly string[];
  readonly max: readonly string[];
  readonly avg: readonly string[];
}

/** A number, text, or `null` where no document of the group has one. Sums and averages of int64 fields are text, exact. */
export type Aggregated = Readonly<Record<string, number | string | null>>;
export interface AggregateGroup {
  /** The values that the documents of the group share, by field; `null` also where the field is missing. */
  readonly by: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly sum: Aggregated;
  readonly min: Aggregated;
  readonly max: Aggregated;
  readonly avg: Aggregated;
}
export interface AggregateResult {
  /** Largest first. */
  readonly groups: readonly AggregateGroup[];
}
export interface CountResult {
  readonly count: number;
}

/** Read by hand, not by zod: the cost of a hostile query must end at the first thing that is wrong with it. */
function checked<Value>(check: (value: unknown) => unknown): z.ZodType<Value, Value> {
  return z.unknown().superRefine((value, context) => {
    try {
      check(value);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      context.addIssue({ code: 'custom', message: error.message, path: [...error.path] });
    }
  }) as unknown as z.ZodType<Value, Value>;
}

const field = z.string().refine(isFieldPath, { error: 'is not a path into a document, such as likes or author.name' });

/** Of the wire schemas that carry a query. */
export const documentFilterShape = {
  collection: qualifiedCollection,
  scope: z.enum(listScopes).default('all'),
  owner: did.optional(),
  where: checked<Where>(filterOf).optional(),
  search: z.string().min(1).max(limits.searchText).refine(isStorableText, { error: 'is not valid Unicode' }).optional(),
};
export const findQueryShape = {
  ...documentFilterShape,
  sort: checked<string | readonly string[]>(orderOf).optional(),
  expand: checked<Expand>(checkExpand).optional(),
};

export const findDocumentsInput = z.strictObject({
  ...findQueryShape,
  limit: z.number().int().min(1).max(limits.listPage).default(20),
  cursor: z.string().max(limits.cursor).optional(),
});
export const countDocumentsInput = z.strictObject(documentFilterShape);

const fields = z.array(field).max(limits.aggregates).default([]);
export const aggregateDocumentsInput = z.strictObject({
  ...documentFilterShape,
  groupBy: z.array(field).max(limits.groupBy).default([]),
  ...{ sum: fields, min: fields, max: fields, avg: fields },
});
