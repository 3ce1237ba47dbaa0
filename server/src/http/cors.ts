import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The API answers pages of every origin, without cookies: what a caller may do is decided by its token (and by the origins that the token's
 * app has registered), never by what a browser adds on its own. OAuth's authorization endpoint, the frame's routes and the pages have no CORS.
 */
export function applyCors(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.origin === undefined) return;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'vibe-request-id, retry-after, www-authenticate, dpop-nonce, date, etag');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
  response.setHeader(
    'access-control-allow-headers',
    'authorization, content-type, dpop, last-event-id, trpc-accept, cache-control, if-none-match',
  );
  response.setHeader('access-control-max-age', '7200');
}
