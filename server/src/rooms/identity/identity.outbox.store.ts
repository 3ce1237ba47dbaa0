import type { Db } from '../../platform/database.ts';

export interface NewOutgoing {
  readonly id: string;
  readonly did: string | null;
  readonly sealed: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
}

export const insertOutgoing = (db: Db, letters: readonly NewOutgoing[]) =>
  db
    .insertInto('email_outbox')
    .values(letters.map(({ id, did, sealed, now, expiresAt }) => ({ id, did, sealed, next_at: now, expires_at: expiresAt })))
    .execute();

/** Takes some that are due for as long as sending may take; a process that dies gives them back by not being there. Several processes never take the same. */
export const leaseOutgoing = (db: Db, now: Date, until: Date, most: number) =>
  db
    .updateTable('email_outbox')
    .set(({ eb }) => ({ next_at: until, tries: eb('tries', '+', 1) }))
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('email_outbox').select('id').where('next_at', '<=', now).orderBy('next_at').limit(most).forUpdate().skipLocked(),
    )
    .returning(['id', 'sealed', 'tries', 'expires_at'])
    .execute();
export type Outgoing = Awaited<ReturnType<typeof leaseOutgoing>>[number];

export const deleteOutgoing = (db: Db, id: string) => db.deleteFrom('email_outbox').where('id', '=', id).execute();

export const postponeOutgoing = (db: Db, id: string, until: Date) =>
  db.updateTable('email_outbox').set({ next_at: until }).where('id', '=', id).execute();
