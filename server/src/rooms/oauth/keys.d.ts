import { type KeyObject } from 'node:crypto';
import type { Services } from '../../platform/context.ts';
/** The server's signing keys, ES256. */
export interface KeySet {
    /** For the engine: the one that signs first, then the next, then the retired. With private parts. */
    readonly jwks: readonly PrivateJwk[];
    readonly signing: {
        readonly id: string;
        readonly key: KeyObject;
    };
    /** By key id, also of retired keys. */
    readonly verifying: ReadonlyMap<string, KeyObject>;
    /** Changes when the keys or their order do. */
    readonly version: string;
}
export interface PrivateJwk {
    readonly kty: 'EC';
    readonly crv: 'P-256';
    readonly x: string;
    readonly y: string;
    readonly d: string;
    readonly kid: string;
    readonly alg: 'ES256';
    readonly use: 'sig';
}
/** Does what is due, and reads. Without `schedule` given, the usual one. */
export declare function rotatedKeys(services: Services, schedule?: {
    readonly keyNext: 86400;
    readonly keyCurrent: number;
    readonly keyRetired: number;
    readonly lookEvery: 60;
}): Promise<KeySet>;
