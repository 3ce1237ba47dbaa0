import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

export interface NewGrant {
  readonly id: string;
  readonly did: string;
  readonly appId: string;
  /** Under which it is made, and what that session's line says of the browser; undefined: an operator's token. */
  readonly session: { readonly id: string; readonly device: string; readonly network: string } | undefined;
  readonly now: Date;
}

const values = ({ id, did, appId, session, now }: NewGrant) => ({
  id,
  owner_did: did,
  app_id: appId,
  session_id: session?.id ?? null,
  device: session?.device ?? null,
  network: session?.network ?? null,
  created_at: now,
  last_used_at: now,
});

export const insertGrant = async (db: Db, grant: NewGrant): Promise<void> =>
  void (await db.insertInto('oauth_grants').values(values(grant)).execute());

/** In the last minute: as far back as a notification that was late may lead. */
export const grantsEndedLately = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('oauth_grants').select('id').where('ended_at', '>', sql<Date>`now() - interval '1 minute'`).execute()).map(
    ({ id }) => id,
  );

/** Neither ended, nor is the consent over that it stands on (0020). */
export const isLiveGrant = async (db: Db, id: string, now: Date): Promise<boolean> =>
  (await db
    .selectFrom('oauth_grants')
    .select('id')
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where((is) => is.or([is('consent_ends_at', 'is', null), is('consent_ends_at', '>', now)]))
    .executeTakeFirst()) !== undefined;

/** Whose it is and under which session; undefined for one that is over, or hangs on none. */
export const findGrantSession = async (db: Db, id: string): Promise<{ did: string; sessionId: string } | undefined> => {
  const row = await db
    .selectFrom('oauth_grants')
    .select(['owner_did', 'session_id'])
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row?.session_id ? { did: row.owner_did, sessionId: row.session_id } : undefined;
};

/** Which grants: all that match every given fact. */
export type GrantFacts = { readonly id: string } | { readonly did: string; readonly appId?: string; readonly sessionId?: string };

/** Its refresh token was used. Written at most once in `every` seconds. */
export const touchGrant = async (db: Db, id: string, now: Date, every: number): Promise<void> =>
  void (await db
    .updateTable('oauth_grants')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where('last_used_at', '<=', new Date(now.getTime() - every * 1_000))
    .execute());

export interface AppSessionRow {
  readonly app_id: string;
  readonly session_id: string;
  readonly device: string | null;
  readonly network: string | null;
  readonly since: Date;
  readonly last_used_at: Date;
}

/** What apps hold of somebody: one row for each app and session, of all its grants with which something can still be done. */
export const listAppSessions = (
  db: Db,
  did: string,
  {
    now,
    madeAfter,
    usedAfter,
    tokenAfter,
  }: { readonly now: Date; readonly madeAfter: Date; readonly usedAfter: Date; readonly tokenAfter: Date },
): Promise<AppSessionRow[]> =>
  db
    .selectFrom('oauth_grants as g')
    .select((is) => [
      'g.app_id',
      is.ref('g.session_id').$notNull().as('session_id'),
      is.fn.max('g.device').as('device'),
      is.fn.max('g.network').as('network'),
      is.fn.min('g.created_at').as('since'),
      is.fn.max('g.last_used_at').as('last_used_at'),
    ])
    .where('g.owner_did', '=', did)
    .where('g.ended_at', 'is', null)
    .where('g.session_id', 'is not', null)
    .where('g.created_at', '>', madeAfter)
    .where('g.last_used_at', '>', usedAfter)
    .where((is) => is.or([is('g.consent_ends_at', 'is', null), is('g.consent_ends_at', '>', now)]))
    // A refresh token, or an access token of the last minutes.
    .where((is) =>
      is.or([
        is('g.last_used_at', '>', tokenAfter),
        is.exists(
          is
            .selectFrom('oauth_records')
            .select('oauth_records.id_hash')
            .whereRef('oauth_records.grant_id', '=', 'g.id')
            .where('oauth_records.model', '=', 'RefreshToken')
            .where('oauth_records.consumed_at', 'is', null),
        ),
      ]),
    )
    .groupBy(['g.app_id', 'g.session_id'])
    .orderBy('last_used_at', 'desc')
    .orderBy('g.app_id')
    .execute();

/** Ends them, and in the same statement deletes every code and token that hangs on them. @returns the ended grants' ids */
export const endGrantRows = async (db: Db, facts: GrantFacts, now: Date): Promise<string[]> => {
  // By its id alone the engine ends one: because the app gave it up, or because somebody used a code or token of it twice.
  let query = db
    .updateTable('oauth_grants')
    .set({ ended_at: now, ended_by_app: 'id' in facts })
    .where('ended_at', 'is', null);
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
