import { type Did, type Scope, VibeError } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { App } from '../apps/index.ts';
import { whileConsented } from '../consent/index.ts';
import { holdSession, onSessionsEnded } from '../identity/index.ts';
import { endGrantRows, type GrantFacts, insertGrant, isLiveGrant, touchGrant } from './grants.store.ts';
import { lifetimes } from './oauth.limits.ts';

export interface Authorization {
  readonly did: Did;
  readonly app: App;
  /** The session under which it is made. */
  readonly sessionId: string;
  readonly scopes: readonly Scope[];
  /** Asked for, and left out by the person. */
  readonly rejected?: readonly Scope[];
}

/** The two kinds of scope: the identity layer's own, and those of the API. A scope in both would make the engine ask for ever. */
const identityScopes: readonly Scope[] = ['openid', 'offline_access'];
export const toIdentityScope = (scopes: readonly Scope[]): string => scopes.filter((scope) => identityScopes.includes(scope)).join(' ');
export const toApiScope = (scopes: readonly Scope[]): string => scopes.filter((scope) => !identityScopes.includes(scope)).join(' ');

/**
 * One grant for one authorization: this device, this app.
 * @returns the grant's id
 * @throws {VibeError} not_signed_in when the session has just ended; consent_required when the person has not consented to one of the scopes, or has just withdrawn it
 */
export async function makeGrant(services: Services, provider: Provider, authorization: Authorization): Promise<string> {
  const { did, app, sessionId, scopes, rejected = [] } = authorization;
  const id = services.clock.randomText(24);
  await whileConsented(services, { did, app, scopes }, async (tx) => {
    const session = await holdSession(tx, did, sessionId);
    if (!session) throw new VibeError('not_signed_in', 'This sign-in has ended meanwhile');
    await insertGrant(tx, { id, did, appId: app.id, session, now: services.clock.now() });
  });
  const grant = new provider.Grant({ accountId: did, clientId: app.clientId });
  grant.jti = id;
  const resource = services.publicUrl;
  if (toIdentityScope(scopes)) grant.addOIDCScope(toIdentityScope(scopes));
  if (toApiScope(scopes)) grant.addResourceScope(resource, toApiScope(scopes));
  if (toIdentityScope(rejected)) grant.rejectOIDCScope(toIdentityScope(rejected));
  if (toApiScope(rejected)) grant.rejectResourceScope(resource, toApiScope(rejected));
  return grant.save();
}

/** Ends grants, and with them every code and token that hangs on them. Other processes notice within two seconds. @returns how many */
export async function endGrants(services: Services, facts: GrantFacts): Promise<number> {
  const ended = await endGrantRows(services.database.system, facts, services.clock.now());
  for (const id of ended) liveness(services).delete(id);
  if ('id' in facts) liveness(services).delete(facts.id);
  return ended.length;
}

/** Ends what a person's apps hold: all of it, one app's, or what was made under one session. */
export const revokeGrants = (
  services: Services,
  facts: { readonly did: Did; readonly appId?: string; readonly sessionId?: string },
): Promise<number> => endGrants(services, facts);

/** Does the grant still stand? Asked with every request; the database at most every two seconds per grant. */
export function isLive(services: Services, grantId: string): Promise<boolean> {
  const memory = liveness(services);
  const now = services.clock.now().getTime();
  const found = memory.get(grantId);
  if (found && found.until > now) return found.live;
  const live = isLiveGrant(services.database.system, grantId, services.clock.now());
  memory.set(grantId, { live, until: now + lifetimes.grantMemory * 1_000 });
  live.catch(() => memory.delete(grantId));
  return live;
}

/** It has ended somewhere: asked for anew next time. */
export const forgetGrant = (services: Services, grantId: string): void => void liveness(services).delete(grantId);

/** A session that ends in this process takes its grants along in the database (0019); which they are is not known here, so all are asked for anew. */
const liveness = perProcess((services: Services) => {
  const memory = new LRUCache<string, { live: Promise<boolean>; until: number }>({ max: 20_000 });
  onSessionsEnded(services, () => memory.clear());
  return memory;
});

/** A token was made under this grant: written down now and then, for the device list and for `lifetimes.refreshTokenIdle`. */
export async function noteGrantUse(services: Services, grantId: string): Promise<void> {
  const memory = noted(services);
  const now = services.clock.now();
  if ((memory.get(grantId) ?? 0) > now.getTime() - lifetimes.grantSeenEvery * 1_000) return;
  memory.set(grantId, now.getTime());
  await touchGrant(services.database.system, grantId, now, lifetimes.grantSeenEvery);
}

const noted = perProcess((_: Services) => new LRUCache<string, number>({ max: 20_000 }));
