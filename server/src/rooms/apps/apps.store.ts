import type { AppManifest } from '@vibe/shared';
import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { indexesDeclaredBy } from './declared-indexes.ts';
import { declareIndexes, type IndexRow, indexRowsOfApp } from './indexes.store.ts';

export interface AppRow {
  readonly id: string;
  readonly did: string;
  readonly client_id: string;
  readonly owner_did: string | null;
  readonly manifest_version: number;
  readonly document_fresh_until: Date | null;
  /** By scope, ISO 8601. */
  readonly scopes_since: unknown;
  readonly manifest: unknown;
  /** Without those that are being dropped. */
  readonly indexes: readonly IndexRow[];
}

const select = (db: Db) =>
  db
    .selectFrom('apps')
    .innerJoin('app_manifests', (join) =>
      join.onRef('app_manifests.app_id', '=', 'apps.id').onRef('app_manifests.version', '=', 'apps.manifest_version'),
    )
    .select([
      'apps.id',
      'apps.did',
      'apps.client_id',
      'apps.owner_did',
      'apps.manifest_version',
      'apps.document_fresh_until',
      'apps.scopes_since',
      'app_manifests.manifest',
      indexRowsOfApp.as('indexes'),
    ]);

/** By app id or by client id; the two cannot meet, since a client id that is not an app id is a URL. */
export const findAppRow = (db: Db, idOrClientId: string): Promise<AppRow | undefined> =>
  select(db)
    .where((or) => or.or([or('apps.id', '=', idOrClientId), or('apps.client_id', '=', idOrClientId)]))
    .executeTakeFirst();

export const listAppRows = (db: Db): Promise<AppRow[]> => select(db).orderBy('apps.id').execute();

export const listAppRowsOf = (db: Db, ownerDid: string): Promise<AppRow[]> =>
  select(db).where('apps.owner_did', '=', ownerDid).orderBy('apps.id').execute();

export const hasOrigin = async (db: Db, origin: string): Promise<boolean> =>
  (await select(db).where(sql<boolean>`app_manifests.manifest->'origins' ? ${origin}`).limit(1).executeTakeFirst()) !== undefined;

export interface NewApp {
  readonly id: string;
  readonly did: string;
  readonly clientId: string;
  readonly ownerDid: string | undefined;
  readonly manifest: AppManifest;
  readonly documentReadAt?: Date;
  readonly documentFreshUntil?: Date;
}

/** False when the id was taken meanwhile. */
export const insertApp = (db: Db, app: NewApp): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('apps')
      .values({
        id: app.id,
        did: app.did,
        client_id: app.clientId,
        owner_did: app.ownerDid ?? null,
        document_read_at: app.documentReadAt ?? null,
        document_fresh_until: app.documentFreshUntil ?? null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!made) return false;
    await tx
      .insertInto('app_manifests')
      .values({ app_id: app.id, version: 1, manifest: JSON.stringify(app.manifest), pushed_by: app.ownerDid ?? null })
      .execute();
    await declareIndexes(tx, app.id, 1, indexesDeclaredBy(app.manifest));
    return true;
  });

/** The version is the row's next number: two pushes at once make two versions, the later one current. */
export const insertManifest = (db: Db, appId: string, manifest: AppManifest, pushedBy: string | undefined): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const { manifest_version: version, scopes_since: since } = await tx
      .updateTable('apps')
      .set((is) => ({ manifest_version: is('manifest_version', '+', 1) }))
      .where('id', '=', appId)
      .returning(['manifest_version', 'scopes_since'])
      .executeTakeFirstOrThrow();
    await noteScopes(tx, { appId, version, since: since as Record<string, unknown>, scopes: manifest.scopes });
    await tx
      .insertInto('app_manifests')
      .values({ app_id: appId, version, manifest: JSON.stringify(manifest), pushed_by: pushedBy ?? null })
      .execute();
    await declareIndexes(tx, appId, version, indexesDeclaredBy(manifest));
  });

/**
 * Since when the app has been asking for each scope without a break, for those that it did not always ask for. In the database's time, as that of consents is: the
 * two are compared.
 */
async function noteScopes(
  tx: Db,
  { appId, version, since, scopes }: { appId: string; version: number; since: Record<string, unknown>; scopes: readonly string[] },
): Promise<void> {
  const before = await tx
    .selectFrom('app_manifests')
    .select(sql<string[]>`manifest->'scopes'`.as('scopes'))
    .where('app_id', '=', appId)
    .where('version', '=', version - 1)
    .executeTakeFirst();
  const begun = scopes.filter((scope) => before && !before.scopes.includes(scope));
  const kept = Object.entries(since).filter(([scope]) => scopes.includes(scope) && !begun.includes(scope));
  await tx
    .updateTable('apps')
    .set({
      scopes_since: sql`${JSON.stringify(Object.fromEntries(kept))}::jsonb || coalesce((select jsonb_object_agg(scope, now()) from unnest(${begun}::text[]) as scope), '{}')`,
    })
    .where('id', '=', appId)
    .execute();
}

/** For a manifest that is pushed again as it is: an index that failed is tried once more. */
export const redeclareIndexes = (db: Db, appId: string, manifest: AppManifest): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const app = await tx.selectFrom('apps').select('manifest_version').where('id', '=', appId).forUpdate().executeTakeFirstOrThrow();
    await declareIndexes(tx, appId, app.manifest_version, indexesDeclaredBy(manifest));
  });

/** Their apps are the operator's from then on. */
export const disownApps = async (db: Db, ownerDid: string): Promise<void> =>
  void (await db.updateTable('apps').set({ owner_did: null }).where('owner_did', '=', ownerDid).execute());

export const markDocumentRead = async (db: Db, appId: string, readAt: Date, freshUntil: Date): Promise<void> =>
  void (await db.updateTable('apps').set({ document_read_at: readAt, document_fresh_until: freshUntil }).where('id', '=', appId).execute());
