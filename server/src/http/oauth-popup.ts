import { isAllowedOrigin, type Language, VIBE_AUTH, VibeError } from '@vibe/shared';
import { serverTexts } from '@vibe/widget/texts';
import type { Services } from '../platform/context.ts';
import { isRegisteredOrigin } from '../rooms/apps/index.ts';
import { type WindowPage, windowPage } from './window-page.ts';

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

/** @param encoded base64url of the origin, as `popupRedirectUri` writes it. @throws {VibeError} not_found */
export async function popupPage(services: Services, encoded: string, language: Language): Promise<WindowPage> {
  const origin = Buffer.from(encoded, 'base64url').toString();
  if (!isAllowedOrigin(origin) || !(await isRegisteredOrigin(services, origin))) {
    throw new VibeError('not_found', 'No app is registered here for this site');
  }
  const texts = await serverTexts(language);
  const link = { href: origin, label: texts.window.back(new URL(origin).host) };
  return windowPage({ language, texts, script, origin, lost: texts.window.openerGone, link });
}
