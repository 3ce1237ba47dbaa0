import type { Db } from '../../platform/database.ts';
import type { GrantedScope, Term } from './consent.policy.ts';

/** One person's consent to one app. */
export interface Pair {
  readonly did: string;
  readonly appId: string;
}

/** What was allowed and is not over. What of it holds, the app's manifest says as well. */
export const scopeRows = async (db: Db, { did, appId }: Pair, now: Date): Promise<GrantedScope[]> =>
  (
    await db
      .selectFrom('consents')
      .innerJoin('consent_terms', (join) =>
        join.onRef('consent_terms.owner_did', '=', 'consents.owner_did').onRef('consent_terms.app_id', '=', 'consents.app_id'),
      )
      .select(['consents.scope', 'consents.granted_at'])
      .where('consents.owner_did', '=', did)
      .where('consents.app_id', '=', appId)
      .where('consent_terms.ends_at', '>', now)
      .orderBy('consents.scope')
      .execute()
  ).map((row) => ({ scope: row.scope, grantedAt: row.granted_at }));

export interface ConsentRow extends Pair, GrantedScope {
  readonly since: Date;
  readonly renewedAt: Date;
  readonly endsAt: Date;
  readonly usedAt: Date | undefined;
}

export const listScopes = async (db: Db, did: string, now: Date): Promise<ConsentRow[]> =>
  (
    await db
      .selectFrom('consents')
      .innerJoin('consent_terms', (join) =>
        join.onRef('consent_terms.owner_did', '=', 'consents.owner_did').onRef('consent_terms.app_id', '=', 'consents.app_id'),
      )
      .select([
        'consents.app_id',
        'consents.scope',
        'consents.granted_at',
        'consent_terms.since',
        'consent_terms.renewed_at',
        'consent_terms.ends_at',
        'consent_terms.used_at',
      ])
      .where('consents.owner_did', '=', did)
      .where('consent_terms.ends_at', '>', now)
      .orderBy('consents.app_id')
      .orderBy('consents.scope')
      .execute()
  ).map((row) => ({
    ...{ did, appId: row.app_id, scope: row.scope, grantedAt: row.granted_at },
    ...{ since: row.since, renewedAt: row.renewed_at, endsAt: row.ends_at, usedAt: row.used_at ?? undefined },
  }));

/** Whoever changes a consent holds its term, those who build on it share it: each of them sees the other's work whole, or not at all. */
export async function lockTerm(tx: Db, { did, appId }: Pair, how: 'change' | 'build on'): Promise<Term | undefined> {
  const query = tx.selectFrom('consent_terms').select(['renewed_at', 'ends_at']).where('owner_did', '=', did).where('app_id', '=', appId);
  const row = await (how === 'change' ? query.forUpdate() : query.forShare()).executeTakeFirst();
  return row && { renewedAt: row.renewed_at, endsAt: row.ends_at };
}

/** Also against whoever takes a consent away by hand. */
export const shareScopes = async (tx: Db, { did, appId }: Pair): Promise<GrantedScope[]> =>
  (
    await tx
      .selectFrom('consents')
      .select(['scope', 'granted_at'])
      .where('owner_did', '=', did)
      .where('app_id', '=', appId)
      .forShare()
      .execute()
  ).map((row) => ({ scope: row.scope, grantedAt: row.granted_at }));

/** Nothing happens where there is one. */
export const openTerm = async (tx: Db, { did, appId }: Pair, { renewedAt, endsAt }: Term): Promise<void> =>
  void (await tx
    .insertInto('consent_terms')
    .values({ owner_did: did, app_id: appId, since: renewedAt, renewed_at: renewedAt, ends_at: endsAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute());

export const prolongTerm = async (tx: Db, { did, appId }: Pair, { renewedAt, endsAt }: Term): Promise<void> =>
  void (await tx
    .updateTable('consent_terms')
    .set({ renewed_at: renewedAt, ends_at: endsAt })
    .where('owner_did', '=', did)
    .where('app_id', '=', appId)
    .execute());

/** @returns nothing when the last use is noted already, or nothing is allowed */
export async function noteUseOf(db: Db, { did, appId }: Pair, now: Date, unlessAfter: Date): Promise<Term | undefined> {
  const row = await db
    .updateTable('consent_terms')
    .set({ used_at: now })
    .where('owner_did', '=', did)
    .where('app_id', '=', appId)
    .where('ends_at', '>', now)
    .where((is) => is.or([is('used_at', 'is', null), is('used_at', '<=', unlessAfter)]))
    .returning(['renewed_at', 'ends_at'])
    .executeTakeFirst();
  return row && { renewedAt: row.renewed_at, endsAt: row.ends_at };
}

/** The database's own time, as that of manifests: the two are compared. What was allowed before, and no longer holds, is allowed anew. */
export const addScopes = async (tx: Db, { did, appId }: Pair, scopes: readonly string[]): Promise<void> =>
  void (await tx
    .insertInto('consents')
    .values(scopes.map((scope) => ({ owner_did: did, app_id: appId, scope })))
    .onConflict((conflict) =>
      conflict.columns(['owner_did', 'app_id', 'scope']).doUpdateSet((row) => ({ granted_at: row.ref('excluded.granted_at') })),
    )
    .execute());

/** Ends it: what was built on it ends in the same transaction (migration 0004). @returns what was allowed */
export async function endConsent(tx: Db, { did, appId }: Pair): Promise<string[]> {
  const removed = await tx.deleteFrom('consents').where('owner_did', '=', did).where('app_id', '=', appId).returning('scope').execute();
  await tx.deleteFrom('consent_terms').where('owner_did', '=', did).where('app_id', '=', appId).execute();
  return removed.map(({ scope }) => scope).sort();
}

/** Of somebody whose account is gone, in the transaction that took it away. */
export async function deleteOf(tx: Db, did: string): Promise<void> {
  await tx.deleteFrom('consents').where('owner_did', '=', did).execute();
  await tx.deleteFrom('consent_terms').where('owner_did', '=', did).execute();
}

/** Those that ended by themselves, and still stand there. */
export const listOver = async (db: Db, now: Date, limit: number): Promise<Pair[]> =>
  (
    await db
      .selectFrom('consent_terms')
      .select(['owner_did', 'app_id'])
      .where('ends_at', '<=', now)
      .orderBy('ends_at')
      .limit(limit)
      .execute()
  ).map((row) => ({ did: row.owner_did, appId: row.app_id }));

export const isOver = async (db: Db, { did, appId }: Pair, now: Date): Promise<boolean> =>
  (await db
    .selectFrom('consent_terms')
    .select('app_id')
    .where('owner_did', '=', did)
    .where('app_id', '=', appId)
    .where('ends_at', '<=', now)
    .executeTakeFirst()) !== undefined;
