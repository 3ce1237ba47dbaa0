import type { Db } from '../../platform/database.ts';

export interface DidRow {
  readonly did: string;
  readonly kind: 'user' | 'app' | 'server';
  readonly path: string;
  readonly log: object;
  readonly webDocument: object;
  readonly createdAt: Date;
  readonly keys: readonly DidKeyRow[];
}

export interface DidKeyRow {
  readonly keyId: string;
  readonly purpose: 'update' | 'sign';
  readonly publicKey: string;
  readonly sealedPrivateKey: Buffer;
}

const columns = ['did', 'log', 'web_document'] as const;

export const findDid = (db: Db, did: string) => db.selectFrom('dids').select(columns).where('did', '=', did).executeTakeFirst();
export const findDidByPath = (db: Db, path: string) => db.selectFrom('dids').select(columns).where('path', '=', path).executeTakeFirst();

export const findUpdateKey = (db: Db, did: string) =>
  db
    .selectFrom('did_keys')
    .select(['key_id', 'public_key', 'sealed_private_key'])
    .where('did', '=', did)
    .where('purpose', '=', 'update')
    .orderBy('created_at', 'desc')
    .executeTakeFirst();

/** The log's last entry, and no key any more. */
export async function closeDid(tx: Db, did: string, log: object, webDocument: object): Promise<void> {
  await tx
    .updateTable('dids')
    .set({ log: JSON.stringify(log), web_document: JSON.stringify(webDocument) })
    .where('did', '=', did)
    .execute();
  await tx.deleteFrom('did_keys').where('did', '=', did).execute();
}

/** Inside a transaction, so that a DID is never without its keys. False when the path is taken: the one that was there first stays. */
export async function insertDid(tx: Db, row: DidRow): Promise<boolean> {
  const { did, createdAt } = row;
  const made = await tx
    .insertInto('dids')
    .values({
      did,
      kind: row.kind,
      path: row.path,
      log: JSON.stringify(row.log),
      web_document: JSON.stringify(row.webDocument),
      created_at: createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('did')
    .executeTakeFirst();
  if (!made) return false;
  const keys = row.keys.map((key) => ({
    did,
    key_id: key.keyId,
    purpose: key.purpose,
    public_key: key.publicKey,
    sealed_private_key: key.sealedPrivateKey,
    created_at: createdAt,
  }));
  await tx.insertInto('did_keys').values(keys).execute();
  return true;
}

/** The newest: an older one may still verify what it has signed. */
export const findSigningKey = (db: Db, did: string) =>
  db
    .selectFrom('did_keys')
    .select(['key_id', 'sealed_private_key'])
    .where('did', '=', did)
    .where('purpose', '=', 'sign')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
