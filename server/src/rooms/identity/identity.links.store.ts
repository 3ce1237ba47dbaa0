import type { Db } from '../../platform/database.ts';

export interface NewSignInLink {
  readonly tokenHash: string;
  readonly did: string;
  readonly continueTo: string;
  readonly expiresAt: Date;
}

export const insertSignInLink = (db: Db, link: NewSignInLink) =>
  db
    .insertInto('sign_in_links')
    .values({ token_hash: link.tokenHash, did: link.did, continue_to: link.continueTo, expires_at: link.expiresAt })
    .execute();

export const findSignInLink = (db: Db, tokenHash: string, now: Date) =>
  db
    .selectFrom('sign_in_links')
    .select(['did', 'expires_at'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();

/** Only one caller gets it: using it and deleting it is one statement. */
export const takeSignInLink = (db: Db, tokenHash: string, now: Date) =>
  db
    .deleteFrom('sign_in_links')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .returning(['did', 'continue_to'])
    .executeTakeFirst();

export const deleteExpiredSignInLinks = (db: Db, now: Date) => db.deleteFrom('sign_in_links').where('expires_at', '<=', now).execute();
