import type { VibeError } from '@vibe/shared';
import { toVibeError } from '../trpc/errors.ts';

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

const problemDocument = (error: VibeError, requestId: string) => ({
  type: 'about:blank',
  title: error.message,
  status: error.status,
  code: error.code,
  requestId,
  ...(error.hint !== undefined && { detail: error.hint }),
  ...(error.issues !== undefined && { issues: error.issues }),
});
