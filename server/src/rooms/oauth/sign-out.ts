import type { Did } from '@vibe/shared';
import type { Context, Services } from '../../platform/context.ts';
import { endAllSessions, endSession, endSessionById, findSession } from '../identity/index.ts';
import { revokeGrants } from './grants.ts';

/** Ends this browser's session, and what apps were given under it. */
export async function signOutHere(ctx: Context): Promise<void> {
  const session = await findSession(ctx, ctx.cookies);
  await endSession(ctx);
  if (session) await revokeGrants(ctx, session);
}

/** Ends one device's session, and what apps were given under it. */
export async function signOutDevice(services: Services, did: Did, sessionId: string): Promise<void> {
  await endSessionById(services, did, sessionId);
  await revokeGrants(services, { did, sessionId });
}

/** Every session, this browser's too, and every app. */
export async function signOutEverywhere(services: Services, did: Did): Promise<void> {
  await endAllSessions(services, did);
  await revokeGrants(services, { did });
}
