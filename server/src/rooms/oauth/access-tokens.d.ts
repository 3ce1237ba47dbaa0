import { type Did, type Scope } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
export interface VerifiedToken {
    readonly did: Did;
    readonly appId: string;
    readonly scopes: ReadonlySet<Scope>;
    readonly grantId: string;
    /** The key that must sign a proof for each request (RFC 9449 §6); absent: a Bearer token. */
    readonly jkt: string | undefined;
    /** Seconds since 1970. */
    readonly expiresAt: number;
}
/**
 * Verifies an access token (RFC 9068 §4): signature once per token and process, expiry each time, its grant at most every two seconds.
 * @throws {VibeError} invalid_token, token_expired
 */
export declare function verifyAccessToken(services: Services, token: string): Promise<VerifiedToken>;
/**
 * A Bearer token for a script, made by whoever operates this server: no consent is asked, since they hold the database anyway.
 * @throws {VibeError} unknown_app
 */
export declare function mintAccessToken(services: Services, { did, appId, scopes }: {
    readonly did: Did;
    readonly appId: string;
    readonly scopes: readonly Scope[];
}): Promise<{
    token: string;
    expiresAt: string;
    scope: string;
}>;
