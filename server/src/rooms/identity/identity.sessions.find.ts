import { createHash } from 'node:crypto';
import type { Did } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type Cookies, type Door, tokensIn } from './identity.cookies.ts';
import { lifetimes } from './identity.limits.ts';
import { isLiveSession, type SessionTimes } from './identity.policy.ts';
import { type FoundSession, sessionMemory } from './identity.sessions.memory.ts';
import { findSessionByToken, touchSession } from './identity.sessions.store.ts';

/** Who is signed in on Vibe's own pages, of several accounts the active one. A session that another process ended may be found for 2 s more. */
export const findSession = (services: Services, cookies: Cookies): Promise<FoundSession | undefined> =>
  findByToken(services, 'page', tokensIn(services.publicUrl, 'page', cookies)[0]);

/**
 * The same through the cookie that framed pages and FedCM are sent. Only the frame's routes and FedCM's may ask it.
 * @param account another one that is signed in in this browser; left out: the active one
 */
export const findFrameSession = async (services: Services, cookies: Cookies, account?: Did): Promise<FoundSession | undefined> =>
  account === undefined
    ? findByToken(services, 'frame', tokensIn(services.publicUrl, 'frame', cookies)[0])
    : (await browserSessions(services, cookies, 'frame')).find(({ did }) => did === account);

/** Everybody who is signed in in this browser, the active one first; when nobody is active the first is not: ask `findSession`. */
export async function browserSessions(services: Services, cookies: Cookies, door: Door): Promise<FoundSession[]> {
  const tokens = tokensIn(services.publicUrl, door, cookies);
  const found = await Promise.all(tokens.map((token) => findByToken(services, door, token)));
  return found.filter((session) => session !== undefined);
}

export async function findByToken(services: Services, door: Door, token: string): Promise<FoundSession | undefined> {
  if (token === '') return undefined;
  const hash = hashed(token);
  const memory = sessionMemory(services);
  const remembered = memory.get(door, hash);
  if (remembered) return remembered;
  const remember = memory.remembering();
  const db = services.database.system;
  const row = await findSessionByToken(db, door === 'page' ? 'token_hash' : 'frame_token_hash', hash);
  const now = services.clock.now();
  if (!row || !isLive({ lastSeenAt: row.last_seen_at, expiresAt: row.expires_at }, now)) return undefined;
  if (row.last_seen_at.getTime() + lifetimes.sessionSeenEvery * 1000 <= now.getTime()) await touchSession(db, row.did, row.id, now);
  const session = { did: row.did as Did, sessionId: row.id };
  remember(door, hash, session);
  return session;
}

export const isLive = (times: SessionTimes, now: Date): boolean => isLiveSession(times, now, lifetimes.sessionIdle);

/** 256 random bits need no salt and no slow hash; what lies in the database opens nothing. */
export const hashed = (token: string): string => createHash('sha256').update(token).digest('base64url');
