import type { AdapterPayload } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
/** An app as the engine knows clients (RFC 7591): public, codes and refresh tokens only. */
export declare function findClientMetadata(services: Services, clientId: string): Promise<AdapterPayload | undefined>;
