/** Seconds, unless the name says otherwise. How many days a consent lasts is in the app's manifest, `limits.consentDays` at most. */
export const consentTimes = {
  /** Use renews a consent when this part of its time has gone by: a year's is renewed once a month at most, so that the history stays readable. */
  renewedAfterPart: 1 / 12,
  /** How exactly the last use is known. */
  useNoted: 3_600,
} as const;

/** How many consents that are over are written down in one go. */
export const SETTLED_AT_ONCE = 200;
