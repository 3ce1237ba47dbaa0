import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './public-cache.ts';

/**
 * Browsers and proxies may keep it, and ask each time whether it still holds (RFC 9111 §5.2.2.4): what somebody has just made private must not be
 * read on from a cache. What the answer depends on beside its address, which is what they may not take one for the other by:
 */
const CACHING = { 'cache-control': 'public, no-cache', vary: 'origin, authorization, cookie, accept, trpc-accept' };

/** A strong validator (RFC 9110 §8.8.1): equal bytes, equal tag, in every process. */
export const answerOf = (body: Buffer): Answer => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
});

/** 200, or 304 to whoever has it already. */
export function sendAnswer({ headers }: IncomingMessage, outgoing: ServerResponse, { body, etag }: Answer): void {
  const asked = headers['if-none-match'];
  if (asked !== undefined && names(asked, etag)) return void outgoing.writeHead(304, { ...CACHING, etag }).end();
  outgoing.writeHead(200, { ...CACHING, etag, 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

/** If-None-Match is a list, or `*`; weak tags count as their strong ones (RFC 9110 §13.1.2). Proxies that compress make weak ones of ours. */
function names(list: string, etag: string): boolean {
  if (list === etag || list.trim() === '*') return true;
  return list.match(/"[^"]*"/g)?.includes(etag) ?? false;
}
