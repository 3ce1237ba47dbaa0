import type { IncomingMessage } from 'node:http';

/** The cookies of a request, by name (RFC 6265 §5.4). The first of a name wins, as browsers send the most specific first. */
export function cookiesOf(request: IncomingMessage): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at < 1) continue;
    const name = pair.slice(0, at).trim();
    cookies[name] ??= pair.slice(at + 1).trim();
  }
  return cookies;
}

/** The path of a request without its query. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** Where a request comes from; X-Forwarded-For counts only as far as there are proxies of ours. */
export function ipOf(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return direct;
  const hops = [request.headers['x-forwarded-for'] ?? '']
    .flat()
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean);
  return hops.at(-trustedProxies) ?? direct;
}
