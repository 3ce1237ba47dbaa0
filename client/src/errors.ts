import type { VibeErrorCode as ServerErrorCode, VibeErrorIssue, VibeErrorOnTheWire } from '@vibe/shared';
import type { SessionError, SessionErrorCode } from './session/errors.ts';

/** What goes wrong on this side of the wire. */
export type ClientErrorCode =
  /** No answer: offline, name not found, connection cut. */
  | 'network'
  /** No answer in time. */
  | 'timeout'
  /** The `signal` was aborted, or the client closed. `cause` is the signal's reason. */
  | 'aborted';

/** The server's codes, the client's own, and those of a sign-in. A closed list, so that a `switch` can be complete. */
export type VibeErrorCode = ServerErrorCode | ClientErrorCode | SessionErrorCode;

export interface VibeErrorDetails extends Partial<Pick<VibeErrorOnTheWire, 'hint' | 'issues' | 'retryAfterSeconds' | 'requestId'>> {
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** Everything that this package rejects with. */
export class VibeError extends Error {
  readonly code: VibeErrorCode;
  /** What the reader can do about it, one sentence. */
  readonly hint: string | undefined;
  /** What is wrong with the input, by JSON Pointer (RFC 6901). */
  readonly issues: readonly VibeErrorIssue[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Names the server's log lines: quote it when asking for help. */
  readonly requestId: string | undefined;
  readonly status: number | undefined;

  constructor(code: VibeErrorCode, message: string, details: VibeErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'VibeError';
    this.code = code;
    this.hint = details.hint;
    this.issues = details.issues;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.requestId = details.requestId || undefined;
    this.status = details.status;
  }
}

export const isVibeError = (error: unknown, code?: VibeErrorCode): error is VibeError =>
  error instanceof VibeError && (code === undefined || error.code === code);

/** @throws {VibeError} `aborted` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

export const aborted = (signal: AbortSignal): VibeError => new VibeError('aborted', 'This was called off', { cause: signal.reason });

export function fromSessionError(error: unknown): VibeError {
  if (error instanceof VibeError) return error;
  if (isSessionError(error))
    return new VibeError(error.code, error.message, { ...(error.requestId && { requestId: error.requestId }), cause: error });
  return new VibeError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}

/** Not by class: the session may have been made by the tag's script, which brings its own. */
export const isSessionError = (error: unknown): error is SessionError =>
  error instanceof Error && error.name === 'SessionError' && 'code' in error;
