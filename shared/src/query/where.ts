import type { Operand } from './value.ts';

/** What a field must be. Several of them hold together. */
export interface Conditions {
  readonly eq?: Operand;
  readonly ne?: Operand;
  /** Comparisons hold between values of one type: numbers by value, text by code point. */
  readonly gt?: number | string;
  readonly gte?: number | string;
  readonly lt?: number | string;
  readonly lte?: number | string;
  readonly in?: readonly Operand[];
  /** The field is an array that has this element. */
  readonly contains?: Operand;
  readonly exists?: boolean;
  readonly startsWith?: string;
}

/**
 * `{ status: 'open', 'author.name': { startsWith: 'A' }, or: [{ likes: { gt: 5 } }, { pinned: true }] }`: all of it must hold. Names are dotted paths into
 * the body; `and`, `or`, `not` combine; `createdAt` is when the document was created, ISO 8601 in UTC.
 */
export interface Where {
  readonly and?: readonly Where[] | undefined;
  readonly or?: readonly Where[] | undefined;
  readonly not?: Where | undefined;
  readonly [path: string]: Operand | Conditions | Where | readonly Where[] | undefined;
}

export const operators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'contains', 'exists', 'startsWith'] as const;
export type Operator = (typeof operators)[number];

/** Names that a query takes for something else than a field of the body. */
export const reservedFields: readonly string[] = ['and', 'or', 'not', 'createdAt'];
export const CREATED_AT = 'createdAt';

/** A `where`, taken apart: what the evaluator, the planner and the SQL go by. */
export type Filter =
  | { readonly op: 'and'; readonly of: readonly Filter[] }
  | { readonly op: 'or'; readonly of: readonly Filter[] }
  | { readonly op: 'not'; readonly of: Filter }
  | Condition;
export type Condition =
  | { readonly op: 'eq' | 'ne' | 'contains'; readonly path: string; readonly value: Operand }
  | { readonly op: Comparison; readonly path: string; readonly value: number | string }
  | { readonly op: 'in'; readonly path: string; readonly value: readonly Operand[] }
  | { readonly op: 'exists'; readonly path: string; readonly value: boolean }
  | { readonly op: 'startsWith'; readonly path: string; readonly value: string };
export type Comparison = 'gt' | 'gte' | 'lt' | 'lte';
