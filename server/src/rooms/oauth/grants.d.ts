import type { Did, Scope } from '@vibe/shared';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import type { App } from '../apps/index.ts';
import { type GrantFacts } from './grants.store.ts';
export interface Authorization {
    readonly did: Did;
    readonly app: App;
    /** The session under which it is made. */
    readonly sessionId: string;
    readonly scopes: readonly Scope[];
    /** Asked for, and left out by the person. */
    readonly rejected?: readonly Scope[];
}
export declare const toIdentityScope: (scopes: readonly Scope[]) => string;
export declare const toApiScope: (scopes: readonly Scope[]) => string;
/**
 * One grant for one authorization: this device, this app.
 * @returns the grant's id
 * @throws {VibeError} consent_required when the person has not consented to one of the scopes, or has just withdrawn it
 */
export declare function makeGrant(services: Services, provider: Provider, authorization: Authorization): Promise<string>;
/** Ends grants, and with them every code and token that hangs on them. Other processes notice within two seconds. */
export declare function endGrants(services: Services, facts: GrantFacts): Promise<void>;
/** Ends what a person's apps hold: all of it, one app's, or what was made under one session. */
export declare const revokeGrants: (services: Services, facts: {
    readonly did: Did;
    readonly appId?: string;
    readonly sessionId?: string;
}) => Promise<void>;
/** Does the grant still stand? Asked with every request; the database at most every two seconds per grant. */
export declare function isLive(services: Services, grantId: string): Promise<boolean>;
