import type { Did, Language, Scope } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { App } from '../apps/index.ts';
import { type ConsentText, consentText } from './consent-text.ts';
import { lapsedConsent } from './consent-time.ts';
import { spaceUsed } from './space.ts';

export interface AskedOf {
  readonly app: App;
  readonly scopes: readonly Scope[];
  readonly granted: ReadonlySet<Scope>;
  /** Who is asked; nobody is signed in: undefined. */
  readonly did: Did | undefined;
  readonly origin: string;
  readonly lang: Language;
}

/** What somebody is to be told who is asked for these. Where nothing is new nobody reads it, and what it takes to say is not looked up. */
export async function consentFor(services: Services, { did, lang, ...asked }: AskedOf): Promise<ConsentText> {
  const now = services.clock.now();
  if (did === undefined || asked.scopes.every((scope) => asked.granted.has(scope))) return consentText({ ...asked, now }, lang);
  const [lapsed, space] = await Promise.all([
    asked.granted.size > 0 ? undefined : lapsedConsent(services, did, asked.app.id),
    spaceUsed(services, did, asked.app.id),
  ]);
  return consentText({ ...asked, lapsed, space, now }, lang);
}
