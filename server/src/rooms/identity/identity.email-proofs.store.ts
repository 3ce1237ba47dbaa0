import type { Db } from '../../platform/database.ts';

export interface NewProof {
  readonly id: string;
  readonly purpose: 'add' | 'sign_in' | 'sign_up' | 'recover';
  readonly did: string | null;
  readonly key: string;
  readonly address: string;
  readonly browserHash: string;
  readonly tokenHash: string;
  readonly stopHash: string | null;
  readonly continueTo: string | null;
  readonly opensAt: Date;
  readonly expiresAt: Date;
}

export const insertProof = (db: Db, proof: NewProof) =>
  db
    .insertInto('email_proofs')
    .values({
      id: proof.id,
      purpose: proof.purpose,
      did: proof.did,
      key: proof.key,
      address: proof.address,
      browser_hash: proof.browserHash,
      token_hash: proof.tokenHash,
      stop_hash: proof.stopHash,
      continue_to: proof.continueTo,
      opens_at: proof.opensAt,
      expires_at: proof.expiresAt,
    })
    .execute();

const columns = ['id', 'purpose', 'did', 'key', 'address', 'browser_hash', 'continue_to', 'opens_at', 'expires_at', 'proved_at'] as const;

export const findProofByToken = (db: Db, tokenHash: string, now: Date) =>
  db.selectFrom('email_proofs').select(columns).where('token_hash', '=', tokenHash).where('expires_at', '>', now).executeTakeFirst();
export type ProofRow = NonNullable<Awaited<ReturnType<typeof findProofByToken>>>;

/** Counts the try before anybody knows whether it is right: of many at once no more than `most` are heard. */
export const tryProof = (db: Db, id: string, browserHash: string, most: number, now: Date) =>
  db
    .updateTable('email_proofs')
    .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('browser_hash', '=', browserHash)
    .where('tries', '<', most)
    .where('proved_at', 'is', null)
    .where('opens_at', '<=', now)
    .where('expires_at', '>', now)
    .returning(columns)
    .executeTakeFirst();

/** Only one caller gets it. */
export const takeProof = (db: Db, id: string) => db.deleteFrom('email_proofs').where('id', '=', id).returning('id').executeTakeFirst();

/** For what still has to be asked before it is used: once, and by the same browser. */
export const markProved = (db: Db, id: string, now: Date, expiresAt: Date) =>
  db
    .updateTable('email_proofs')
    .set({ proved_at: now, expires_at: expiresAt })
    .where('id', '=', id)
    .where('proved_at', 'is', null)
    .returning('id')
    .executeTakeFirst();

export const takeProved = (db: Db, id: string, browserHash: string, now: Date) =>
  db
    .deleteFrom('email_proofs')
    .where('id', '=', id)
    .where('browser_hash', '=', browserHash)
    .where('purpose', '=', 'sign_up')
    .where('proved_at', 'is not', null)
    .where('expires_at', '>', now)
    .returning(['address', 'key'])
    .executeTakeFirst();

/** A recovery that waits, by its stop token or by whose it is. */
export const stopRecoveries = (db: Db, by: { readonly stopHash: string } | { readonly did: string }) =>
  db
    .deleteFrom('email_proofs')
    .where('purpose', '=', 'recover')
    .where((is) => ('did' in by ? is('did', '=', by.did) : is('stop_hash', '=', by.stopHash)))
    .returning('did')
    .execute();

/** Whose they are: a letter that was sent to an address of before opens nothing. */
export const deleteProofsOf = (tx: Db, did: string) => tx.deleteFrom('email_proofs').where('did', '=', did).execute();

export const findWaitingRecovery = (db: Db, did: string, now: Date) =>
  db
    .selectFrom('email_proofs')
    .select('opens_at')
    .where('did', '=', did)
    .where('purpose', '=', 'recover')
    .where('expires_at', '>', now)
    .orderBy('opens_at')
    .executeTakeFirst();

export const deleteExpiredProofs = (db: Db, now: Date) => db.deleteFrom('email_proofs').where('expires_at', '<=', now).execute();
