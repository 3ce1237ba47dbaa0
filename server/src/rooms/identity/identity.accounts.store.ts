import type { Db } from '../../platform/database.ts';

export interface NewAccount {
  readonly did: string;
  readonly handle: string;
  readonly name: string;
  readonly passwordHash: string | undefined;
  readonly webauthnUser: string;
  readonly createdAt: Date;
}

/** False when the handle is taken. */
export async function insertAccount(tx: Db, account: NewAccount): Promise<boolean> {
  const made = await tx
    .insertInto('accounts')
    .values({
      did: account.did,
      handle: account.handle,
      name: account.name,
      password_hash: account.passwordHash ?? null,
      webauthn_user: account.webauthnUser,
      created_at: account.createdAt,
    })
    .onConflict((conflict) => conflict.column('handle').doNothing())
    .returning('did')
    .executeTakeFirst();
  return made !== undefined;
}

/** Whoever has given up their account is not found; who comes back is. */
const select = (db: Db) =>
  db
    .selectFrom('accounts')
    .select(['did', 'handle', 'name', 'picture_version', 'created_at'])
    .where((is) => is.or([is('departure', 'is', null), is('departure', '=', 'returning')]));
export type AccountRow = NonNullable<Awaited<ReturnType<typeof findAccountRow>>>;

export const findAccountRow = (db: Db, handle: string) => select(db).where('handle', '=', handle).executeTakeFirst();
export const findAccountsByDid = (db: Db, dids: readonly string[]) =>
  select(db)
    .where('did', 'in', [...dids, ''])
    .execute();
export const listAccountRows = (db: Db) => select(db).orderBy('handle').execute();

/** With what only its owner may know of the account. */
export const findOwnAccount = (db: Db, did: string) =>
  select(db)
    .select(({ selectFrom, fn }) => [
      'password_hash',
      'webauthn_user',
      selectFrom('passkeys').select(fn.countAll<string>().as('count')).whereRef('passkeys.did', '=', 'accounts.did').as('passkeys'),
    ])
    .where('did', '=', did)
    .executeTakeFirst();

/** Until the transaction ends nobody else changes the means of sign-in of this account. */
export const lockAccount = (tx: Db, did: string) =>
  tx.selectFrom('accounts').select(['did', 'password_hash']).where('did', '=', did).forUpdate().executeTakeFirst();

export const findPasswordHash = (db: Db, handle: string) =>
  db.selectFrom('accounts').select(['did', 'password_hash']).where('handle', '=', handle).executeTakeFirst();

/** False when the password was changed meanwhile. */
export async function replacePasswordHash(db: Db, did: string, from: string | null, to: string): Promise<boolean> {
  const done = await db
    .updateTable('accounts')
    .set({ password_hash: to })
    .where('did', '=', did)
    .where('password_hash', 'is not distinct from', from)
    .returning('did')
    .executeTakeFirst();
  return done !== undefined;
}

export const updateName = (db: Db, did: string, name: string) => db.updateTable('accounts').set({ name }).where('did', '=', did).execute();

export interface Picture {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly version: string;
}

export async function replacePicture(tx: Db, did: string, picture: Picture | null): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ picture_version: picture?.version ?? null })
    .where('did', '=', did)
    .execute();
  if (picture === null) return void (await tx.deleteFrom('pictures').where('did', '=', did).execute());
  const values = { media_type: picture.mediaType, bytes: picture.bytes };
  await tx
    .insertInto('pictures')
    .values({ did, ...values })
    .onConflict((conflict) => conflict.column('did').doUpdateSet(values))
    .execute();
}

export const findPicture = (db: Db, handle: string) =>
  db
    .selectFrom('accounts')
    .innerJoin('pictures', 'pictures.did', 'accounts.did')
    .select(['pictures.media_type', 'pictures.bytes', 'accounts.picture_version'])
    .where('accounts.handle', '=', handle)
    .where((is) => is.or([is('departure', 'is', null), is('departure', '=', 'returning')]))
    .executeTakeFirst();
