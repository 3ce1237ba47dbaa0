import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

/**
 * Counts one more on the issuer's list and says which it is; `next` begins when it is full. The row stays locked until the transaction ends: what one
 * issuer issues comes one after the other.
 */
export async function takeStatusList(tx: Db, issuer: string, next: string, full: number): Promise<string> {
  const row = await tx
    .insertInto('certificate_issuers')
    .values({ issuer_did: issuer, status_list: next, listed: 1 })
    .onConflict((conflict) =>
      conflict.column('issuer_did').doUpdateSet({
        status_list: sql<string>`case when certificate_issuers.listed < ${full} then certificate_issuers.status_list else excluded.status_list end`,
        listed: sql<number>`case when certificate_issuers.listed < ${full} then certificate_issuers.listed + 1 else 1 end`,
      }),
    )
    .returning('status_list')
    .executeTakeFirstOrThrow();
  return row.status_list;
}

/** The first of the drawn places that nobody has. */
export async function freePlace(tx: Db, list: string, drawn: readonly number[]): Promise<number | undefined> {
  const taken = await tx
    .selectFrom('certificates')
    .select('status_index')
    .where('status_list', '=', list)
    .where('status_index', 'in', [...drawn])
    .execute();
  return drawn.find((each) => !taken.some(({ status_index }) => status_index === each));
}

/** Whose list it is; `undefined`: there is none of that name. */
export const issuerOfList = (db: Db, list: string): Promise<{ issuer_did: string } | undefined> =>
  db.selectFrom('certificates').select('issuer_did').where('status_list', '=', list).limit(1).executeTakeFirst();

export const revokedOnList = async (db: Db, list: string): Promise<number[]> =>
  (
    await db.selectFrom('certificates').select('status_index').where('status_list', '=', list).where('revoked_at', 'is not', null).execute()
  ).map((row) => row.status_index);
