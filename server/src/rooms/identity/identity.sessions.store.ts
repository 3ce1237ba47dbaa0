import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

export interface NewSession {
  readonly did: string;
  readonly id: string;
  readonly tokenHash: string;
  readonly frameTokenHash: string;
  readonly how: string;
  readonly device: string;
  readonly network: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** A sign-in anew in the same browser keeps its row, and with it what hangs on its id; the tokens are new either way. */
export const upsertSession = (db: Db, session: NewSession) => {
  const renewed = {
    token_hash: session.tokenHash,
    frame_token_hash: session.frameTokenHash,
    how: session.how,
    device: session.device,
    network: session.network,
    created_at: session.now,
    last_seen_at: session.now,
    expires_at: session.expiresAt,
    confirmed_at: null,
  };
  return db
    .insertInto('sessions')
    .values({ did: session.did, id: session.id, told_until: session.now, ...renewed })
    .onConflict((conflict) => conflict.columns(['did', 'id']).doUpdateSet(renewed))
    .execute();
};

export const renewTokens = (
  db: Db,
  { did, id, tokenHash, frameTokenHash }: Pick<NewSession, 'did' | 'id' | 'tokenHash' | 'frameTokenHash'>,
) =>
  db
    .updateTable('sessions')
    .set({ token_hash: tokenHash, frame_token_hash: frameTokenHash })
    .where('did', '=', did)
    .where('id', '=', id)
    .execute();

export const markConfirmed = (db: Db, did: string, id: string, now: Date) =>
  db.updateTable('sessions').set({ confirmed_at: now }).where('did', '=', did).where('id', '=', id).execute();

/** On all of their devices: told once is told. */
export const markTold = (db: Db, did: string, until: Date) =>
  db.updateTable('sessions').set({ told_until: until }).where('did', '=', did).where('told_until', '<', until).execute();

export const findSessionByToken = (db: Db, column: 'token_hash' | 'frame_token_hash', hash: string) =>
  db.selectFrom('sessions').select(['did', 'id', 'last_seen_at', 'expires_at']).where(column, '=', hash).executeTakeFirst();

/** Until the transaction ends nobody ends this session; undefined when somebody has. What is built on it is made under this lock, and so ends with it. */
export const holdSession = (tx: Db, did: string, id: string): Promise<{ id: string; device: string; network: string } | undefined> =>
  tx.selectFrom('sessions').select(['id', 'device', 'network']).where('did', '=', did).where('id', '=', id).forShare().executeTakeFirst();

export const touchSession = (db: Db, did: string, id: string, now: Date) =>
  db
    .updateTable('sessions')
    .set({ last_seen_at: now })
    .where('did', '=', did)
    .where('id', '=', id)
    .where('last_seen_at', '<', now)
    .execute();

export const listSessionRows = (db: Db, did: string) =>
  db
    .selectFrom('sessions')
    .select(['id', 'how', 'device', 'network', 'created_at', 'last_seen_at', 'expires_at', 'confirmed_at', 'told_until'])
    .where('did', '=', did)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute();

export async function deleteSession(db: Db, did: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('sessions').where('did', '=', did).where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteSessions(db: Db, did: string, exceptId: string | undefined): Promise<number> {
  const all = db.deleteFrom('sessions').where('did', '=', did);
  const { numDeletedRows } = await (exceptId === undefined ? all : all.where('id', '<>', exceptId)).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Those that idled away go with the rest when their absolute lifetime ends. What apps hold under them does not: the trigger of 0019 is told. */
export const deleteExpiredSessions = (db: Db, now: Date) =>
  sql`with sweeping as materialized (select set_config('vibe.sweeping', 'on', true))
    delete from sessions using sweeping where expires_at <= ${now}`.execute(db);
