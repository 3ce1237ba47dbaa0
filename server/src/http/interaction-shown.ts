import type { IncomingMessage } from 'node:http';
import { type Language, VibeError } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { findInteraction, type InteractionDetails } from '../rooms/oauth/index.ts';

/** The app's request that a page is about, for the HTML of its first paint; undefined when there is none, or it is over. */
export async function requestOf(
  services: Services,
  req: IncomingMessage,
  uid: string | undefined,
  language: Language,
): Promise<InteractionDetails | undefined> {
  if (uid === undefined) return undefined;
  try {
    return await findInteraction(services, req, uid, language);
  } catch (error) {
    if (error instanceof VibeError && error.status < 500) return undefined;
    throw error;
  }
}
