import { type Did, isScope, type Scope, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { type App, findApp } from '../apps/index.ts';
import { addScopes, type How, listEvents, listScopes, lockScopes, removeScopes, scopeRows } from './consent.store.ts';

/** What one person allows one app. */
export interface Consent {
  readonly app: {
    readonly id: string;
    readonly did: Did;
    readonly name: string;
    readonly icon?: string;
    readonly origins: readonly string[];
  };
  readonly scopes: readonly Scope[];
  /** ISO 8601; the oldest of the scopes. */
  readonly since: string;
}

/** Empty when the person allows the app nothing. */
export async function grantedScopes(services: Services, did: Did, appId: string): Promise<ReadonlySet<Scope>> {
  return new Set((await scopeRows(services.database.system, did, appId)).filter(isScope));
}

export interface Allowance {
  readonly did: Did;
  readonly app: App;
  /** Exactly those that the person was shown and agreed to. */
  readonly scopes: Iterable<Scope>;
  readonly how: How;
}

/**
 * Adds to what is allowed, and writes down that it was.
 * @throws {VibeError} bad_request when the app's manifest does not declare a scope
 */
export async function allow(services: Services, { did, app, scopes, how }: Allowance): Promise<ReadonlySet<Scope>> {
  const asked = [...new Set(scopes)];
  const undeclared = asked.filter((scope) => !app.manifest.scopes.includes(scope));
  if (undeclared.length > 0) throw new VibeError('bad_request', `${app.id} has not declared ${undeclared.join(' ')} in its manifest`);
  if (asked.length === 0) return grantedScopes(services, did, app.id);
  const after = await addScopes(services.database.system, { did, appId: app.id, scopes: asked, how, manifestVersion: app.manifestVersion });
  return new Set(after.filter(isScope));
}

/**
 * Does something that rests on consents. They stay locked meanwhile, so that a withdrawal comes either before, and nothing is done, or after, and
 * ends what was done.
 * @throws {VibeError} consent_required when one of the scopes is not consented to
 */
export async function whileConsented<Done>(
  services: Services,
  { did, app, scopes }: Omit<Allowance, 'how'>,
  run: (db: Db) => Promise<Done>,
): Promise<Done> {
  const wanted = [...new Set(scopes)];
  if (wanted.length === 0) throw new VibeError('consent_required', `${app.name} is not allowed anything`);
  return lockScopes(services.database.system, did, app.id, wanted, async (db, found) => {
    if (found < wanted.length) throw new VibeError('consent_required', `${app.name} is not allowed this`);
    return run(db);
  });
}

/** Ends all that the person allows this app, and with it (migration 0004) every token the app has of them. */
export const withdraw = (services: Services, did: Did, appId: string, how: How = 'account'): Promise<void> =>
  removeScopes(services.database.system, did, appId, how);

/** What somebody once agreed to, and withdrew. */
export const consentHistory = async (services: Services, did: Did) =>
  (await listEvents(services.database.system, did)).map(({ app_id: app, manifest_version: manifestVersion, ...event }) => ({
    ...{ app, ...event },
    ...(manifestVersion !== null && { manifestVersion }),
  }));

export async function listConsents(services: Services, did: Did): Promise<Consent[]> {
  const rows = Map.groupBy(await listScopes(services.database.system, did), (row) => row.app_id);
  const consents = await Promise.all(
    [...rows].map(async ([appId, scopes]): Promise<Consent | undefined> => {
      const app = await findApp(services, appId);
      if (!app) return undefined;
      const since = Math.min(...scopes.map((row) => row.granted_at.getTime()));
      const { id, did: appDid, name, origins, manifest } = app;
      return {
        app: { id, did: appDid, name, origins, ...(manifest.icon !== undefined && { icon: manifest.icon }) },
        scopes: scopes.map((row) => row.scope).filter(isScope),
        since: new Date(since).toISOString(),
      };
    }),
  );
  return consents.filter((each) => each !== undefined);
}
