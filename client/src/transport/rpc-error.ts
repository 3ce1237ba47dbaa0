import { TRPCClientError } from '@trpc/client';
import type { VibeErrorOnTheWire } from '@vibe/shared';
import { fromSessionError, isSessionError, VibeError, type VibeErrorCode } from '../errors.ts';

/** Whatever a call ended with, as the one class that this package rejects with. */
export function toVibeError(error: unknown): VibeError {
  if (error instanceof VibeError) return error;
  if (isSessionError(error)) return fromSessionError(error);
  if (!(error instanceof TRPCClientError)) return fromThrown(error);
  const data: unknown = error.data;
  if (isRecord(data) && isOnTheWire(data.vibe)) {
    const { code, ...rest } = data.vibe;
    const status = typeof data.httpStatus === 'number' ? data.httpStatus : undefined;
    return new VibeError(code, error.message, { ...rest, status });
  }
  const { response, responseJSON } = (error.meta ?? {}) as { response?: unknown; responseJSON?: unknown };
  return response instanceof Response ? fromResponse(response, responseJSON, error) : fromThrown(error.cause ?? error);
}

/** An answer that is not tRPC's: a problem document (RFC 9457) of the server's edge, or the page of some proxy before it. */
export function fromResponse(response: Response, body: unknown, cause?: unknown): VibeError {
  const details = {
    status: response.status,
    requestId: response.headers.get('vibe-request-id') ?? '',
    ...retryAfter(response.headers.get('retry-after')),
    cause,
  };
  if (isRecord(body) && isOnTheWire(body)) {
    const title = 'title' in body && typeof body.title === 'string' ? body.title : 'The server refused this';
    const { code, hint, issues } = body;
    return new VibeError(code, title, { ...details, ...(hint && { hint }), ...(issues && { issues }) });
  }
  return new VibeError(
    byStatus[response.status] ?? 'internal',
    `The server answered ${response.status}, and not in a way that a Vibe server does`,
    details,
  );
}

const byStatus: Readonly<Record<number, VibeErrorCode>> = {
  401: 'invalid_token',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  413: 'too_large',
  429: 'rate_limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

function fromThrown(error: unknown): VibeError {
  if (error instanceof VibeError) return error;
  if (isSessionError(error)) return fromSessionError(error);
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError') return new VibeError('aborted', 'This was called off', { cause: error });
  if (name === 'TimeoutError') return new VibeError('timeout', 'The server did not answer in time', { cause: error });
  return new VibeError('network', 'The server cannot be reached', { hint: 'Check the connection, then try again.', cause: error });
}

/** Seconds only; a date (RFC 9110 §10.2.3) would need a clock that agrees with the server's. */
const retryAfter = (header: string | null) => (header !== null && /^\d+$/.test(header) ? { retryAfterSeconds: Number(header) } : {});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isOnTheWire = (value: unknown): value is VibeErrorOnTheWire => isRecord(value) && typeof value.code === 'string';
