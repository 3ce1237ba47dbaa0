import type { Services } from '../platform/context.ts';
import { isRegisteredOrigin } from '../rooms/apps/index.ts';
import { safeContinue } from '../rooms/identity/index.ts';

/** Where `/sign-in?continue=…` may lead, or undefined: a path here, or a page of a registered app. Never an open redirector (RFC 9700 §4.11). */
export async function safeContinuation(services: Services, asked: string | undefined): Promise<string | undefined> {
  if (asked === undefined) return undefined;
  const inside = safeContinue(services.publicUrl, [], asked);
  if (inside !== undefined) return inside;
  const origin = URL.canParse(asked) ? new URL(asked).origin : undefined;
  if (origin === undefined || !(await isRegisteredOrigin(services, origin))) return undefined;
  return safeContinue(services.publicUrl, [origin], asked);
}
