import { createHash } from 'node:crypto';
import { isAllowedOrigin, VIBE_AUTH, VibeError } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { isRegisteredOrigin } from '../rooms/apps/index.ts';

/** Posts the answer to the page that opened the popup, at exactly the origin in its address, and closes. */
const script = `
const query = new URLSearchParams(location.search);
const origin = document.documentElement.dataset.origin;
history.replaceState(null, '', location.pathname);
const message = { v: '${VIBE_AUTH}', type: 'code', state: query.get('state') ?? '', iss: query.get('iss') ?? '' };
for (const name of ['code', 'error', 'error_description']) if (query.has(name)) message[name] = query.get(name);
if (window.opener) {
  window.opener.postMessage(message, origin);
  window.close();
}
setTimeout(() => { document.getElementById('lost').hidden = false; }, window.opener ? 1500 : 0);
`;
const style = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}body{display:grid;place-content:center;min-height:90vh;margin:1.5rem;text-align:center}
a{display:inline-block;padding:.6rem 1rem}`;

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** @param encoded base64url of the origin, as \`popupRedirectUri\` writes it. @throws {VibeError} not_found */
export async function popupPage(services: Services, encoded: string): Promise<{ html: string; headers: Record<string, string> }> {
  const origin = Buffer.from(encoded, 'base64url').toString();
  if (!isAllowedOrigin(origin) || !(await isRegisteredOrigin(services, origin))) {
    throw new VibeError('not_found', 'No app is registered here for this site');
  }
  const safe = escapeHtml(origin);
  const html = `<!doctype html>
<html lang="en" data-origin="${safe}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Signing in · Vibe</title>
<style>${style}</style>
<div id="lost" hidden>
<p>The page that opened this window is gone.</p>
<p><a href="${safe}">Go back to ${escapeHtml(new URL(origin).host)}</a></p>
</div>
<script>${script}</script>
</html>`;
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'unsafe-none',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  };
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
