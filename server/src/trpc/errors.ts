import { TRPCError } from '@trpc/server';
import { VibeError, type VibeErrorCode, type VibeErrorOnTheWire } from '@vibe/shared';
import { ZodError } from 'zod';

type TrpcCode = TRPCError['code'];

export const trpcCodes = {
  bad_request: 'BAD_REQUEST',
  bad_cursor: 'BAD_REQUEST',
  too_deep: 'BAD_REQUEST',
  index_required: 'BAD_REQUEST',
  query_too_broad: 'BAD_REQUEST',
  not_signed_in: 'UNAUTHORIZED',
  invalid_credentials: 'UNAUTHORIZED',
  invalid_token: 'UNAUTHORIZED',
  token_expired: 'UNAUTHORIZED',
  budget_exhausted: 'PAYMENT_REQUIRED',
  forbidden: 'FORBIDDEN',
  insufficient_scope: 'FORBIDDEN',
  confirmation_required: 'FORBIDDEN',
  consent_required: 'FORBIDDEN',
  origin_not_allowed: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  unknown_app: 'NOT_FOUND',
  unknown_collection: 'NOT_FOUND',
  method_not_allowed: 'METHOD_NOT_SUPPORTED',
  already_exists: 'CONFLICT',
  handle_taken: 'CONFLICT',
  not_unique: 'CONFLICT',
  revision_conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  schema_violation: 'UNPROCESSABLE_CONTENT',
  weak_password: 'UNPROCESSABLE_CONTENT',
  rate_limited: 'TOO_MANY_REQUESTS',
  internal: 'INTERNAL_SERVER_ERROR',
  index_building: 'SERVICE_UNAVAILABLE',
  unavailable: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<VibeErrorCode, TrpcCode>;

const fromTrpc: Partial<Record<TrpcCode, VibeErrorCode>> = {
  PARSE_ERROR: 'bad_request',
  BAD_REQUEST: 'bad_request',
  NOT_FOUND: 'not_found',
  UNAUTHORIZED: 'not_signed_in',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  UNSUPPORTED_MEDIA_TYPE: 'bad_request',
  PAYLOAD_TOO_LARGE: 'too_large',
};

/** What every tRPC error answer says, whether a procedure refused or the request never reached one. */
export function errorData(vibe: VibeError, requestId: string, path?: string) {
  const onTheWire: VibeErrorOnTheWire = {
    code: vibe.code,
    requestId,
    ...(vibe.hint !== undefined && { hint: vibe.hint }),
    ...(vibe.issues !== undefined && { issues: vibe.issues }),
    ...(vibe.retryAfterSeconds !== undefined && { retryAfterSeconds: vibe.retryAfterSeconds }),
  };
  return { code: trpcCodes[vibe.code], httpStatus: vibe.status, path, vibe: onTheWire };
}

/** Whatever was thrown, as one of the closed list. What is not ours is `internal`, and says nothing of its inside. */
export function toVibeError(error: unknown): VibeError {
  if (error instanceof VibeError) return error;
  if (error instanceof ZodError) return fromZod(error);
  if (error instanceof TRPCError) {
    if (error.cause instanceof VibeError) return error.cause;
    if (error.cause instanceof ZodError) return fromZod(error.cause);
    const code = fromTrpc[error.code];
    if (code) return new VibeError(code, error.message);
    return fromDatabase(error.cause) ?? new VibeError('internal', 'Something went wrong here', { cause: error });
  }
  return fromDatabase(error) ?? new VibeError('internal', 'Something went wrong here', { cause: error });
}

function fromZod(error: ZodError): VibeError {
  const issues = error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.map((part) => `/${String(part)}`).join(''), message: issue.message }));
  const first = issues[0];
  return new VibeError('bad_request', first ? `${first.path || 'input'}: ${first.message}` : 'The input is not valid', { issues });
}

/** Postgres away, starting, stopping, or out of connections: come back soon. */
const awayCodes = /^(08000|08001|08003|08004|08006|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;
function fromDatabase(error: unknown): VibeError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === '22021' || code === '22P05') return new VibeError('bad_request', 'Text may not hold the character U+0000', { cause: error });
  const cut =
    /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed/.test(
      error.message,
    );
  if (!cut && !awayCodes.test(code)) return undefined;
  return new VibeError('unavailable', 'The database is away', { hint: 'Try again in a moment.', retryAfterSeconds: 2, cause: error });
}
