import type { Db } from '../../platform/database.ts';

/** Where the person said so: on the consent page, in the frame, in the browser's own dialog, by the operator's hand, on the account page. */
export type How = 'page' | 'frame' | 'fedcm' | 'operator' | 'account';

export const scopeRows = async (db: Db, did: string, appId: string): Promise<string[]> =>
  (await db.selectFrom('consents').select('scope').where('owner_did', '=', did).where('app_id', '=', appId).orderBy('scope').execute()).map(
    (row) => row.scope,
  );

/** All that was ever granted, changed and withdrawn, oldest first. */
export const listEvents = (db: Db, did: string) =>
  db
    .selectFrom('consent_events')
    .select(['app_id', 'what', 'scopes', 'how', 'manifest_version', 'at'])
    .where('owner_did', '=', did)
    .orderBy('id')
    .execute();

/** Of somebody whose account is gone, in the transaction that took it away: of others the database refuses. */
export async function deleteConsents(tx: Db, did: string): Promise<void> {
  await tx.deleteFrom('consents').where('owner_did', '=', did).execute();
  await tx.deleteFrom('consent_events').where('owner_did', '=', did).execute();
}

export const listScopes = (db: Db, did: string) =>
  db
    .selectFrom('consents')
    .select(['app_id', 'scope', 'granted_at'])
    .where('owner_did', '=', did)
    .orderBy('app_id')
    .orderBy('scope')
    .execute();

export interface AddedScopes {
  readonly did: string;
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly how: How;
  readonly manifestVersion: number;
}

/** All that is allowed afterwards. What was allowed already stays as old as it is, and leaves no event. */
export const addScopes = (db: Db, { did, appId, scopes, how, manifestVersion }: AddedScopes): Promise<string[]> =>
  db.transaction().execute(async (tx) => {
    const added = await tx
      .insertInto('consents')
      .values(scopes.map((scope) => ({ owner_did: did, app_id: appId, scope })))
      .onConflict((conflict) => conflict.doNothing())
      .returning('scope')
      .execute();
    const after = await scopeRows(tx, did, appId);
    if (added.length === 0) return after;
    const what = added.length === after.length ? 'granted' : 'changed';
    await tx
      .insertInto('consent_events')
      .values({ owner_did: did, app_id: appId, what, scopes: after, how, manifest_version: manifestVersion })
      .execute();
    return after;
  });

/** Holds the rows for one transaction; `found`: how many of the scopes are consented to. */
export const lockScopes = <Done>(
  db: Db,
  did: string,
  appId: string,
  scopes: readonly string[],
  run: (tx: Db, found: number) => Promise<Done>,
): Promise<Done> =>
  db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('consents')
      .select('scope')
      .where('owner_did', '=', did)
      .where('app_id', '=', appId)
      .where('scope', 'in', [...scopes])
      .forShare()
      .execute();
    return run(tx, rows.length);
  });

export const removeScopes = (db: Db, did: string, appId: string, how: How): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const removed = await tx.deleteFrom('consents').where('owner_did', '=', did).where('app_id', '=', appId).returning('scope').execute();
    if (removed.length === 0) return;
    await tx.insertInto('consent_events').values({ owner_did: did, app_id: appId, what: 'withdrawn', scopes: [], how }).execute();
  });
