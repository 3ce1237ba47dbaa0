import { type Did, type Language, looksLike, type Scope, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type App, findApp } from '../apps/index.ts';
import { holding } from './consent.policy.ts';
import { listScopes } from './consent.store.ts';
import { type EventRow, type How, listEvents, pageOfEvents, type What } from './events.store.ts';
import { textsIn } from './texts/index.ts';

/** What one person allows one app. */
export interface Consent {
  readonly app: {
    readonly id: string;
    readonly did: Did;
    readonly name: string;
    /** What the name reads like, when it is written in other letters. */
    readonly looksLike?: string;
    readonly icon?: string;
    readonly origins: readonly string[];
  };
  readonly scopes: readonly Scope[];
  /** ISO 8601, as the times below. */
  readonly since: string;
  readonly renewedAt: string;
  readonly endsAt: string;
  /** To the hour; absent: not used yet. */
  readonly usedAt?: string;
}

export async function listConsents(services: Services, did: Did): Promise<Consent[]> {
  const rows = Map.groupBy(await listScopes(services.database.system, did, services.clock.now()), (row) => row.appId);
  const consents = await Promise.all(
    [...rows].map(async ([appId, scopes]): Promise<Consent | undefined> => {
      const app = await findApp(services, appId);
      const [first] = scopes;
      const holds = app ? holding(app, scopes) : [];
      if (!app || !first || holds.length === 0) return undefined;
      return {
        app: described(app),
        scopes: holds,
        since: first.since.toISOString(),
        renewedAt: first.renewedAt.toISOString(),
        endsAt: first.endsAt.toISOString(),
        ...(first.usedAt && { usedAt: first.usedAt.toISOString() }),
      };
    }),
  );
  return consents.filter((each) => each !== undefined);
}

function described({ id, did, name, origins, manifest }: App): Consent['app'] {
  const alike = looksLike(name);
  return {
    id,
    did,
    name,
    origins,
    ...(alike !== undefined && { looksLike: alike }),
    ...(manifest.icon !== undefined && { icon: manifest.icon }),
  };
}

/** The list in words of this language: each of `may` completes “it may …”. */
export async function consentsInWords(services: Services, did: Did, language: Language): Promise<(Consent & { may: string[] })[]> {
  const texts = textsIn(language);
  return (await listConsents(services, did)).map((consent) => ({ ...consent, may: consent.scopes.map((scope) => texts.scopes[scope]) }));
}

/** What somebody once agreed to, and withdrew; for their export. */
export const consentHistory = async (services: Services, did: Did) => (await listEvents(services.database.system, did)).map(toEvent);

interface ConsentEvent {
  readonly app: string;
  readonly what: What;
  readonly how: How;
  /** All that was allowed after it; and how that differs from before. */
  readonly scopes: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly at: Date;
  /** Until when it lasted then. */
  readonly endsAt?: Date;
  readonly manifestVersion?: number;
}

const toEvent = (row: EventRow): ConsentEvent => ({
  ...{ app: row.app_id, what: row.what, how: row.how, scopes: row.scopes, added: row.added, removed: row.removed, at: row.at },
  ...(row.ends_at && { endsAt: row.ends_at }),
  ...(row.manifest_version !== null && { manifestVersion: row.manifest_version }),
});

export interface HistoryPage {
  readonly events: readonly (Omit<ConsentEvent, 'app'> & {
    readonly id: string;
    readonly app: { readonly id: string; readonly name: string };
    /** `added` and `removed` in words. */
    readonly says: { readonly added: readonly string[]; readonly removed: readonly string[] };
  })[];
  /** Absent: there is nothing older. */
  readonly cursor?: string;
}

export interface HistoryInput {
  readonly appId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly lang: Language;
}

/** Newest first. @throws {VibeError} bad_cursor */
export async function pageOfHistory(services: Services, did: Did, { appId, cursor, limit, lang }: HistoryInput): Promise<HistoryPage> {
  if (cursor !== undefined && !/^[1-9]\d{0,17}$/.test(cursor)) throw new VibeError('bad_cursor', 'There is no such place in the history');
  const rows = await pageOfEvents(services.database.system, did, { appId, before: cursor, limit: limit + 1 });
  const texts: Readonly<Record<string, string>> = textsIn(lang).scopes;
  const inWords = (scopes: readonly string[]) => scopes.map((scope) => texts[scope] ?? scope);
  const page = rows.slice(0, limit);
  const events = await Promise.all(
    page.map(async (row) => ({
      ...toEvent(row),
      id: row.id,
      app: { id: row.app_id, name: (await findApp(services, row.app_id))?.name ?? row.app_id },
      says: { added: inWords(row.added), removed: inWords(row.removed) },
    })),
  );
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { events, ...(last && { cursor: last.id }) };
}
