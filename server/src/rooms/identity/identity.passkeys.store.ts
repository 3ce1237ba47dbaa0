import type { Db } from '../../platform/database.ts';

export interface NewChallenge {
  readonly challenge: string;
  readonly purpose: 'sign_up' | 'add' | 'sign_in' | 'confirm';
  readonly did?: string;
  readonly handle?: string;
  readonly name?: string;
  readonly webauthnUser?: string;
  readonly expiresAt: Date;
}

export const insertChallenge = (db: Db, row: NewChallenge) =>
  db
    .insertInto('passkey_challenges')
    .values({
      challenge: row.challenge,
      purpose: row.purpose,
      did: row.did ?? null,
      handle: row.handle ?? null,
      name: row.name ?? null,
      webauthn_user: row.webauthnUser ?? null,
      expires_at: row.expiresAt,
    })
    .execute();

/** Only one caller gets it: using it and deleting it is one statement. */
export const takeChallenge = (db: Db, challenge: string, purpose: NewChallenge['purpose'], now: Date) =>
  db
    .deleteFrom('passkey_challenges')
    .where('challenge', '=', challenge)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returning(['did', 'handle', 'name', 'webauthn_user'])
    .executeTakeFirst();

export const deleteExpiredChallenges = (db: Db, now: Date) => db.deleteFrom('passkey_challenges').where('expires_at', '<=', now).execute();

export interface NewPasskey {
  readonly did: string;
  readonly id: string;
  readonly name: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly createdAt: Date;
}

/** False when that credential is registered already, with whomever. */
export async function insertPasskey(tx: Db, passkey: NewPasskey): Promise<boolean> {
  const made = await tx
    .insertInto('passkeys')
    .values({
      did: passkey.did,
      id: passkey.id,
      name: passkey.name,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: [...passkey.transports],
      backed_up: passkey.backedUp,
      created_at: passkey.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

const shown = ['id', 'name', 'transports', 'backed_up', 'created_at', 'last_used_at'] as const;

export const listPasskeyRows = (db: Db, did: string) =>
  db.selectFrom('passkeys').select(shown).where('did', '=', did).orderBy('created_at').orderBy('id').execute();

/** With the account it opens. */
export const findCredential = (db: Db, id: string) =>
  db
    .selectFrom('passkeys')
    .innerJoin('accounts', 'accounts.did', 'passkeys.did')
    .select(['passkeys.did', 'passkeys.public_key', 'passkeys.counter', 'passkeys.transports', 'accounts.webauthn_user'])
    .where('passkeys.id', '=', id)
    .executeTakeFirst();

/**
 * False when the counter went on meanwhile: of a key and its clone that sign in at once, one is refused (WebAuthn L3 §6.1.1). Authenticators
 * without a counter always say 0.
 */
export async function countUse(db: Db, id: string, use: { counter: number; backedUp: boolean; now: Date }): Promise<boolean> {
  const counted = await db
    .updateTable('passkeys')
    .set({ counter: use.counter, backed_up: use.backedUp, last_used_at: use.now })
    .where('id', '=', id)
    .where((is) => is.or([is('counter', '<', String(use.counter)), is.and([is('counter', '=', '0'), is.val(use.counter === 0)])]))
    .returning('id')
    .executeTakeFirst();
  return counted !== undefined;
}

export const renamePasskeyRow = (db: Db, did: string, id: string, name: string) =>
  db.updateTable('passkeys').set({ name }).where('did', '=', did).where('id', '=', id).returning(shown).executeTakeFirst();

export async function deletePasskey(tx: Db, did: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('passkeys').where('did', '=', did).where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}
