import type { IncomingMessage } from 'node:http';
import type { Services } from '../../platform/context.ts';
import { type FoundSession, findSession } from '../identity/index.ts';

/** Whose Vibe session a request carries: the truth that the engine's own session follows. */
export const sessionOf = (services: Services, request: IncomingMessage): Promise<FoundSession | undefined> =>
  findSession(services, parseCookies(request.headers.cookie));

function parseCookies(header = ''): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies[pair.slice(0, at).trim()] ??= pair.slice(at + 1).trim();
  }
  return cookies;
}
