import type { IncomingMessage } from 'node:http';
import { VibeError } from '@vibe/shared';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
/** The engine has something to say that cannot go back to the client, such as an unknown redirect URI. The edge shows it in Vibe's own way. */
export declare function keepRefusal(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void;
/** What the engine refused this request for, if it did not answer it itself. */
export declare const refusalOf: (request: IncomingMessage) => VibeError | undefined;
