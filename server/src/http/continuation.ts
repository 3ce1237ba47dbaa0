import type { Services } from '../platform/context.ts';
import { listApps } from '../rooms/apps/index.ts';

/**
 * Where a person may be sent after signing in: a path of this server, or a page of a registered app. Anything else would make this server an open
 * redirector (RFC 9700 §4.11).
 * @returns the address as the browser will read it, or undefined
 */
export async function safeContinuation(services: Services, asked: string | undefined): Promise<string | undefined> {
  if (asked === undefined || !URL.canParse(asked, services.publicUrl)) return undefined;
  const url = new URL(asked, services.publicUrl);
  if (url.origin === services.publicUrl) return url.pathname + url.search + url.hash;
  const apps = await listApps(services);
  return apps.some((app) => app.origins.includes(url.origin)) ? url.href : undefined;
}
