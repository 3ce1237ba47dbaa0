import { VibeError } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { findApp } from '../rooms/apps/index.ts';
import { safeContinue } from '../rooms/identity/index.ts';

export interface LoginLink {
  /** The app's id, or the URL of its client metadata document. */
  readonly app?: string | undefined;
  /** A page of that app to come back to; left out: its first redirect URI. */
  readonly continue?: string | undefined;
  readonly lang?: string | undefined;
}

/**
 * Where `/login?app=…&continue=…` leads: the plain link of a page on which the tag's script did not run. The person signs in on Vibe's own page
 * and comes back to the app. No code goes along: nobody there holds a verifier for it, and a tag that took codes it has not asked for could be
 * signed in as somebody else (RFC 9700 §4.7, docs/decisions/0026).
 * @throws {VibeError} `unknown_app`; `origin_not_allowed` for an address that is not on an origin which that app has registered (RFC 9700 §4.11)
 */
export async function loginLink(services: Services, link: LoginLink): Promise<string> {
  const app = await findApp(services, link.app ?? '');
  if (!app) throw new VibeError('unknown_app', 'No app is registered here under this name');
  const asked = link.continue ?? app.redirectUris[0] ?? app.origins[0] ?? '';
  const ofApp = URL.canParse(asked) && app.origins.includes(new URL(asked).origin);
  const to = ofApp ? safeContinue(services.publicUrl, app.origins, asked) : undefined;
  if (to === undefined)
    throw new VibeError('origin_not_allowed', `${app.name} has not registered the address that this link comes back to`, {
      hint: 'Go back to the page that you came from, and tell whoever runs it.',
    });
  const query = new URLSearchParams({ continue: to, ...(link.lang !== undefined && { lang: link.lang }) });
  return `/sign-in?${query}`;
}
