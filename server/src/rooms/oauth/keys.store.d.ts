import type { Db } from '../../platform/database.ts';
import type { KeyState } from './keys.policy.ts';
export interface KeyRow {
    readonly id: string;
    readonly state: KeyState;
    readonly sealed_private_jwk: Buffer;
    readonly state_since: Date;
}
export declare const listKeyRows: (db: Db) => Promise<KeyRow[]>;
export interface NewKey {
    readonly id: string;
    readonly publicJwk: object;
    readonly sealedPrivateJwk: Buffer;
}
export interface KeyChanges {
    readonly remove: readonly string[];
    readonly retire: readonly string[];
    readonly promote: readonly string[];
    readonly insert: readonly (NewKey & {
        readonly state: KeyState;
    })[];
}
/** Two processes that look at the same time: one changes, the other waits and then sees what the first has made. */
export declare const changeKeys: (db: Db, now: Date, decide: (rows: KeyRow[]) => KeyChanges | Promise<KeyChanges>) => Promise<void>;
