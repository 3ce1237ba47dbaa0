import type { Db } from '../../platform/database.ts';

/** Where a departure stands, see migration 0009. */
export type DepartureState = 'leaving' | 'left' | 'returning' | 'erasing';

export interface DepartureRow {
  readonly did: string;
  readonly handle: string;
  readonly departure: string | null;
  readonly erase_at: Date | null;
}

/** False when it is leaving already. */
export async function markLeaving(tx: Db, did: string, eraseAt: Date): Promise<boolean> {
  const marked = await tx
    .updateTable('accounts')
    .set({ departure: 'leaving', erase_at: eraseAt })
    .where('did', '=', did)
    .where((is) => is.or([is('departure', 'is', null), is('departure', '=', 'returning')]))
    .returning('did')
    .executeTakeFirst();
  if (!marked) return false;
  await tx
    .insertInto('leaving_owners')
    .values({ owner_did: did })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return true;
}

/** False when there is no way back, or nothing to come back to. Waits for a withdrawal that is under way; there is none after it. */
export const markReturning = (db: Db, did: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const isBack = await moveDeparture(tx, did, ['leaving', 'left'], 'returning');
    if (isBack) await tx.deleteFrom('leaving_owners').where('owner_did', '=', did).execute();
    return isBack;
  });

/** One statement, so that of two who move it only one does. */
export async function moveDeparture(
  db: Db,
  did: string,
  from: readonly DepartureState[],
  to: DepartureState | null,
  dueBy?: Date,
): Promise<boolean> {
  let query = db
    .updateTable('accounts')
    .set({ departure: to, ...(to === null && { erase_at: null }) })
    .where('did', '=', did)
    .where('departure', 'in', [...from]);
  if (dueBy) query = query.where('erase_at', '<=', dueBy);
  return (await query.returning('did').executeTakeFirst()) !== undefined;
}

export const findDepartureByHandle = (db: Db, handle: string): Promise<DepartureRow | undefined> =>
  db.selectFrom('accounts').select(['did', 'handle', 'departure', 'erase_at']).where('handle', '=', handle).executeTakeFirst();

export const listDepartureRows = (db: Db): Promise<DepartureRow[]> =>
  db
    .selectFrom('accounts')
    .select(['did', 'handle', 'departure', 'erase_at'])
    .where('departure', 'is not', null)
    .orderBy('erase_at')
    .execute();

/** Ends what signs in, but the means of it: who comes back brings those. */
export async function endSignIns(tx: Db, did: string): Promise<void> {
  await tx.deleteFrom('sessions').where('did', '=', did).execute();
  await tx.deleteFrom('sign_in_links').where('did', '=', did).execute();
  await tx.deleteFrom('email_proofs').where('did', '=', did).execute();
}

/** Passkeys, sessions, links and the picture go with it. */
export async function deleteAccount(tx: Db, did: string): Promise<boolean> {
  await tx.deleteFrom('passkey_challenges').where('did', '=', did).execute();
  const { numDeletedRows } = await tx.deleteFrom('accounts').where('did', '=', did).where('departure', '=', 'erasing').executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  await tx.deleteFrom('leaving_owners').where('owner_did', '=', did).execute();
  return true;
}
