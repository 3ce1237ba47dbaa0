import { createHmac } from 'node:crypto';
import type { Services } from '../../platform/context.ts';

/**
 * What an app knows a session by: `sid` in its ID tokens and logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.1). Another one for each app, so that two of
 * them cannot tell that they were used in the same browser.
 */
export const sessionName = ({ sealer }: Services, sessionId: string, appId: string): string =>
  createHmac('sha256', sealer.derive('session names/1'))
    .update(JSON.stringify([sessionId, appId]))
    .digest('base64url')
    .slice(0, 22);
