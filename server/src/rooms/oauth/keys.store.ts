import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { KeyState } from './keys.policy.ts';

export interface KeyRow {
  readonly id: string;
  readonly state: KeyState;
  readonly sealed_private_jwk: Buffer;
  readonly state_since: Date;
}

export const listKeyRows = async (db: Db): Promise<KeyRow[]> => {
  const rows = await db
    .selectFrom('oauth_keys')
    .select(['id', 'state', 'sealed_private_jwk', 'state_since'])
    .orderBy('state_since')
    .execute();
  return rows.map((row) => ({ ...row, state: row.state as KeyState }));
};

export interface NewKey {
  readonly id: string;
  readonly publicJwk: object;
  readonly sealedPrivateJwk: Buffer;
}

export interface KeyChanges {
  readonly remove: readonly string[];
  readonly retire: readonly string[];
  readonly promote: readonly string[];
  readonly insert: readonly (NewKey & { readonly state: KeyState })[];
}

/** Two processes that look at the same time: one changes, the other waits and then sees what the first has made. */
export const changeKeys = (db: Db, now: Date, decide: (rows: KeyRow[]) => KeyChanges | Promise<KeyChanges>): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(7316025092)`.execute(tx);
    const { remove, retire, promote, insert } = await decide(await listKeyRows(tx));
    if (remove.length > 0)
      await tx
        .deleteFrom('oauth_keys')
        .where('id', 'in', [...remove])
        .execute();
    for (const [ids, state] of [
      [retire, 'retired'],
      [promote, 'current'],
    ] as const) {
      if (ids.length === 0) continue;
      await tx
        .updateTable('oauth_keys')
        .set({ state, state_since: now })
        .where('id', 'in', [...ids])
        .execute();
    }
    for (const key of insert) {
      await tx
        .insertInto('oauth_keys')
        .values({
          id: key.id,
          state: key.state,
          public_jwk: JSON.stringify(key.publicJwk),
          sealed_private_jwk: key.sealedPrivateJwk,
          created_at: now,
          state_since: now,
        })
        .execute();
    }
  });
