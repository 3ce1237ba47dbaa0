import { isVibeError, type VibeErrorCode } from '@vibe/client';

/** What went wrong, in words for the person at the screen. */
export interface Failure {
  readonly says: string;
  /** To quote when asking for help. */
  readonly requestId?: string | undefined;
}

const offline = 'You seem to be offline.';
const general = 'Something went wrong on our side.';

/** Texts for what a person can do something about; everything else is said in general words. */
const texts: Partial<Record<VibeErrorCode, string>> = {
  network: 'Feeds cannot be reached just now.',
  timeout: 'The answer took too long.',
  offline: offline,
  unavailable: 'Feeds cannot be reached just now.',
  rate_limited: 'That was a little too fast. Wait a moment, then try again.',
  not_signed_in: 'Your sign-in has ended. Sign in again, then try once more.',
  consent_required: 'Feeds may not do this for you any more. Sign in again to allow it.',
  insufficient_scope: 'You have not allowed Feeds to do this.',
  schema_violation: 'A post needs some text, 500 characters at the most.',
  index_building: 'The search is being prepared. Try again in a moment.',
  revision_conflict: 'It has been changed in another place meanwhile. Save again to put yours in its stead.',
  too_large: 'This is too long.',
};

export function failureOf(error: unknown): Failure {
  if (!navigator.onLine) return { says: offline };
  if (!isVibeError(error)) return { says: general };
  return { says: texts[error.code] ?? general, requestId: error.requestId };
}
