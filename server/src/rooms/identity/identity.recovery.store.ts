import type { Db } from '../../platform/database.ts';

export async function replaceRecoveryCodes(tx: Db, did: string, hashes: readonly string[], now: Date): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('did', '=', did).execute();
  await tx
    .insertInto('recovery_codes')
    .values(hashes.map((code_hash) => ({ did, code_hash, created_at: now })))
    .execute();
}

/** Of many who bring the same code one gets whose it is: using it is one statement, and the same one for a code that nobody has. */
export const takeRecoveryCode = (db: Db, hash: string, now: Date) =>
  db
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('did')
    .executeTakeFirst();

export const countRecoveryCodes = (db: Db, did: string) =>
  db
    .selectFrom('recovery_codes')
    .select(({ fn }) => [
      fn.countAll<string>().filterWhere('used_at', 'is', null).as('left'),
      fn.max('created_at').as('created_at'),
      fn.max('used_at').as('used_at'),
    ])
    .where('did', '=', did)
    .executeTakeFirstOrThrow();
