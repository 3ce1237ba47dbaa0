import type { Db } from '../../platform/database.ts';

export interface NewGrant {
  readonly id: string;
  readonly did: string;
  readonly appId: string;
  readonly sessionId: string | undefined;
}

const values = ({ id, did, appId, sessionId }: NewGrant) => ({ id, owner_did: did, app_id: appId, session_id: sessionId ?? null });

export const insertGrant = async (db: Db, grant: NewGrant): Promise<void> =>
  void (await db.insertInto('oauth_grants').values(values(grant)).execute());

export const isLiveGrant = async (db: Db, id: string): Promise<boolean> =>
  (await db.selectFrom('oauth_grants').select('id').where('id', '=', id).where('ended_at', 'is', null).executeTakeFirst()) !== undefined;

/** Which grants: all that match every given fact. */
export type GrantFacts = { readonly id: string } | { readonly did: string; readonly appId?: string; readonly sessionId?: string };

/** Ends them, and in the same statement deletes every code and token that hangs on them. @returns the ended grants' ids */
export const endGrantRows = async (db: Db, facts: GrantFacts, now: Date): Promise<string[]> => {
  let query = db.updateTable('oauth_grants').set({ ended_at: now }).where('ended_at', 'is', null);
  if ('id' in facts) query = query.where('id', '=', facts.id);
  else {
    query = query.where('owner_did', '=', facts.did);
    if (facts.appId !== undefined) query = query.where('app_id', '=', facts.appId);
    if (facts.sessionId !== undefined) query = query.where('session_id', '=', facts.sessionId);
  }
  const rows = await db
    .with('ended', () => query.returning('id'))
    .with('cleared', (with_) =>
      with_.deleteFrom('oauth_records').where('grant_id', 'in', (select) => select.selectFrom('ended').select('id')),
    )
    .selectFrom('ended')
    .select('id')
    .execute();
  return rows.map((row) => row.id);
};

/** Ended grants, and grants older than anything that could hang on them. */
export const deleteOldGrants = async (db: Db, before: Date): Promise<void> =>
  void (await db
    .deleteFrom('oauth_grants')
    .where((is) => is.or([is('ended_at', '<', before), is('created_at', '<', before)]))
    .execute());
