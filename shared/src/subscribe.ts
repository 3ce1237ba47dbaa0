import { z } from 'zod';
import type { VibeDocument } from './documents.ts';
import type { VibeErrorCode } from './errors.ts';
import { limits } from './limits.ts';
import { type FindQuery, findQueryShape } from './query/find.ts';

/**
 * Several live queries on one stream. Each query is what `documents.find` takes, without `cursor`, and with a `limit` of at most `limits.subscribedDocuments`; it is looked at
 * by itself, so that one that cannot be answered is refused alone. `key` is the caller's name for it, which its events carry; each key once.
 * `lastEventId` is tRPC's name for where to resume (`tracked()`), opaque: it says what results the caller holds. Queries may be added and left out at a resume.
 */
export const subscribeInput = z.strictObject({
  queries: z
    .array(z.strictObject({ key: z.string().min(1).max(limits.subscribeKeyLength), query: z.record(z.string(), z.unknown()) }))
    .min(1)
    .max(limits.subscribeQueries)
    .refine((queries) => new Set(queries.map(({ key }) => key)).size === queries.length, { error: 'may hold each key once' }),
  lastEventId: z.string().max(limits.subscribePositionLength).nullish(),
});
export type SubscribeInput = z.output<typeof subscribeInput>;

/** What each `query` must be. */
export interface SubscribedQuery extends FindQuery {
  readonly limit: number;
}
export const subscribedQuery = z.strictObject({
  ...findQueryShape,
  limit: z.number().int().min(1).max(limits.subscribedDocuments).default(20),
});

/** One step from the documents as they were to the documents as they are. The steps of a patch are applied in order; places count from 0. */
export type PatchOp<Body = Record<string, unknown>> =
  | { readonly op: 'remove'; readonly at: number }
  | { readonly op: 'insert'; readonly at: number; readonly document: VibeDocument<Body> }
  | { readonly op: 'update'; readonly at: number; readonly document: VibeDocument<Body> }
  /** Taken out at `from`, then put in at `to`. */
  | { readonly op: 'move'; readonly from: number; readonly to: number; readonly document: VibeDocument<Body> };

/**
 * `result`: all documents of the query now, in its order; takes the place of whatever was there. `patch`: what changed since. `more`: there are documents beyond the limit.
 * `refused`: this query is over, the others go on. `ready`: every query has been answered, or stands as it stood at `lastEventId`; from here on it is live.
 */
export type SubscribeEvent<Body = Record<string, unknown>> =
  | { readonly type: 'result'; readonly key: string; readonly documents: readonly VibeDocument<Body>[]; readonly more: boolean }
  | { readonly type: 'patch'; readonly key: string; readonly ops: readonly PatchOp<Body>[]; readonly more: boolean }
  | { readonly type: 'refused'; readonly key: string; readonly error: RefusedQuery }
  | { readonly type: 'ready' };

export interface RefusedQuery {
  readonly code: VibeErrorCode;
  readonly message: string;
  readonly hint?: string;
}
