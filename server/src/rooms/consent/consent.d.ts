import { type Did, type Scope } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { type App } from '../apps/index.ts';
import { type How } from './consent.store.ts';
/** What one person allows one app. */
export interface Consent {
    readonly app: {
        readonly id: string;
        readonly did: Did;
        readonly name: string;
        readonly icon?: string;
        readonly origins: readonly string[];
    };
    readonly scopes: readonly Scope[];
    /** ISO 8601; the oldest of the scopes. */
    readonly since: string;
}
/** Empty when the person allows the app nothing. */
export declare function grantedScopes(services: Services, did: Did, appId: string): Promise<ReadonlySet<Scope>>;
export interface Allowance {
    readonly did: Did;
    readonly app: App;
    /** Exactly those that the person was shown and agreed to. */
    readonly scopes: Iterable<Scope>;
    readonly how: How;
}
/**
 * Adds to what is allowed, and writes down that it was.
 * @throws {VibeError} bad_request when the app's manifest does not declare a scope
 */
export declare function allow(services: Services, { did, app, scopes, how }: Allowance): Promise<ReadonlySet<Scope>>;
/**
 * Does something that rests on consents. They stay locked meanwhile, so that a withdrawal comes either before, and nothing is done, or after, and
 * ends what was done.
 * @throws {VibeError} consent_required when one of the scopes is not consented to
 */
export declare function whileConsented<Done>(services: Services, { did, app, scopes }: Omit<Allowance, 'how'>, run: (db: Db) => Promise<Done>): Promise<Done>;
/** Ends all that the person allows this app, and with it (migration 0004) every token the app has of them. */
export declare const withdraw: (services: Services, did: Did, appId: string) => Promise<void>;
export declare function listConsents(services: Services, did: Did): Promise<Consent[]>;
