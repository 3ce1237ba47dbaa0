/**
 * The closed list of what can go wrong. Rooms throw a `VibeError` with one of these codes; the edge turns it into
 * the transport's own shape once (tRPC: `data.vibe`, elsewhere `application/problem+json`).
 *
 * `retry`: the same request may succeed later without being changed.
 */
export const vibeErrors = {
  bad_request: { status: 400, retry: false },
  bad_cursor: { status: 400, retry: false },
  too_deep: { status: 400, retry: false },
  index_required: { status: 400, retry: false },
  query_too_broad: { status: 400, retry: false },
  not_signed_in: { status: 401, retry: false },
  invalid_credentials: { status: 401, retry: false },
  invalid_token: { status: 401, retry: false },
  token_expired: { status: 401, retry: false },
  budget_exhausted: { status: 402, retry: false },
  forbidden: { status: 403, retry: false },
  insufficient_scope: { status: 403, retry: false },
  confirmation_required: { status: 403, retry: false },
  consent_required: { status: 403, retry: false },
  origin_not_allowed: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  unknown_app: { status: 404, retry: false },
  unknown_collection: { status: 404, retry: false },
  method_not_allowed: { status: 405, retry: false },
  already_exists: { status: 409, retry: false },
  handle_taken: { status: 409, retry: false },
  not_unique: { status: 409, retry: false },
  revision_conflict: { status: 409, retry: false },
  too_large: { status: 413, retry: false },
  schema_violation: { status: 422, retry: false },
  weak_password: { status: 422, retry: false },
  rate_limited: { status: 429, retry: true },
  internal: { status: 500, retry: false },
  index_building: { status: 503, retry: true },
  unavailable: { status: 503, retry: true },
} as const satisfies Record<string, { status: number; retry: boolean }>;

export type VibeErrorCode = keyof typeof vibeErrors;

export const vibeErrorCodes = Object.keys(vibeErrors) as readonly VibeErrorCode[];

/** One thing that is wrong with an input, by JSON Pointer (RFC 6901). */
export interface VibeErrorIssue {
  readonly path: string;
  readonly message: string;
}

export interface VibeErrorDetails {
  /** What the reader can do about it, one sentence. */
  readonly hint?: string;
  readonly issues?: readonly VibeErrorIssue[];
  /** Seconds; becomes the Retry-After header (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** Not generic on purpose: `instanceof` would narrow a generic class to `any`. */
export class VibeError extends Error {
  readonly code: VibeErrorCode;
  readonly hint: string | undefined;
  readonly issues: readonly VibeErrorIssue[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: VibeErrorCode, message: string, details: VibeErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'VibeError';
    this.code = code;
    this.hint = details.hint;
    this.issues = details.issues;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  get status(): number {
    return vibeErrors[this.code].status;
  }
}

/** What travels in tRPC's `data.vibe` and beside the standard members of a problem document (RFC 9457). */
export interface VibeErrorOnTheWire {
  readonly code: VibeErrorCode;
  readonly hint?: string;
  readonly issues?: readonly VibeErrorIssue[];
  readonly retryAfterSeconds?: number;
  readonly requestId: string;
}
