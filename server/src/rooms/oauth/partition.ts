import { createHash } from 'node:crypto';
import { type Did, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type FoundSession, listSessions } from '../identity/index.ts';
import { findGrantSession } from './grants.store.ts';
import { lifetimes } from './oauth.limits.ts';
import { deleteRecord, findRecord, upsertRecord } from './records.store.ts';

/**
 * The partitioned session: a cookie that the browser keeps for Vibe's frame within one site (CHIPS), where it keeps Vibe's other cookies from it. It
 * says whose sign-in of one app this is, opens the frame's two routes for that app only, and hangs on the grant that it was made with: what ends
 * the grant (signing out, there or here, a withdrawn consent, the end of the session above) ends it in the same statement.
 */
type Cookies = Readonly<Record<string, string>>;

const MODEL = 'Partition';

interface Payload {
  readonly did: Did;
  readonly appId: string;
  readonly sessionId: string;
  readonly grantId: string;
}

/** A name for each app: two apps on one site do not sign each other out. `Partitioned` and `__Host-` need Secure, which browsers allow on localhost. */
export const partitionCookieName = (publicUrl: string, appId: string): string => {
  const name = `vibe-partition-${hashOf(appId).slice(0, 12)}`;
  return publicUrl.startsWith('https:') ? `__Host-${name}` : name;
};

/**
 * @param holder of a key-bound access token of that app
 * @returns the Set-Cookie header
 * @throws {VibeError} not_signed_in for a token that hangs on no session, as an operator's
 */
export async function startPartition(services: Services, cookies: Cookies, holder: { appId: string; grantId: string }): Promise<string> {
  const { appId, grantId } = holder;
  const db = services.database.system;
  const grant = await findGrantSession(db, grantId);
  if (!grant) throw new VibeError('not_signed_in', 'This token hangs on no session');
  const before = cookies[partitionCookieName(services.publicUrl, appId)];
  if (before) await deleteRecord(db, MODEL, hashOf(before));
  const token = services.clock.randomText(32);
  const payload: Payload = { did: grant.did as Did, appId, grantId, sessionId: grant.sessionId };
  const expiresAt = new Date(services.clock.now().getTime() + lifetimes.refreshToken * 1_000);
  await upsertRecord(db, { model: MODEL, idHash: hashOf(token), payload, grantId, uid: undefined, expiresAt });
  return cookie(services.publicUrl, appId, token, lifetimes.refreshToken);
}

/** Whose sign-in of this app the browser keeps on this site. */
export async function findPartition(services: Services, cookies: Cookies, appId: string): Promise<FoundSession | undefined> {
  const token = cookies[partitionCookieName(services.publicUrl, appId)];
  if (!token) return undefined;
  const record = await findRecord(services.database.system, MODEL, hashOf(token), services.clock.now());
  const kept = record?.payload as Payload | undefined;
  if (!kept || kept.appId !== appId) return undefined;
  const { did, sessionId, grantId } = kept;
  // The session above may have idled away without anybody having ended it.
  const [grant, above] = await Promise.all([findGrantSession(services.database.system, grantId), listSessions(services, did, sessionId)]);
  return grant && above.some(({ current }) => current) ? { did, sessionId } : undefined;
}

/** @returns the Set-Cookie header that takes it away */
export async function endPartition(services: Services, cookies: Cookies, appId: string): Promise<string> {
  const token = cookies[partitionCookieName(services.publicUrl, appId)];
  if (token) await deleteRecord(services.database.system, MODEL, hashOf(token));
  return cookie(services.publicUrl, appId, '', 0);
}

const cookie = (publicUrl: string, appId: string, token: string, maxAge: number): string =>
  `${partitionCookieName(publicUrl, appId)}=${token}; Path=/; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=None; Partitioned`;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
