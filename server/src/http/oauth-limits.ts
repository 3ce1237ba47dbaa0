import type { IncomingMessage, ServerResponse } from 'node:http';
import { VibeError } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { networkKey } from '../rooms/identity/index.ts';
import { type Rate, spendRate } from '../rooms/oauth/index.ts';
import { applyCors } from './cors.ts';
import { pathOf } from './request.ts';

/** What is counted of a network's requests: the first that fits. Keys and discovery are not: they are the same for everybody. */
const counted: readonly (readonly [path: RegExp, rate: Rate | undefined])[] = [
  [/^\/oauth\/(?:token|userinfo)$/, 'tokenPerNetwork'],
  [/^\/oauth\/fedcm\//, 'fedcmPerNetwork'],
  [/^\/oauth\/frame\//, 'framePerNetwork'],
  [/^\/oauth\/jwks$/, undefined],
  [/^\/oauth\//, 'authorizePerNetwork'],
];

/**
 * Counts one request to OAuth's endpoints. Those that programs ask are refused in OAuth's shape (RFC 6749 §5.2) and with CORS, so that a page can read it.
 * @returns true: it was refused and answered
 * @throws {VibeError} rate_limited, where a person may be asking
 */
export async function isOverRate(services: Services, req: IncomingMessage, res: ServerResponse, ip: string): Promise<boolean> {
  const path = pathOf(req);
  const rate = req.method === 'OPTIONS' ? undefined : counted.find(([pattern]) => pattern.test(path))?.[1];
  if (rate === undefined) return false;
  try {
    await spendRate(services, rate, networkKey(ip));
    return false;
  } catch (error) {
    if (rate !== 'tokenPerNetwork' || !(error instanceof VibeError) || error.code !== 'rate_limited') throw error;
    applyCors(req, res);
    res.writeHead(429, { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': String(error.retryAfterSeconds) });
    res.end(JSON.stringify({ error: 'temporarily_unavailable', error_description: error.message }));
    return true;
  }
}
