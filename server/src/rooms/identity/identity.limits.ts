const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long things live, in seconds. */
export const lifetimes = {
  /** From the sign-in on, whatever happens. */
  sessionAbsolute: 30 * day,
  /** Since the session was last used. */
  sessionIdle: 14 * day,
  /** `last_seen_at` is written at most this often. */
  sessionSeenEvery: minute,
  /** A session that another process ended may live on here for so long. */
  sessionCache: 2,
  passkeyChallenge: 5 * minute,
  signInLink: 10 * minute,
  /** From the day someone gives up their account until it is erased; signing in before takes it back. */
  untilErased: 30 * day,
  /** Whoever signed in, or showed once more who they are, no longer ago need not do so again. */
  freshSession: 10 * minute,
  /** A letter's link and code. */
  emailProof: 15 * minute,
  /** From the code of a sign-up until name and handle are chosen. */
  emailSignUp: 30 * minute,
  /** Where there is a passkey or a recovery code, a mailbox alone opens the account only after this; until then everybody is told, and may stop it. */
  recoveryWait: day,
  /** How long the letter then works. */
  recoveryOpen: 2 * day,
  /** An address that was changed or removed can be given back by whoever reads it. */
  emailUndo: 7 * day,
  /** Letters that tell of something are tried for so long. */
  emailNews: 3 * day,
} as const;

/** Tries per key and time; then → rate_limited. A network is one IPv4 address, or an IPv6 /64. */
export const attempts = {
  signInPerHandleAndNetwork: { points: 10, seconds: 15 * minute },
  /** Loose: whoever knows a handle could otherwise lock its owner out. */
  signInPerHandle: { points: 100, seconds: hour },
  signInPerNetwork: { points: 200, seconds: 15 * minute },
  signUpPerNetwork: { points: 30, seconds: hour },
  passkeyChallengePerNetwork: { points: 300, seconds: 15 * minute },
  signInLinkPerAccount: { points: 10, seconds: hour },
  confirmPerAccount: { points: 10, seconds: 15 * minute },
  exportPerAccount: { points: 6, seconds: hour },
  importPerAccount: { points: 20, seconds: hour },
  /** Letters that one network asks for. */
  emailPerNetwork: { points: 30, seconds: hour },
  emailPerAddressAndNetwork: { points: 5, seconds: hour },
  /** Also what keeps codes from being guessed: 20 letters a day of 5 tries each, of a million. */
  emailPerAddress: { points: 20, seconds: day },
  emailPerAccount: { points: 10, seconds: hour },
  /** Codes and links that one network brings. */
  emailProofPerNetwork: { points: 100, seconds: 15 * minute },
  passwordPerAccount: { points: 10, seconds: 15 * minute },
} as const;

/** Accounts that one browser holds; with one more, the one that was active longest ago is signed out there. */
export const sessionsPerBrowser = 5;
/** Of one letter's code; then another letter is needed. → invalid_credentials */
export const triesPerCode = 5;
/** → bad_request */
export const passkeysPerAccount = 20;
export const recoveryCodesAtOnce = 10;
/** Of one `identity.profiles` call. → bad_request */
export const profilesPerCall = 50;
