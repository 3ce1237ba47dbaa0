/** Why a sign-in did not come to its end, for developers; what the person reads is the tag's (its texts), and this file comes with every page. */
const explanations = {
  cancelled: 'Sign-in was cancelled.',
  /** The browser refused to open a window, and `mode` forbids leaving the page. */
  popup_blocked: 'The browser blocked the window.',
  /** The click is too long ago for the browser to open a window: another one is needed. */
  needs_tap: 'One more tap is needed.',
  offline: 'There is no network.',
  timeout: 'Vibe took too long.',
  /** The frame did not load: is this origin registered for the app, is the server's address right? */
  frame_refused: 'Vibe cannot be reached from here.',
  redirect_loop: 'Signing in went round in circles. Wait a minute.',
  /** The app has no redirect URI on this origin. */
  no_redirect_uri: 'No redirect URI is registered here.',
  access_denied: 'Access was not allowed.',
  not_signed_in: 'Nobody is signed in.',
  /** The sign-in has lasted as long as it may. */
  expired: 'The sign-in has ended.',
  /** The sign-in was ended elsewhere: signed out there, or the app's access withdrawn. */
  revoked: 'The sign-in was ended elsewhere.',
  /** Not all that is asked for is allowed, and this way cannot ask for it. */
  consent_required: 'This is not allowed yet.',
  /** The browser gives the frame no cookies without asking the person. */
  no_access: 'The browser gives no cookies.',
  /** So far off that the server refuses what this device signs, though it was dated anew. */
  clock_skew: 'The clock of this device is wrong.',
  /** Wrong state, issuer or shape. */
  bad_answer: 'That belonged to another sign-in.',
  unknown_app: 'Vibe does not know this app.',
  rate_limited: 'Too many tries.',
  /** Anything that the server calls otherwise. */
  unavailable: 'Something went wrong at Vibe.',
};

export type SessionErrorCode = keyof typeof explanations;

export interface SessionErrorDetails {
  /** For the developer; the tag shows its own text for the code. */
  readonly message?: string | undefined;
  /** Names the server's log lines of what went wrong. */
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

export class SessionError extends Error {
  readonly code: SessionErrorCode;
  readonly requestId: string | undefined;

  constructor(code: SessionErrorCode, { message, requestId, cause }: SessionErrorDetails = {}) {
    super(message ?? explanations[code], { cause });
    this.name = 'SessionError';
    this.code = code;
    this.requestId = requestId;
  }

  /** May the same succeed when tried again? */
  get retry(): boolean {
    return this.code !== 'no_redirect_uri' && this.code !== 'unknown_app';
  }
}

/** What the frame or the popup calls it → our closed list. */
export const sessionError = (code: string, details: SessionErrorDetails): SessionError =>
  new SessionError(Object.hasOwn(explanations, code) ? (code as SessionErrorCode) : 'unavailable', details);

export const asSessionError = (error: unknown): SessionError =>
  error instanceof SessionError ? error : new SessionError('unavailable', { cause: error });

/** Vibe could not be asked: that says nothing about who is signed in. */
export const isUnreachable = (error: unknown): boolean => unreachable.has(asSessionError(error).code);
const unreachable: ReadonlySet<SessionErrorCode> = new Set(['frame_refused', 'offline', 'timeout', 'unavailable']);
