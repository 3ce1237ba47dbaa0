import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { Pair } from './consent.store.ts';

/** granted: the first of it. changed: something was added. renewed: the same for longer. expired: by time alone. withdrawn: by somebody. */
export type What = 'granted' | 'changed' | 'renewed' | 'expired' | 'withdrawn';
/**
 * Where it was said: on the consent page, in the frame, in the browser's own dialog, by the operator's hand, on the account page. Or nobody said anything:
 * the app was used, or time went by.
 */
export type How = 'page' | 'frame' | 'fedcm' | 'operator' | 'account' | 'use' | 'time';

export interface NewEvent extends Pair {
  readonly what: What;
  readonly how: How;
  /** All that was allowed after it. */
  readonly scopes: readonly string[];
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  readonly endsAt?: Date;
  /** Whose words the person was shown. */
  readonly manifestVersion?: number;
  /** Left out: now. */
  readonly at?: Date;
}

export const noteEvent = async (tx: Db, event: NewEvent): Promise<void> => {
  const { did, appId, what, how, scopes, added = [], removed = [], endsAt, manifestVersion, at } = event;
  await tx
    .insertInto('consent_events')
    .values({
      ...{ owner_did: did, app_id: appId, what, how, scopes: [...scopes], added: [...added], removed: [...removed] },
      ...{ ends_at: endsAt ?? null, manifest_version: manifestVersion ?? null },
      ...(at && { at }),
    })
    .execute();
};

export interface EventRow {
  readonly id: string;
  readonly app_id: string;
  readonly what: What;
  readonly how: How;
  readonly scopes: string[];
  readonly added: string[];
  readonly removed: string[];
  readonly ends_at: Date | null;
  readonly manifest_version: number | null;
  readonly at: Date;
}

const select = (db: Db, did: string) =>
  db
    .selectFrom('consent_events')
    .select(['id', 'app_id', 'what', 'how', 'scopes', 'added', 'removed', 'ends_at', 'manifest_version', 'at'])
    .where('owner_did', '=', did)
    .$castTo<EventRow>();

/** All of them, oldest first. */
export const listEvents = (db: Db, did: string): Promise<EventRow[]> => select(db, did).orderBy('id').execute();

/** Newest first, behind the one with the id `before`. */
export const pageOfEvents = (
  db: Db,
  did: string,
  { appId, before, limit }: { readonly appId?: string | undefined; readonly before?: string | undefined; readonly limit: number },
): Promise<EventRow[]> => {
  let query = select(db, did);
  if (appId !== undefined) query = query.where('app_id', '=', appId);
  if (before !== undefined) query = query.where(sql<boolean>`id < ${before}::bigint`);
  return query.orderBy('id', 'desc').limit(limit).execute();
};

/** Of somebody whose account is gone: of others the database refuses. */
export const deleteEvents = async (tx: Db, did: string): Promise<void> =>
  void (await tx.deleteFrom('consent_events').where('owner_did', '=', did).execute());
