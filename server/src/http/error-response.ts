import type { VibeError } from '@vibe/shared';
import superjson from 'superjson';
import { errorData, toVibeError } from '../trpc/errors.ts';

/** Outside tRPC an error is a problem document (RFC 9457) with Vibe's code in it. */
export function problemResponse(error: unknown, requestId: string): Response {
  const vibe = toVibeError(error);
  return new Response(JSON.stringify(problemDocument(vibe, requestId)), {
    status: vibe.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(vibe.retryAfterSeconds !== undefined && { 'retry-after': String(vibe.retryAfterSeconds) }),
    },
  });
}

/** A tRPC call that was refused before it reached a procedure, in the shape that tRPC's clients read (also for each call of a batch). */
export function trpcErrorResponse(error: unknown, requestId: string): Response {
  const vibe = toVibeError(error);
  // -32600: JSON-RPC's "invalid request", which is what tRPC's shape has room for.
  const shape = { message: vibe.message, code: -32_600, data: errorData(vibe, requestId) };
  return new Response(JSON.stringify({ error: superjson.serialize(shape) }), {
    status: vibe.status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(vibe.retryAfterSeconds !== undefined && { 'retry-after': String(vibe.retryAfterSeconds) }),
    },
  });
}

const problemDocument = (error: VibeError, requestId: string) => ({
  type: 'about:blank',
  title: error.message,
  status: error.status,
  code: error.code,
  requestId,
  ...(error.hint !== undefined && { detail: error.hint }),
  ...(error.issues !== undefined && { issues: error.issues }),
});
