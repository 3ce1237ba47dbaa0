import { createHash } from 'node:crypto';
import type { Did } from '@vibe/shared';
import type { Context, Services } from '../../platform/context.ts';
import { clearedSessionCookies, sessionCookieNames, sessionCookies } from './identity.cookies.ts';
import { comeBack } from './identity.departures.ts';
import { deviceName } from './identity.device.ts';
import { lifetimes } from './identity.limits.ts';
import { networkName } from './identity.network.ts';
import { isLiveSession, type SessionTimes } from './identity.policy.ts';
import { type Door, type FoundSession, sessionMemory } from './identity.sessions.memory.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessions,
  findSessionByToken,
  listSessionRows,
  touchSession,
  upsertSession,
} from './identity.sessions.store.ts';

/** How someone came in. */
export type SignInMeans = 'password' | 'passkey' | 'link' | 'recovery_code' | 'sign_up' | 'operator';

/** One line of the device list. */
export interface Session {
  readonly id: string;
  /** "Firefox on Windows". */
  readonly device: string;
  readonly how: SignInMeans;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** Where it was started from, cut short: 203.0.113.0/24. */
  readonly network: string;
  readonly current: boolean;
}

type Cookies = Readonly<Record<string, string>>;

/** Who is signed in on Vibe's own pages. A session that another process ended may be found for 2 s more. */
export const findSession = (services: Services, cookies: Cookies): Promise<FoundSession | undefined> => findAt(services, 'page', cookies);

/** The same through the cookie that framed pages and FedCM are sent. Only the frame's routes and FedCM's may ask it. */
export const findFrameSession = (services: Services, cookies: Cookies): Promise<FoundSession | undefined> =>
  findAt(services, 'frame', cookies);

/**
 * Signs someone in on this browser: new tokens whatever it brought along, so that a planted cookie is worth nothing. The same person keeps the
 * session's id; another person's session on this browser ends. Who had given up their account has it back.
 */
export async function startSession(ctx: Context, did: Did, how: SignInMeans = 'operator'): Promise<void> {
  const db = ctx.database.system;
  const now = ctx.clock.now();
  await comeBack(ctx, did);
  const before = await findSession(ctx, ctx.cookies);
  if (before && before.did !== did) await endSessionById(ctx, before.did, before.sessionId);
  const tokens = { page: ctx.clock.randomText(32), frame: ctx.clock.randomText(32) };
  await upsertSession(db, {
    did,
    id: before?.did === did ? before.sessionId : ctx.clock.uuid(),
    tokenHash: hashed(tokens.page),
    frameTokenHash: hashed(tokens.frame),
    how,
    device: deviceName(ctx.userAgent),
    network: networkName(ctx.ip),
    now,
    expiresAt: after(now, lifetimes.sessionAbsolute),
  });
  sessionMemory(ctx).forget(did);
  for (const cookie of sessionCookies(ctx.publicUrl, tokens)) ctx.setHeader('set-cookie', cookie);
  ctx.setHeader('set-login', 'logged-in');
  await deleteExpiredSessions(db, now);
}

/** Signs this browser out. What comes from another site with this browser's cookies is not its person, and ends nothing. */
export async function endSession(ctx: Context): Promise<void> {
  const session = await findSession(ctx, ctx.cookies);
  if (session && ctx.asker.kind !== 'person') return;
  if (session) await endSessionById(ctx, session.did, session.sessionId);
  // Without a cookie there is nothing to take away: a form on another site, which SameSite=Lax leaves without, could else do it.
  if (ctx.cookies[sessionCookieNames(ctx.publicUrl).page] === undefined) return;
  for (const cookie of clearedSessionCookies(ctx.publicUrl)) ctx.setHeader('set-cookie', cookie);
  ctx.setHeader('set-login', 'logged-out');
}

/** False when there is no such session of theirs. */
export async function endSessionById(services: Services, did: Did, sessionId: string): Promise<boolean> {
  const ended = await deleteSession(services.database.system, did, sessionId);
  sessionMemory(services).forget(did);
  return ended;
}

/** @returns how many sessions ended */
export async function endAllSessions(services: Services, did: Did, exceptSessionId?: string): Promise<number> {
  const ended = await deleteSessions(services.database.system, did, exceptSessionId);
  sessionMemory(services).forget(did);
  return ended;
}

/** The devices someone is signed in on, last seen first. */
export async function listSessions(services: Services, did: Did, currentSessionId: string | undefined): Promise<Session[]> {
  const rows = await listSessionRows(services.database.system, did);
  const now = services.clock.now();
  return rows
    .filter((row) => isLive({ lastSeenAt: row.last_seen_at, expiresAt: row.expires_at }, now))
    .map((row) => ({
      id: row.id,
      device: row.device,
      how: row.how as SignInMeans,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      network: row.network,
      current: row.id === currentSessionId,
    }));
}

async function findAt(services: Services, door: Door, cookies: Cookies): Promise<FoundSession | undefined> {
  const token = cookies[sessionCookieNames(services.publicUrl)[door]];
  if (!token) return undefined;
  const hash = hashed(token);
  const memory = sessionMemory(services);
  const remembered = memory.get(door, hash);
  if (remembered) return remembered;
  const remember = memory.remembering();
  const db = services.database.system;
  const row = await findSessionByToken(db, door === 'page' ? 'token_hash' : 'frame_token_hash', hash);
  const now = services.clock.now();
  if (!row || !isLive({ lastSeenAt: row.last_seen_at, expiresAt: row.expires_at }, now)) return undefined;
  if (after(row.last_seen_at, lifetimes.sessionSeenEvery) <= now) await touchSession(db, row.did, row.id, now);
  const session = { did: row.did as Did, sessionId: row.id };
  remember(door, hash, session);
  return session;
}

const isLive = (times: SessionTimes, now: Date): boolean => isLiveSession(times, now, lifetimes.sessionIdle);
const after = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1000);

/** 256 random bits need no salt and no slow hash; what lies in the database opens nothing. */
const hashed = (token: string): string => createHash('sha256').update(token).digest('base64url');
