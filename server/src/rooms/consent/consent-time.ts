import type { Did, Scope } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { type App, findApp } from '../apps/index.ts';
import { consentTimes, SETTLED_AT_ONCE } from './consent.limits.ts';
import { endOf, holding, isRenewalDue, type Term } from './consent.policy.ts';
import { endConsent, isOver, listOver, lockTerm, noteUseOf, type Pair, prolongTerm, scopeRows } from './consent.store.ts';
import { type How, noteEvent, pageOfEvents } from './events.store.ts';

/*
 * A consent ends at `ends_at`, exactly: whatever reads it compares the time itself. That it ended is written down later, by whoever comes first: the next
 * who asks for it, or the sweep.
 */

/** What was allowed and is over, becomes history, as of the moment when it ended. */
export async function endIfOver(tx: Db, pair: Pair, now: Date): Promise<void> {
  const term = await lockTerm(tx, pair, 'change');
  if (!term || term.endsAt > now) return;
  const removed = await endConsent(tx, pair);
  await noteEvent(tx, { ...pair, what: 'expired', how: 'time', scopes: [], removed, at: term.endsAt });
}

/** @returns how many ended */
export async function settleConsents(services: Services): Promise<number> {
  const { system } = services.database;
  const now = services.clock.now();
  let settled = 0;
  for (;;) {
    const over = await listOver(system, now, SETTLED_AT_ONCE);
    for (const pair of over) {
      if (services.lifetime.signal.aborted) return settled;
      await system.transaction().execute((tx) => endIfOver(tx, pair, now));
      settled++;
    }
    if (over.length < SETTLED_AT_ONCE) return settled;
  }
}

interface Renewal {
  readonly found: Term;
  readonly scopes: readonly Scope[];
  readonly how: How;
  readonly now: Date;
}

/** Under the lock of its term. Too soon: nothing changes, and nothing is written down. */
export async function noteRenewal(tx: Db, app: App, pair: Pair, { found, scopes, how, now }: Renewal): Promise<void> {
  if (!isRenewalDue(found, app.manifest, now, consentTimes.renewedAfterPart)) return;
  const endsAt = endOf(app.manifest, now);
  await prolongTerm(tx, pair, { renewedAt: now, endsAt });
  await noteEvent(tx, { ...pair, what: 'renewed', how, scopes, endsAt, manifestVersion: app.manifestVersion, at: now });
}

/**
 * The app was given a token: the person uses it. Asked with every token, the database once an hour for each person and app and process. That it could not be
 * written down is no reason to refuse the token.
 */
export async function noteUse(services: Services, did: Did, appId: string): Promise<void> {
  const memory = usesNoted(services);
  const now = services.clock.now();
  const key = `${did} ${appId}`;
  const before = new Date(now.getTime() - consentTimes.useNoted * 1_000);
  if ((memory.get(key) ?? 0) > before.getTime()) return;
  memory.set(key, now.getTime());
  try {
    const pair = { did, appId };
    const term = await noteUseOf(services.database.system, pair, now, before);
    const app = term && (await findApp(services, appId));
    if (app && isRenewalDue(term, app.manifest, now, consentTimes.renewedAfterPart)) await renewByUse(services, app, pair, now);
  } catch (error) {
    memory.delete(key);
    services.log.warn({ err: error, did, app: appId }, 'the use of a consent was not written down');
  }
}

const usesNoted = perProcess((_: Services) => new LRUCache<string, number>({ max: 20_000 }));

const renewByUse = (services: Services, app: App, pair: Pair, now: Date): Promise<void> =>
  services.database.system.transaction().execute(async (tx) => {
    const found = await lockTerm(tx, pair, 'change');
    if (!found || found.endsAt <= now) return;
    const scopes = holding(app, await scopeRows(tx, pair, now));
    if (scopes.length > 0) await noteRenewal(tx, app, pair, { found, scopes, how: 'use', now });
  });

/** What the person had allowed, when that ended by itself and they have not been asked since. */
export interface Lapsed {
  readonly scopes: ReadonlySet<string>;
  readonly endedAt: Date;
}

export async function lapsedConsent(services: Services, did: Did, appId: string): Promise<Lapsed | undefined> {
  const { system } = services.database;
  const pair = { did, appId };
  const now = services.clock.now();
  if (await isOver(system, pair, now)) await system.transaction().execute((tx) => endIfOver(tx, pair, now));
  const [last] = await pageOfEvents(system, did, { appId, limit: 1 });
  return last?.what === 'expired' ? { scopes: new Set(last.removed), endedAt: last.at } : undefined;
}
