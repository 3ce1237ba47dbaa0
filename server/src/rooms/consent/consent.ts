import { type Did, type Scope, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { type App, findApp } from '../apps/index.ts';
import { endOf, holding } from './consent.policy.ts';
import { addScopes, deleteOf, endConsent, lockTerm, openTerm, type Pair, prolongTerm, scopeRows, shareScopes } from './consent.store.ts';
import { endIfOver, noteRenewal } from './consent-time.ts';
import { deleteEvents, type How, noteEvent } from './events.store.ts';

/** What holds now; empty when the person allows the app nothing. */
export async function grantedScopes(services: Services, did: Did, appId: string): Promise<ReadonlySet<Scope>> {
  const [app, rows] = await Promise.all([
    findApp(services, appId),
    scopeRows(services.database.system, { did, appId }, services.clock.now()),
  ]);
  return new Set(app ? holding(app, rows) : []);
}

export interface Allowance {
  readonly did: Did;
  readonly app: App;
  /** Exactly those that the person was shown and agreed to. */
  readonly scopes: Iterable<Scope>;
  readonly how: How;
}

/**
 * Adds to what is allowed, for the time that the app asks for from now on, and writes down that it was. A repetition renews it.
 * @throws {VibeError} bad_request when the app's manifest does not declare a scope
 */
export async function allow(services: Services, { did, app, scopes, how }: Allowance): Promise<ReadonlySet<Scope>> {
  const asked = [...new Set(scopes)];
  const undeclared = asked.filter((scope) => !app.manifest.scopes.includes(scope));
  if (undeclared.length > 0) throw new VibeError('bad_request', `${app.id} has not declared ${undeclared.join(' ')} in its manifest`);
  if (asked.length === 0) return grantedScopes(services, did, app.id);
  const pair = { did, appId: app.id };
  const now = services.clock.now();
  const term = { renewedAt: now, endsAt: endOf(app.manifest, now) };
  return services.database.system.transaction().execute(async (tx) => {
    await endIfOver(tx, pair, now);
    await openTerm(tx, pair, term);
    const found = await lockTerm(tx, pair, 'change');
    const before = holding(app, await scopeRows(tx, pair, now));
    const added = asked.filter((scope) => !before.includes(scope)).sort();
    const after = [...before, ...added].sort();
    if (added.length > 0) {
      await addScopes(tx, pair, added);
      await prolongTerm(tx, pair, term);
      const what = before.length === 0 ? 'granted' : 'changed';
      const { manifestVersion } = app;
      await noteEvent(tx, { ...pair, what, how, scopes: after, added, endsAt: term.endsAt, manifestVersion, at: now });
    } else if (found) await noteRenewal(tx, app, pair, { found, scopes: after, how, now });
    return new Set(after);
  });
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
  const pair = { did, appId: app.id };
  return services.database.system.transaction().execute(async (tx) => {
    const term = await lockTerm(tx, pair, 'build on');
    const holds = term && term.endsAt > services.clock.now() ? holding(app, await shareScopes(tx, pair)) : [];
    if (!wanted.every((scope) => holds.includes(scope))) throw new VibeError('consent_required', `${app.name} is not allowed this`);
    return run(tx);
  });
}

/** Ends all that the person allows this app, and with it (migration 0004) every token the app has of them. */
export const withdraw = (services: Services, did: Did, appId: string, how: How = 'account'): Promise<void> =>
  services.database.system.transaction().execute(async (tx) => {
    const pair: Pair = { did, appId };
    const at = services.clock.now();
    await endIfOver(tx, pair, at);
    await lockTerm(tx, pair, 'change');
    const removed = await endConsent(tx, pair);
    if (removed.length > 0) await noteEvent(tx, { ...pair, what: 'withdrawn', how, scopes: [], removed, at });
  });

/** Of somebody whose account is gone, in the transaction that took it away: of others the database refuses. */
export async function deleteConsents(tx: Db, did: string): Promise<void> {
  await deleteOf(tx, did);
  await deleteEvents(tx, did);
}
