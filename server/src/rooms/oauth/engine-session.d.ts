import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { type FoundSession } from '../identity/index.ts';
/**
 * The engine has a session of its own. Before each authorization it is made to say what Vibe's session says: the same person, signed in at the
 * same time, or nobody. Then no sign-in step is needed where someone is signed in, `prompt=none` tells the truth, and changing the account in
 * another tab cannot mix two people.
 */
export declare function alignEngineSession(services: Services, provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void>;
/** Seconds since 1970. */
export declare function signedInAt(services: Services, { did, sessionId }: FoundSession): Promise<number>;
