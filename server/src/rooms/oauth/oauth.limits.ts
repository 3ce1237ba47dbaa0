import { signInLifetimeSeconds } from '@vibe/shared';

const minute = 60;
const day = 86_400;

/** Seconds, unless the name says otherwise. */
export const lifetimes = {
  accessToken: 10 * minute,
  /** From the first one on; rotation does not extend it (RFC 10017 on browser-based apps). */
  refreshToken: signInLifetimeSeconds,
  /** Since it was last used: what lies in a browser that nobody opens any more ends sooner. */
  refreshTokenIdle: 14 * day,
  /** The last use of a grant is written at most this often. */
  grantSeenEvery: 60 * minute,
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

/**
 * Requests per key and time, counted in shares (platform/rate-limit-shares); then → rate_limited. A network holds an office, so it is wide. What anybody can
 * send in somebody else's name is counted by network only: or a stranger could use up the limit of an account or an app.
 */
export const rates = {
  tokenPerNetwork: { points: 3_000, seconds: 5 * minute },
  /** Tokens that one person's apps have got, on all devices together. */
  tokenPerAccount: { points: 600, seconds: 5 * minute },
  /** A hundred a second. */
  tokenPerApp: { points: 30_000, seconds: 5 * minute },
  fedcmPerNetwork: { points: 1_500, seconds: 5 * minute },
  framePerNetwork: { points: 3_000, seconds: 5 * minute },
  /** Authorization, pushed requests, interactions, revocation, sign-out. */
  authorizePerNetwork: { points: 1_500, seconds: 5 * minute },
} as const;

/** Telling apps of sign-outs (OpenID Connect Back-Channel Logout 1.0). Seconds, unless the name says otherwise. */
export const backchannelLogout = {
  /** The token is made anew for each try; §2.4 asks for two minutes at the most. */
  tokenSeconds: 2 * minute,
  /** From the lookup of the name to the last byte of the answer. */
  deadlineMs: 5_000,
  answerBytes: 4_096,
  atOnce: 8,
  /** What another process, or one that died, has left over. */
  lookEvery: 5,
  /** Longer than the deadline: nobody else tries meanwhile. */
  claimSeconds: 30,
  /** After each try that failed; after the last one the app is not told any more. */
  waits: [10, minute, 5 * minute, 30 * minute, 2 * 3_600, 6 * 3_600, 12 * 3_600],
} as const;
