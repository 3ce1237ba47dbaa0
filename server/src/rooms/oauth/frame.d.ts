import { type Profile, type Scope } from '@vibe/shared';
import { z } from 'zod';
import type { Services } from '../../platform/context.ts';
import { type ConsentText } from '../consent/index.ts';
export interface FrameStatus {
    /** Whose session the frame sees. */
    readonly account: Profile | null;
    readonly missing: readonly Scope[];
    readonly granted: readonly Scope[];
    /** The server's half of the rule for one tap: somebody is there, and nothing missing is sensitive. */
    readonly one_tap: boolean;
    readonly app: {
        readonly id: string;
        readonly name: string;
        readonly icon: string | null;
        readonly origins: readonly string[];
        readonly redirect_uris: readonly string[];
    };
    readonly consent: ConsentText;
    /** To be sent back with the approval of what `consent` says. */
    readonly display: string;
}
type Cookies = Readonly<Record<string, string>>;
/** @throws {VibeError} unknown_app, bad_request */
export declare function frameStatus(services: Services, cookies: Cookies, query: {
    clientId: string;
    scope: string;
}): Promise<FrameStatus>;
export declare const frameAuthorizeInput: z.ZodObject<{
    client_id: z.ZodString;
    scope: z.ZodString;
    code_challenge: z.ZodString;
    dpop_jkt: z.ZodString;
    origin: z.ZodString;
    approve: z.ZodBoolean;
    display: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export type FrameAuthorizeInput = z.output<typeof frameAuthorizeInput>;
/** What the token request of such a code must name as its redirect URI. No browser is ever sent there. */
export declare const frameRedirectUri: (publicUrl: string) => string;
/**
 * A code for the frame, bound to its challenge and its key: silently when all is consented to, else with the approval of what was shown.
 * @throws {VibeError} not_signed_in, consent_required, forbidden, origin_not_allowed, unknown_app, bad_request
 */
export declare function frameAuthorize(services: Services, cookies: Cookies, input: FrameAuthorizeInput): Promise<{
    code: string;
    iss: string;
}>;
export {};
