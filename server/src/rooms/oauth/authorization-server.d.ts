import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { type KeySet } from './keys.ts';
/** The engine is made for one set of keys, and made anew when they change. */
interface Engine {
    readonly keys: KeySet;
    readonly provider: Provider;
    readonly callback: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
}
export interface AuthorizationServer {
    engine(): Promise<Engine>;
    /** Looks at the keys now; the timer does so each minute. */
    lookAtKeys(): Promise<Engine>;
    /** Answers one request to the engine's own endpoints. */
    callback(req: IncomingMessage, res: ServerResponse): Promise<void>;
}
export declare const authorizationServer: (services: Services) => AuthorizationServer;
export {};
