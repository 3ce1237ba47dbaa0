import { lifetimes, sessionsPerBrowser } from './identity.limits.ts';

export interface SessionTokens {
  readonly page: string;
  readonly frame: string;
}
export type Door = keyof SessionTokens;
export type Cookies = Readonly<Record<string, string>>;

/**
 * Two cookies, two tokens for each account: `page` is for Vibe's own pages and never leaves its site; `frame` also comes with the framed page on other sites,
 * and opens nothing but the frame's routes and FedCM's, which sends SameSite=None cookies only. `__Host-` (RFC 6265bis §4.1.3.2) needs Secure, which Safari refuses on http://localhost.
 */
export const sessionCookieNames = (publicUrl: string): SessionTokens =>
  isHttps(publicUrl) ? { page: '__Host-vibe', frame: '__Host-vibe-frame' } : { page: 'vibe', frame: 'vibe-frame' };

/** Of a browser's accounts; the first is the active one's, and empty when nobody is. */
export function tokensIn(publicUrl: string, door: Door, cookies: Cookies): readonly [active: string, ...others: string[]] {
  const [active = '', ...others] = (cookies[sessionCookieNames(publicUrl)[door]] ?? '').split(SEPARATOR, sessionsPerBrowser + 1);
  return [active, ...others.filter((token) => token !== '').slice(0, sessionsPerBrowser - (active === '' ? 0 : 1))];
}

/** Without any account the cookies are taken away. */
export function sessionCookies(publicUrl: string, active: SessionTokens | undefined, others: readonly SessionTokens[]): readonly string[] {
  const names = sessionCookieNames(publicUrl);
  const isGone = !active && others.length === 0;
  const common = `Path=/; Max-Age=${isGone ? 0 : lifetimes.sessionAbsolute}; HttpOnly`;
  const value = (door: Door): string => [active?.[door] ?? '', ...others.map((each) => each[door]).filter(Boolean)].join(SEPARATOR);
  return [
    `${names.page}=${value('page')}; ${common}; SameSite=Lax${isHttps(publicUrl) ? '; Secure' : ''}`,
    `${names.frame}=${value('frame')}; ${common}; SameSite=None; Secure`,
  ];
}

/** Not a character of base64url; five tokens of 43 make 219 characters. */
const SEPARATOR = '.';

const isHttps = (publicUrl: string): boolean => publicUrl.startsWith('https:');
