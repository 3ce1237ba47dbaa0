import { type AppManifestInput, type Did, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { mintDid } from '../identity/index.ts';
import { type App, toApp } from './app.ts';
import { appCache } from './app-cache.ts';
import { mayPush } from './apps.policy.ts';
import {
  disownApps,
  findAppRow,
  hasOrigin,
  insertApp,
  insertManifest,
  listAppRows,
  listAppRowsOf,
  redeclareIndexes,
} from './apps.store.ts';
import { findDocumentApp, isDocumentClientId } from './client-document.ts';
import { checkLanguages } from './languages.ts';
import { checkedManifest, sameManifest } from './manifest.ts';

/**
 * By app id or client id, at most 5 s stale. A client id that is an https URL and is not known yet is looked up at that address
 * (draft-ietf-oauth-client-id-metadata-document).
 */
export function findApp(services: Services, idOrClientId: string): Promise<App | undefined> {
  return appCache(services).get(idOrClientId, () =>
    isDocumentClientId(services.publicUrl, idOrClientId) ? findDocumentApp(services, idOrClientId) : findRegistered(services, idOrClientId),
  );
}

/** What `findApp` would answer without asking the database. */
export const appAtHand = (services: Services, id: string): App | undefined => appCache(services).peek(id);

export const listApps = async (services: Services): Promise<App[]> => (await listAppRows(services.database.system)).map(toApp);

export const listAppsOf = async (services: Services, owner: Did): Promise<App[]> =>
  (await listAppRowsOf(services.database.system, owner)).map(toApp);

/** Of somebody who is gone: from then on only the operator gives their apps a next manifest. */
export const leaveApps = (services: Services, owner: Did): Promise<void> => disownApps(services.database.system, owner);

/** Is it an origin of any app? */
export const isRegisteredOrigin = (services: Services, origin: string): Promise<boolean> => hasOrigin(services.database.system, origin);

/**
 * Registers an app, or gives it its next manifest; pushing the same manifest again changes nothing.
 * @param ownerDid who pushes; left out: the operator.
 * @throws {VibeError} bad_request, too_large when the manifest is not valid; forbidden when the id is somebody else's.
 */
export async function pushApp(services: Services, input: AppManifestInput, ownerDid?: Did): Promise<App> {
  const manifest = checkedManifest(input);
  await checkLanguages(services, manifest);
  const db = services.database.system;
  const existing = await findAppRow(db, manifest.id);
  if (!existing) {
    const did = await mintDid(services, { kind: 'app', path: ['apps', manifest.id] });
    const made = await insertApp(db, { id: manifest.id, did, clientId: manifest.id, ownerDid, manifest });
    if (!made) throw new VibeError('already_exists', `Somebody registered ${manifest.id} just now`);
  } else {
    const app = toApp(existing);
    const may = mayPush(app, ownerDid);
    if (!may.yes) throw new VibeError('forbidden', `You cannot push ${app.id}: ${may.because}`);
    if (!sameManifest(app.manifest, manifest)) await insertManifest(db, app.id, manifest, ownerDid);
    else await redeclareIndexes(db, app.id, manifest);
  }
  appCache(services).forget(manifest.id);
  const app = await findRegistered(services, manifest.id);
  if (!app) throw new VibeError('internal', `${manifest.id} was pushed and is not there`);
  return app;
}

async function findRegistered(services: Services, id: string): Promise<App | undefined> {
  const row = await findAppRow(services.database.system, id);
  return row && toApp(row);
}
