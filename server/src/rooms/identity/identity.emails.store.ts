import type { Db } from '../../platform/database.ts';

export interface NewEmail {
  readonly did: string;
  readonly key: string;
  readonly address: string;
  readonly now: Date;
}

/** Whose an address is, and what else they have to come in by; one statement, whether there is such an account or not. */
export const findByAddress = (db: Db, key: string) =>
  db
    .selectFrom('email_addresses')
    .innerJoin('accounts', 'accounts.did', 'email_addresses.did')
    .select(({ selectFrom, fn }) => [
      'accounts.did',
      'accounts.handle',
      'email_addresses.address',
      'email_addresses.signs_in',
      selectFrom('passkeys').select(fn.countAll<string>().as('count')).whereRef('passkeys.did', '=', 'accounts.did').as('passkeys'),
      selectFrom('recovery_codes')
        .select(fn.countAll<string>().as('count'))
        .whereRef('recovery_codes.did', '=', 'accounts.did')
        .where('used_at', 'is', null)
        .as('codes'),
    ])
    .where('email_addresses.key', '=', key)
    .where('email_addresses.ended_at', 'is', null)
    .executeTakeFirst();
export type FoundAddress = NonNullable<Awaited<ReturnType<typeof findByAddress>>>;

/** The one of now, and those that may still be given back. */
export const listAddresses = (db: Db, did: string, endedAfter: Date) =>
  db
    .selectFrom('email_addresses')
    .select(['key', 'address', 'signs_in', 'verified_at', 'ended_at'])
    .where('did', '=', did)
    .where((is) => is.or([is('ended_at', 'is', null), is('ended_at', '>', endedAfter)]))
    .orderBy('ended_at', (order) => order.desc().nullsFirst())
    .execute();

/** @param undoHash of the token that gives it back */
export const endAddress = (tx: Db, did: string, undoHash: string, now: Date) =>
  tx
    .updateTable('email_addresses')
    .set({ ended_at: now, undo_hash: undoHash })
    .where('did', '=', did)
    .where('ended_at', 'is', null)
    .returning(['address', 'key'])
    .executeTakeFirst();

/** At once and without a way back: what was taken back itself. */
export const dropAddress = (tx: Db, did: string) =>
  tx.deleteFrom('email_addresses').where('did', '=', did).where('ended_at', 'is', null).returning('address').executeTakeFirst();

/** False when another account has proved it meanwhile. */
export async function insertAddress(tx: Db, { did, key, address, now }: NewEmail, signsIn: boolean): Promise<boolean> {
  await tx.deleteFrom('email_addresses').where('did', '=', did).where('key', '=', key).execute();
  const made = await tx
    .insertInto('email_addresses')
    .values({ did, key, address, verified_at: now, signs_in: signsIn })
    .onConflict((conflict) => conflict.doNothing())
    .returning('did')
    .executeTakeFirst();
  return made !== undefined;
}

export const findUndo = (db: Db, undoHash: string, endedAfter: Date) =>
  db
    .selectFrom('email_addresses')
    .select(['did', 'key', 'address', 'signs_in'])
    .where('undo_hash', '=', undoHash)
    .where('ended_at', '>', endedAfter)
    .executeTakeFirst();

export const setSignsIn = (db: Db, did: string, on: boolean) =>
  db
    .updateTable('email_addresses')
    .set({ signs_in: on })
    .where('did', '=', did)
    .where('ended_at', 'is', null)
    .returning('did')
    .executeTakeFirst();

export const deleteEndedAddresses = (db: Db, endedBefore: Date) =>
  db.deleteFrom('email_addresses').where('ended_at', '<=', endedBefore).execute();
