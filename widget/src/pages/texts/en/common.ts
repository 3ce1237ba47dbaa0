import type { VibeErrorCode } from '@vibe/shared';

/** What every page says. English is the source: the other languages have its type, so that none lacks a text. */
export const common = {
  brand: 'Vibe',
  footer: (host: string) => `Your account on ${host}`,
  language: 'Language',
  retry: 'Try again',
  problem: {
    network: 'Vibe cannot be reached',
    networkHint: 'Check the connection, then try again.',
    internal: 'Something went wrong here',
    passkey: 'The passkey did not work here',
    request: (id: string) => `Request ${id}`,
    wait: (time: string) => `You can try again in ${time}.`,
    waitOver: 'You can try again now.',
    /** In English the server's own sentence is shown instead: it knows more. */
    codes: {
      bad_request: 'Something in this request is not right.',
      bad_cursor: 'This list has changed. Load it again.',
      too_deep: 'This is nested too deeply.',
      index_required: 'The app asked in a way that is not prepared.',
      query_too_broad: 'The app asked for too much at once.',
      not_signed_in: 'You are not signed in.',
      invalid_credentials: 'That does not fit together. Check it and try again.',
      invalid_token: 'The sign-in of this app is not valid.',
      token_expired: 'The sign-in of this app has expired.',
      budget_exhausted: 'The budget for this is used up.',
      forbidden: 'This is not allowed here.',
      insufficient_scope: 'The app may not do this.',
      confirmation_required: 'Show once more that it is you.',
      consent_required: 'You have not allowed the app to do this.',
      origin_not_allowed: 'The app is not registered for this site.',
      not_found: 'There is nothing here, or it is over.',
      unknown_app: 'No app is registered here under this name.',
      unknown_collection: 'The app has not declared this collection.',
      method_not_allowed: 'This is not possible here.',
      already_exists: 'It is there already.',
      handle_taken: 'Somebody has this handle already.',
      not_unique: 'Another entry has this already.',
      revision_conflict: 'It was changed elsewhere meanwhile.',
      too_large: 'This is too large.',
      schema_violation: 'This does not have the form that it should have.',
      weak_password: 'This password is too easy to guess.',
      rate_limited: 'Too many tries. Wait a moment.',
      internal: 'Something went wrong here.',
      index_building: 'This is being prepared. Try again in a moment.',
      unavailable: 'This is not available right now.',
    } satisfies Record<VibeErrorCode, string> as Readonly<Record<VibeErrorCode, string>>,
  },
};

export type CommonTexts = typeof common;
