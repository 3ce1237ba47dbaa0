import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Profile, type Scope } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type App } from '../apps/index.ts';
import { type ConsentText } from '../consent/index.ts';
/** What the sign-in and the consent page need to know of the authorization they belong to. */
export interface InteractionDetails {
    readonly prompt: 'login' | 'select_account' | 'consent';
    readonly app: {
        readonly id: string;
        readonly name: string;
        readonly icon: string | null;
        readonly origin: string;
    };
    readonly account: Profile | null;
    readonly consent: ConsentText;
    readonly login_hint: string | null;
}
export interface Decision {
    readonly allow: boolean;
    /** Those that the person was shown and agreed to. */
    readonly scopes?: readonly Scope[] | undefined;
}
type Raw = {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
};
/** Where the browser goes next: a path of this server, or back to the client through the engine. @throws {VibeError} not_found */
export declare function continueInteraction(services: Services, raw: Raw, uid: string): Promise<string>;
/** @throws {VibeError} not_found, unknown_app */
export declare function describeInteraction(services: Services, raw: Raw, uid: string): Promise<InteractionDetails>;
/**
 * The person's answer. Consent is written down with exactly the scopes that came back from the page.
 * @returns where the browser goes next
 * @throws {VibeError} not_found, not_signed_in, bad_request
 */
export declare function decideInteraction(services: Services, raw: Raw, uid: string, decision: Decision): Promise<string>;
/** The site that gets the answer; a popup's page is Vibe's own, and names the origin it is for. */
export declare function originAsking({ publicUrl }: Services, app: App, redirectUri: string): string;
export {};
