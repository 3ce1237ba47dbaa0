import type { App } from '../apps/index.ts';

/** The site that gets the answer; the page that ends a popup or FedCM is Vibe's own, and names the origin it is for. The redirect URI is a registered one. */
export function originAsking(publicUrl: string, app: App, redirectUri: string): string {
  const own = ['popup', 'fedcm/return'].map((name) => `${publicUrl}/oauth/${name}/`).find((start) => redirectUri.startsWith(start));
  const origin = own
    ? Buffer.from(redirectUri.slice(own.length), 'base64url').toString()
    : URL.canParse(redirectUri) && new URL(redirectUri).origin;
  return origin || (app.origins[0] ?? '');
}
