import type { IncomingMessage } from 'node:http';
import { limits, VibeError } from '@vibe/shared';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Requests of one address in ten seconds, all routes together; health checks and static files are not counted. */
export const requestsPerTenSeconds = 2_000;

/**
 * What every request must pass before any room sees it.
 * @throws {VibeError} too_large, bad_request (a body of unknown length), rate_limited
 */
export function createRequestGuard(pointsPerTenSeconds: number): (request: IncomingMessage, ip: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: pointsPerTenSeconds || 1, duration: 10 });
  return async (request, ip) => {
    checkBody(request);
    if (pointsPerTenSeconds === 0) return;
    await limiter.consume(ip).catch((refusal: { msBeforeNext?: number }) => {
      throw new VibeError('rate_limited', 'Too many requests from this address', {
        retryAfterSeconds: Math.ceil((refusal.msBeforeNext ?? 1000) / 1000),
      });
    });
  };
}

function checkBody(request: IncomingMessage): void {
  if (request.headers['transfer-encoding'] !== undefined) {
    // Its length is known only once it has all been read: an honest client of ours always says it first.
    throw new VibeError('bad_request', 'A request body needs a Content-Length');
  }
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > limits.requestBodyBytes)
    throw new VibeError('too_large', `A request body may have ${limits.requestBodyBytes} bytes; this one has ${length}`);
}
