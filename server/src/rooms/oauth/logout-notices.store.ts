import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

/** One sign-out that one app wants to hear of. Written by the database itself, with the sign-out (0019). */
export interface LogoutNotice {
  readonly id: string;
  readonly app_id: string;
  readonly owner_did: string;
  readonly session_id: string;
  /** This one included. */
  readonly attempts: number;
}

/** Takes some that are due, longest first. Until `again` nobody else has them; who then has neither deleted nor put one off has died, and it is due anew. */
export const claimNotices = async (db: Db, now: Date, again: Date, most: number): Promise<LogoutNotice[]> => {
  const { rows } = await sql<LogoutNotice>`
    update logout_notices set attempts = attempts + 1, next_at = ${again}
     where id in (select id from logout_notices where next_at <= ${now} order by next_at limit ${most} for update skip locked)
    returning id, app_id, owner_did, session_id, attempts`.execute(db);
  return rows;
};

export const putOffNotice = async (db: Db, id: string, until: Date): Promise<void> =>
  void (await db.updateTable('logout_notices').set({ next_at: until }).where('id', '=', id).execute());

export const deleteNotice = async (db: Db, id: string): Promise<void> =>
  void (await db.deleteFrom('logout_notices').where('id', '=', id).execute());
