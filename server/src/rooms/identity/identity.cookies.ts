import { lifetimes } from './identity.limits.ts';

export interface SessionTokens {
  readonly page: string;
  readonly frame: string;
}

/**
 * Two cookies, two tokens: `page` is for Vibe's own pages and never leaves its site; `frame` also comes with the framed page on other sites,
 * and opens nothing but the frame's routes and FedCM's, which sends SameSite=None cookies only. `__Host-` (RFC 6265bis §4.1.3.2) needs Secure, which Safari refuses on http://localhost.
 */
export const sessionCookieNames = (publicUrl: string): SessionTokens =>
  isHttps(publicUrl) ? { page: '__Host-vibe', frame: '__Host-vibe-frame' } : { page: 'vibe', frame: 'vibe-frame' };

export const sessionCookies = (publicUrl: string, tokens: SessionTokens): readonly string[] =>
  cookies(publicUrl, tokens, lifetimes.sessionAbsolute);
export const clearedSessionCookies = (publicUrl: string): readonly string[] => cookies(publicUrl, { page: '', frame: '' }, 0);

function cookies(publicUrl: string, tokens: SessionTokens, maxAge: number): readonly string[] {
  const names = sessionCookieNames(publicUrl);
  const common = `Path=/; Max-Age=${maxAge}; HttpOnly`;
  return [
    `${names.page}=${tokens.page}; ${common}; SameSite=Lax${isHttps(publicUrl) ? '; Secure' : ''}`,
    `${names.frame}=${tokens.frame}; ${common}; SameSite=None; Secure`,
  ];
}

const isHttps = (publicUrl: string): boolean => publicUrl.startsWith('https:');
