import type { App } from '../apps/index.ts';

/** The site that gets the answer; a popup's page is Vibe's own, and names the origin it is for. The redirect URI is a registered one. */
export function originAsking(publicUrl: string, app: App, redirectUri: string): string {
  const popup = `${publicUrl}/oauth/popup/`;
  const origin = redirectUri.startsWith(popup)
    ? Buffer.from(redirectUri.slice(popup.length), 'base64url').toString()
    : URL.canParse(redirectUri) && new URL(redirectUri).origin;
  return origin || (app.origins[0] ?? '');
}
