import { createHash } from 'node:crypto';
import { fedcmRedirectUri, isAllowedOrigin, VibeError } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { isRegisteredOrigin } from '../rooms/apps/index.ts';

/** The last page of a window that the browser opened for FedCM. It can only tell the browser, which tells the site that asked. */
interface LastPage {
  readonly html: string;
  readonly headers: Record<string, string>;
}

/** The same JSON as the assertion's token. Outside of such a window there is nobody to tell: `resolve` is refused. */
const returning = `
const query = new URLSearchParams(location.search);
history.replaceState(null, '', location.pathname);
const answer = Object.fromEntries(['code', 'iss', 'state'].map((name) => [name, query.get(name)]));
const lost = () => { document.getElementById('lost').hidden = false; };
if (!('IdentityProvider' in window)) lost();
else if (query.has('code')) IdentityProvider.resolve(JSON.stringify(answer)).catch(lost);
else { IdentityProvider.close(); setTimeout(lost, 1500); }
`;
const signedIn = `
if ('IdentityProvider' in window) IdentityProvider.close();
setTimeout(() => { document.getElementById('lost').hidden = false; }, 1500);
`;
const style = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}body{display:grid;place-content:center;min-height:90vh;margin:1.5rem;text-align:center}
a{display:inline-block;padding:.6rem 1rem}`;

/** @param encoded base64url of the origin, as `fedcmRedirectUri` writes it. @throws {VibeError} not_found */
export async function fedcmReturnPage(services: Services, encoded: string): Promise<LastPage> {
  const origin = Buffer.from(encoded, 'base64url').toString();
  const isIt = isAllowedOrigin(origin) && fedcmRedirectUri(services.publicUrl, origin).endsWith(`/${encoded}`);
  if (!isIt || !(await isRegisteredOrigin(services, origin))) throw new VibeError('not_found', 'No app is registered here for this site');
  return page(returning, 'The page that asked is gone.', { href: origin, label: `Go back to ${new URL(origin).host}` });
}

/** Where the sign-in page goes on to when the browser had opened it. */
export const fedcmSignedInPage = (): LastPage => page(signedIn, 'You are signed in.', { href: '/account', label: 'Your account' });

function page(script: string, lost: string, link: { readonly href: string; readonly label: string }): LastPage {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Signing in · Vibe</title>
<style>${style}</style>
<div id="lost" hidden>
<p>${lost}</p>
<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>
</div>
<script>${script}</script>
</html>`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'unsafe-none',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  };
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
