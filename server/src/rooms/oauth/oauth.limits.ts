const minute = 60;
const day = 86_400;

/** Seconds, unless the name says otherwise. */
export const lifetimes = {
  accessToken: 10 * minute,
  /** From the first one on; rotation does not extend it (RFC 10017 on browser-based apps). */
  refreshToken: 30 * day,
  authorizationCode: minute,
  idToken: 10 * minute,
  /** Filling in a sign-up form takes a while. */
  interaction: 30 * minute,
  /** The engine's own session; it follows Vibe's, and is made anew from it when it is gone. */
  engineSession: 14 * day,
  /** A grant outlives the refresh token that hangs on it. */
  grant: 31 * day,
  /** How long a grant that ended may still be taken for live, per process. */
  grantMemory: 2,
} as const;

/** Signing keys. A key is published for `keyNext` before it signs and for `keyRetired` after, so that whoever has cached the set knows it. */
export const keySchedule = { keyNext: day, keyCurrent: 30 * day, keyRetired: 7 * day, lookEvery: minute } as const;

/** DPoP (RFC 9449 §11.1): a proof is good for this long around its time. */
export const dpop = { window: 10 * minute, proofsRemembered: 250_000 } as const;
