import { fedcmRedirectUri, isAllowedOrigin, type Language, VibeError } from '@vibe/shared';
import { serverTexts } from '@vibe/widget/texts';
import type { Services } from '../platform/context.ts';
import { isRegisteredOrigin } from '../rooms/apps/index.ts';
import { type WindowPage, windowPage } from './window-page.ts';

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

/**
 * The end of a window that the browser opened for FedCM. It can only tell the browser, which tells the site that asked.
 * @param encoded base64url of the origin, as `fedcmRedirectUri` writes it. @throws {VibeError} not_found
 */
export async function fedcmReturnPage(services: Services, encoded: string, language: Language): Promise<WindowPage> {
  const origin = Buffer.from(encoded, 'base64url').toString();
  const isIt = isAllowedOrigin(origin) && fedcmRedirectUri(services.publicUrl, origin).endsWith(`/${encoded}`);
  if (!isIt || !(await isRegisteredOrigin(services, origin))) throw new VibeError('not_found', 'No app is registered here for this site');
  const texts = await serverTexts(language);
  const link = { href: origin, label: texts.window.back(new URL(origin).host) };
  return windowPage({ language, texts, script: returning, lost: texts.window.askerGone, link });
}

/** Where the sign-in page goes on to when the browser had opened it. */
export async function fedcmSignedInPage(language: Language): Promise<WindowPage> {
  const texts = await serverTexts(language);
  const link = { href: '/account', label: texts.window.account };
  return windowPage({ language, texts, script: signedIn, lost: texts.window.signedIn, link });
}
