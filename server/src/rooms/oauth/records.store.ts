import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

/** What the engine keeps: codes, refresh tokens, grants, sessions, interactions, seen proofs. One row each. */
export interface OauthRecord {
  readonly model: string;
  readonly idHash: string;
  readonly payload: object;
  readonly grantId: string | undefined;
  readonly uid: string | undefined;
  readonly expiresAt: Date | undefined;
}

export interface FoundRecord {
  readonly payload: unknown;
  readonly consumed_at: Date | null;
}

export const upsertRecord = async (db: Db, record: OauthRecord): Promise<void> => {
  const values = {
    payload: JSON.stringify(record.payload),
    grant_id: record.grantId ?? null,
    uid: record.uid ?? null,
    expires_at: record.expiresAt ?? null,
  };
  await db
    .insertInto('oauth_records')
    .values({ model: record.model, id_hash: record.idHash, ...values })
    .onConflict((conflict) => conflict.columns(['model', 'id_hash']).doUpdateSet(values))
    .execute();
};

export const findRecord = (db: Db, model: string, idHash: string, now: Date): Promise<FoundRecord | undefined> =>
  db
    .selectFrom('oauth_records')
    .select(['payload', 'consumed_at'])
    .where('model', '=', model)
    .where('id_hash', '=', idHash)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    .executeTakeFirst();

/** The same, unless the grant that it hangs on was made or last used too long ago, or its consent is over (0020). The engine counts the time too; here it is one that no rotation can move. */
export const findRecordInTime = (
  db: Db,
  model: string,
  idHash: string,
  { now, madeAfter, usedAfter }: { readonly now: Date; readonly madeAfter: Date; readonly usedAfter: Date },
): Promise<FoundRecord | undefined> =>
  db
    .selectFrom('oauth_records as record')
    .leftJoin('oauth_grants', 'oauth_grants.id', 'record.grant_id')
    .select(['record.payload', 'record.consumed_at'])
    .where('record.model', '=', model)
    .where('record.id_hash', '=', idHash)
    .where((is) => is.or([is('record.expires_at', 'is', null), is('record.expires_at', '>', now)]))
    .where((is) =>
      is.or([
        is('oauth_grants.id', 'is', null),
        is.and([
          is('oauth_grants.created_at', '>', madeAfter),
          is('oauth_grants.last_used_at', '>', usedAfter),
          is.or([is('oauth_grants.consent_ends_at', 'is', null), is('oauth_grants.consent_ends_at', '>', now)]),
        ]),
      ]),
    )
    .executeTakeFirst();

/** The id is in the payload here: who knows a uid does not know the id's hash. */
export const findRecordByUid = (db: Db, model: string, uid: string, now: Date): Promise<FoundRecord | undefined> =>
  db
    .selectFrom('oauth_records')
    .select(['payload', 'consumed_at'])
    .where('model', '=', model)
    .where('uid', '=', uid)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    .executeTakeFirst();

/** Only one caller may consume: whoever comes second gets false, and the grant to end. */
export const consumeRecord = async (db: Db, model: string, idHash: string, now: Date): Promise<boolean> => {
  const consumed = await db
    .updateTable('oauth_records')
    .set({ consumed_at: now })
    .where('model', '=', model)
    .where('id_hash', '=', idHash)
    .where('consumed_at', 'is', null)
    .returning('id_hash')
    .executeTakeFirst();
  return consumed !== undefined;
};

/** Writes down that something was seen; false when it was seen before. Find and write are one statement, so of two at once one is told. */
export const claimOnce = async (db: Db, model: string, idHash: string, expiresAt: Date): Promise<boolean> => {
  const claimed = await db
    .insertInto('oauth_records')
    .values({ model, id_hash: idHash, payload: '{}', expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id_hash')
    .executeTakeFirst();
  return claimed !== undefined;
};

export const deleteRecord = async (db: Db, model: string, idHash: string): Promise<void> =>
  void (await db.deleteFrom('oauth_records').where('model', '=', model).where('id_hash', '=', idHash).execute());

export const grantOfRecord = async (db: Db, model: string, idHash: string): Promise<string | undefined> =>
  (await db.selectFrom('oauth_records').select('grant_id').where('model', '=', model).where('id_hash', '=', idHash).executeTakeFirst())
    ?.grant_id ?? undefined;

export const deleteRecordsOfGrant = async (db: Db, model: string, grantId: string): Promise<void> =>
  void (await db.deleteFrom('oauth_records').where('model', '=', model).where('grant_id', '=', grantId).execute());

/** Some at a time, so that no one waits behind a long delete. */
export const deleteExpiredRecords = async (db: Db, now: Date): Promise<number> => {
  const { rows } = await sql`
    delete from oauth_records where ctid in (select ctid from oauth_records where expires_at < ${now} limit 5000) returning 1`.execute(db);
  return rows.length;
};
