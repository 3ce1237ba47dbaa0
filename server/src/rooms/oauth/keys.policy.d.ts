export type KeyState = 'next' | 'current' | 'retired';
export interface DatedKey {
    readonly id: string;
    readonly state: KeyState;
    readonly state_since: Date;
}
export interface Rotation {
    readonly remove: readonly string[];
    readonly retire: readonly string[];
    readonly promote: readonly string[];
    /** Keys to make, in this state. */
    readonly make: readonly KeyState[];
}
interface Schedule {
    readonly keyNext: number;
    readonly keyCurrent: number;
    readonly keyRetired: number;
}
/**
 * What is due. There is always one key that signs and one that is published to sign next; a key signs only after it has been published for
 * `keyNext` seconds, and stays published for `keyRetired` seconds after its last signature.
 */
export declare function dueRotation(keys: readonly DatedKey[], now: Date, schedule: Schedule): Rotation;
export {};
