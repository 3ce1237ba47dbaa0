import { type Did, type Profile, VibeError } from '@vibe/shared';
import type { Context, PersonContext, Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { profilesOf } from './identity.accounts.ts';
import { type BrowserAccounts, type Kept, keepBrowser, readBrowser, withActive, without } from './identity.browser.ts';
import { type Cookies, type Door, sessionCookieNames } from './identity.cookies.ts';
import { comeBack } from './identity.departures.ts';
import { deviceName } from './identity.device.ts';
import { lifetimes } from './identity.limits.ts';
import { networkName } from './identity.network.ts';
import { browserSessions, findFrameSession, findSession, hashed, isLive } from './identity.sessions.find.ts';
import { sessionMemory } from './identity.sessions.memory.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessions,
  listSessionRows,
  markTold,
  renewTokens,
  upsertSession,
} from './identity.sessions.store.ts';

/** How someone came in. */
export type SignInMeans = 'password' | 'passkey' | 'link' | 'email' | 'recovery_code' | 'email_recovery' | 'sign_up' | 'operator';

/** One line of the device list. */
export interface Session {
  readonly id: string;
  /** "Firefox on Windows". */
  readonly device: string;
  readonly how: SignInMeans;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** When its person showed once more who they are; null: not since the sign-in. */
  readonly confirmedAt: Date | null;
  /** Up to when this device was told of sign-ins elsewhere. */
  readonly toldUntil: Date;
  /** Where it was started from, cut short: 203.0.113.0/24. */
  readonly network: string;
  readonly current: boolean;
}

/**
 * Signs someone in on this browser: new tokens whatever it brought along, so that a planted cookie is worth nothing. The same person keeps the
 * session's id; others who are signed in here stay so, and are not active any more. Who had given up their account has it back.
 */
export async function startSession(ctx: Context, did: Did, how: SignInMeans = 'operator'): Promise<void> {
  const db = ctx.database.system;
  const now = ctx.clock.now();
  await comeBack(ctx, did);
  const browser = await readBrowser(ctx, ctx.cookies);
  const before = [browser.active, ...browser.others].find((each) => each?.did === did);
  const session: Kept = { did, sessionId: before?.sessionId ?? ctx.clock.uuid(), tokens: newTokens(ctx) };
  const tooMany = keepBrowser(ctx, withActive(browser, session));
  await upsertSession(db, {
    did,
    id: session.sessionId,
    tokenHash: hashed(session.tokens.page),
    frameTokenHash: hashed(session.tokens.frame),
    how,
    device: deviceName(ctx.userAgent),
    network: networkName(ctx.ip),
    now,
    expiresAt: new Date(now.getTime() + lifetimes.sessionAbsolute * 1000),
  });
  sessionMemory(ctx).forget(did);
  for (const each of tooMany) await endSessionById(ctx, each.did, each.sessionId);
  await deleteExpiredSessions(db, now);
}

/** Who may do more from now on goes on under new tokens: what somebody else had seen of the old ones is worth nothing. */
export async function renewSession(ctx: PersonContext): Promise<void> {
  const browser = await readBrowser(ctx, ctx.cookies);
  if (browser.active?.sessionId !== ctx.asker.sessionId) return;
  const { did, sessionId } = browser.active;
  const tokens = newTokens(ctx);
  keepBrowser(ctx, { ...browser, active: { did, sessionId, tokens } });
  await renewTokens(ctx.database.system, { did, id: sessionId, tokenHash: hashed(tokens.page), frameTokenHash: hashed(tokens.frame) });
  sessionMemory(ctx).forget(did);
}

/** Another one of those who are signed in here goes on. @throws {VibeError} not_signed_in when they are not */
export async function switchAccount(ctx: Context, did: Did): Promise<void> {
  const browser = await readBrowser(ctx, ctx.cookies);
  const wanted = [browser.active, ...browser.others].find((each) => each?.did === did);
  if (!wanted) throw new VibeError('not_signed_in', 'This account is not signed in here any more', { hint: 'Sign in to it again.' });
  keepBrowser(ctx, withActive(browser, wanted));
}

/**
 * Signs an account out of this browser. The others stay, and none of them becomes active by itself. What comes from another site with this browser's cookies is not
 * its person, and ends nothing.
 * @param did left out: the active one
 */
export async function endSession(ctx: Context, did?: Did): Promise<void> {
  const browser = await readBrowser(ctx, ctx.cookies);
  const gone = did === undefined ? browser.active : [browser.active, ...browser.others].find((each) => each?.did === did);
  await leaveBrowser(ctx, browser, gone ? [gone] : []);
}

/** Signs everybody out of this browser. */
export async function endBrowserSessions(ctx: Context): Promise<void> {
  const browser = await readBrowser(ctx, ctx.cookies);
  await leaveBrowser(ctx, browser, browser.active ? [browser.active, ...browser.others] : browser.others);
}

async function leaveBrowser(ctx: Context, browser: BrowserAccounts, gone: readonly Kept[]): Promise<void> {
  if (browser.active && ctx.asker.kind !== 'person') return;
  // Without a cookie there is nothing to take away: a form on another site, which SameSite=Lax leaves without, could else do it.
  if (ctx.cookies[sessionCookieNames(ctx.publicUrl).page] === undefined) return;
  keepBrowser(ctx, gone.reduce(without, browser));
  for (const { did, sessionId } of gone) await endSessionById(ctx, did, sessionId);
}

/** False when there is no such session of theirs. */
export async function endSessionById(services: Services, did: Did, sessionId: string): Promise<boolean> {
  const ended = await deleteSession(services.database.system, did, sessionId);
  tellEnded(services, did);
  return ended;
}

/** @returns how many sessions ended */
export async function endAllSessions(services: Services, did: Did, exceptSessionId?: string): Promise<number> {
  const ended = await deleteSessions(services.database.system, did, exceptSessionId);
  tellEnded(services, did);
  return ended;
}

/** For those who remember in this process what hangs on sessions; other processes notice within two seconds. */
export const onSessionsEnded = (services: Services, listener: (did: Did) => void): void => void endListeners(services).add(listener);
const endListeners = perProcess((_: Services) => new Set<(did: Did) => void>());

function tellEnded(services: Services, did: Did): void {
  sessionMemory(services).forget(did);
  for (const hear of endListeners(services)) hear(did);
}

/** Who is signed in in this browser, the active one first. */
export async function browserAccounts(services: Services, cookies: Cookies, door: Door): Promise<{ profile: Profile; active: boolean }[]> {
  const sessions = await browserSessions(services, cookies, door);
  if (sessions.length === 0) return [];
  const [active, profiles] = await Promise.all([
    door === 'page' ? findSession(services, cookies) : findFrameSession(services, cookies),
    profilesOf(
      services,
      sessions.map(({ did }) => did),
    ),
  ]);
  return sessions.flatMap(({ did }) => {
    const profile = profiles.find((each) => each.did === did);
    return profile ? [{ profile, active: did === active?.did }] : [];
  });
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
      confirmedAt: row.confirmed_at,
      toldUntil: row.told_until,
      network: row.network,
      current: row.id === currentSessionId,
    }));
}

/** No device of theirs tells of sign-ins up to then any more. */
export async function noteSignInsSeen(services: Services, did: Did, until: Date): Promise<void> {
  const now = services.clock.now();
  await markTold(services.database.system, did, until < now ? until : now);
}

const newTokens = ({ clock }: Services) => ({ page: clock.randomText(32), frame: clock.randomText(32) });
