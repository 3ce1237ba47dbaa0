import { createHash } from 'node:crypto';

export interface PageSecurity {
  /** The server's own origin; HSTS goes out only where it is https. */
  readonly publicUrl: string;
  /** Origins that may frame this page; none left out. */
  readonly frameAncestors?: readonly string[];
  /** The inline stylesheets of the page, as they stand between its style tags. */
  readonly styles?: readonly string[];
  /** Origins, besides this server, to which a form of the page may lead in the end. */
  readonly formTargets?: readonly string[];
  /** The page runs in a popup and talks to its opener: it must not be cut off from it. */
  readonly keepsOpener?: boolean;
}

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What a browser may do with a page of Vibe's own: run and call nothing but this server, be framed by nobody (or by the app's registered
 * origins), tell nobody where the person came from. CSP Level 3; Trusted Types with lit's policy alone, so that no other code makes HTML of text.
 */
export function contentSecurityPolicy({ frameAncestors = [], styles = [], formTargets = [] }: Omit<PageSecurity, 'publicUrl'>): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles.length > 0 ? styles.map(sha256).join(' ') : "'none'"}`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    // Browsers hold the redirects after a form to it, too.
    ["form-action 'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors.length > 0 ? frameAncestors.join(' ') : "'none'"}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

const permissions = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  ...['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'display-capture', 'browsing-topics'].map(
    (name) => `${name}=()`,
  ),
].join(', ');

/** Every header that a page of Vibe's own carries for the browser's safety. */
export function securityHeaders(page: PageSecurity): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(page),
    'cross-origin-opener-policy': page.keepsOpener ? 'unsafe-none' : 'same-origin',
    'permissions-policy': permissions,
    ...resourceSecurityHeaders(page.publicUrl),
  };
}

/** For what is no page: scripts, pictures, JSON. */
export function resourceSecurityHeaders(publicUrl: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
}
