import { type Did, VibeError } from '@vibe/shared';
import type { PersonContext, Services } from '../../platform/context.ts';
import { findApp } from '../apps/index.ts';
import { listSessions, type SignInMeans } from '../identity/index.ts';
import { type AppSessionRow, listAppSessions } from './grants.store.ts';
import { revokeGrants } from './grants.ts';
import { lifetimes } from './oauth.limits.ts';

/** What an app holds in one browser. */
export interface AppOnDevice {
  readonly id: string;
  readonly name: string;
  readonly icon: string | null;
  readonly origin: string | null;
  readonly since: Date;
  /** To the hour. */
  readonly lastUsedAt: Date;
}

/** A browser in which somebody is signed in, to Vibe or to apps only. */
export interface Device {
  /** Of the session. */
  readonly id: string;
  /** "Firefox on Windows". */
  readonly device: string;
  /** Where it was started from, cut short: 203.0.113.0/24. */
  readonly network: string;
  /** How they came in; null: the sign-in to Vibe is over by age, and these apps are left of it. */
  readonly how: SignInMeans | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly current: boolean;
  /** Signed in elsewhere since the asker's device was told last. */
  readonly isNew: boolean;
  readonly apps: readonly AppOnDevice[];
}

/** Where somebody is signed in, and the apps that are signed in there; last seen first. */
export async function listDevices(ctx: PersonContext): Promise<Device[]> {
  const { did, sessionId } = ctx.asker;
  const [sessions, rows] = await Promise.all([listSessions(ctx, did, sessionId), appSessions(ctx, did)]);
  const told = sessions.find(({ current }) => current)?.toldUntil;
  const bySession = Map.groupBy(rows, (row) => row.session_id);
  const devices: Device[] = [];
  for (const { id, device, network, how, createdAt, lastSeenAt, current } of sessions) {
    const isNew = told !== undefined && !current && createdAt > told;
    devices.push({ id, device, network, how, createdAt, lastSeenAt, current, isNew, apps: await appsOf(ctx, bySession.get(id)) });
    bySession.delete(id);
  }
  for (const [id, left] of bySession) devices.push(await leftOver(ctx, id, left));
  return devices;
}

async function leftOver(services: Services, id: string, rows: readonly AppSessionRow[]): Promise<Device> {
  const [first] = rows;
  const times = (pick: (row: AppSessionRow) => Date) => rows.map((row) => pick(row).getTime());
  return {
    id,
    device: first?.device ?? 'Unknown device',
    network: first?.network ?? '',
    how: null,
    createdAt: new Date(Math.min(...times((row) => row.since))),
    lastSeenAt: new Date(Math.max(...times((row) => row.last_used_at))),
    current: false,
    isNew: false,
    apps: await appsOf(services, rows),
  };
}

const appsOf = (services: Services, rows: readonly AppSessionRow[] = []): Promise<AppOnDevice[]> =>
  Promise.all(
    rows.map(async ({ app_id: id, since, last_used_at: lastUsedAt }) => {
      const app = await findApp(services, id);
      return { id, name: app?.name ?? id, icon: app?.manifest.icon ?? null, origin: app?.origins[0] ?? null, since, lastUsedAt };
    }),
  );

function appSessions(services: Services, did: Did): Promise<AppSessionRow[]> {
  const now = services.clock.now();
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
  const [madeAfter, usedAfter, tokenAfter] = [ago(lifetimes.refreshToken), ago(lifetimes.refreshTokenIdle), ago(lifetimes.accessToken)];
  return listAppSessions(services.database.system, did, { now, madeAfter, usedAfter, tokenAfter });
}

/** Signs one app out in one browser; what the person allowed it stays. @throws {VibeError} not_found */
export async function endAppSession(
  services: Services,
  did: Did,
  ending: { readonly sessionId: string; readonly appId: string },
): Promise<void> {
  if ((await revokeGrants(services, { did, ...ending })) === 0) throw new VibeError('not_found', 'The app is not signed in there any more');
}
