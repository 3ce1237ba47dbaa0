import type { Did } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { endAllSessions, endSessionById } from '../identity/index.ts';
import { revokeGrants } from './grants.ts';

/** Ends one device's session, and what apps were given under it, also when the session itself was over before. */
export async function signOutDevice(services: Services, did: Did, sessionId: string): Promise<void> {
  await endSessionById(services, did, sessionId);
  await revokeGrants(services, { did, sessionId });
}

/** Every session, this browser's too, and every app. */
export async function signOutEverywhere(services: Services, did: Did): Promise<void> {
  await endAllSessions(services, did);
  await revokeGrants(services, { did });
}
