/** Seconds, unless the name says otherwise. */
export declare const lifetimes: {
    readonly accessToken: number;
    /** From the first one on; rotation does not extend it (RFC 10017 on browser-based apps). */
    readonly refreshToken: number;
    readonly authorizationCode: 60;
    readonly idToken: number;
    /** Filling in a sign-up form takes a while. */
    readonly interaction: number;
    /** The engine's own session; it follows Vibe's, and is made anew from it when it is gone. */
    readonly engineSession: number;
    /** A grant outlives the refresh token that hangs on it. */
    readonly grant: number;
    /** How long a grant that ended may still be taken for live, per process. */
    readonly grantMemory: 2;
};
/** Signing keys. A key is published for `keyNext` before it signs and for `keyRetired` after, so that whoever has cached the set knows it. */
export declare const keySchedule: {
    readonly keyNext: 86400;
    readonly keyCurrent: number;
    readonly keyRetired: number;
    readonly lookEvery: 60;
};
/** DPoP (RFC 9449 §11.1): a proof is good for this long around its time. */
export declare const dpop: {
    readonly window: number;
    readonly proofsRemembered: 250000;
};
