/** Why a sign-in did not come to its end, and whether the same may succeed when tried again. */
export const sessionErrors = {
  /** The person closed the window, pressed Esc or said "Not now". */
  cancelled: { retry: true },
  /** The browser refused to open a window and `mode` forbids leaving the page. */
  popup_blocked: { retry: true },
  /** The click is too long ago for the browser to open a window: ask for another one. */
  needs_tap: { retry: true },
  offline: { retry: true },
  /** The frame did not answer in time. */
  timeout: { retry: true },
  /** The frame did not load here: is this origin registered for the app? Is the server's address right? */
  frame_refused: { retry: true },
  /** Signing in went round and round without an end. */
  redirect_loop: { retry: true },
  /** The app has no redirect URI on this origin. */
  no_redirect_uri: { retry: false },
  /** The person, or the server, said no. */
  access_denied: { retry: true },
  not_signed_in: { retry: true },
  /** An answer that does not belong to what was asked: wrong state, issuer or shape. */
  bad_answer: { retry: true },
  unknown_app: { retry: false },
  rate_limited: { retry: true },
  /** The server has a problem. */
  unavailable: { retry: true },
} as const satisfies Record<string, { retry: boolean }>;

export type SessionErrorCode = keyof typeof sessionErrors;

export class SessionError extends Error {
  readonly code: SessionErrorCode;
  /** Names the server's log lines of what went wrong. */
  readonly requestId: string | undefined;

  constructor(code: SessionErrorCode, message: string, details: { requestId?: string | undefined; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SessionError';
    this.code = code;
    this.requestId = details.requestId;
  }

  get retry(): boolean {
    return sessionErrors[this.code].retry;
  }
}

/** What the frame or the popup calls it → our closed list. */
export function sessionError(code: string, message: string, requestId?: string): SessionError {
  const known = Object.hasOwn(sessionErrors, code) ? (code as SessionErrorCode) : 'unavailable';
  return new SessionError(known, message, { requestId });
}

export const asSessionError = (error: unknown): SessionError =>
  error instanceof SessionError
    ? error
    : new SessionError('unavailable', error instanceof Error ? error.message : String(error), { cause: error });
