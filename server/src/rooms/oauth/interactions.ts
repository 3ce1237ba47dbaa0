import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOptional, type Language, type Profile, parseScope, type Scope, toLanguage, VibeError } from '@vibe/shared';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { type App, findApp } from '../apps/index.ts';
import { allow, type ConsentText, consentFor, grantedScopes } from '../consent/index.ts';
import { profileOf } from '../identity/index.ts';
import { authorizationServer } from './authorization-server.ts';
import { signedInAt } from './engine-session.ts';
import { makeGrant } from './grants.ts';
import { asksForNewSignIn, isAssured } from './oauth.policy.ts';
import { originAsking } from './origin-asking.ts';
import { sessionOf } from './request.ts';

/** What the sign-in and the consent page need to know of the authorization they belong to. */
export interface InteractionDetails {
  readonly prompt: 'login' | 'select_account' | 'consent';
  readonly app: { readonly id: string; readonly name: string; readonly icon: string | null; readonly origin: string };
  readonly account: Profile | null;
  readonly consent: ConsentText;
  readonly login_hint: string | null;
}

export interface Decision {
  readonly allow: boolean;
  /** Those that the person was shown and agreed to. */
  readonly scopes?: readonly Scope[] | undefined;
}

type Raw = { readonly req: IncomingMessage; readonly res: ServerResponse };
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Where the browser goes next: a path of this server, or back to the client through the engine. @throws {VibeError} not_found */
export async function continueInteraction(services: Services, raw: Raw, uid: string): Promise<string> {
  const { interaction } = await openInteraction(services, raw, uid);
  if (interaction.prompt.name === 'consent') {
    const session = await sessionOf(services, raw.req);
    // Somebody else signed in instead: they are asked anew, and once.
    const isSame = session === undefined || session.did === interaction.session?.accountId;
    return isSame ? pageOf('/consent', interaction) : restarted(services, interaction);
  }
  return afterSignIn(services, raw.req, interaction);
}

const afterSignIn = async (services: Services, req: IncomingMessage, interaction: Interaction): Promise<string> =>
  (await hasSignedIn(services, req, interaction))
    ? restarted(services, interaction)
    : pageOf('/sign-in', interaction);

/** In the language that the app asked for, if we speak one of those (OpenID Connect Core §3.1.2.1). */
function pageOf(path: '/sign-in' | '/consent', { uid, params }: Interaction): string {
  const wanted = String(params.ui_locales ?? '')
    .split(' ')
    .find(toLanguage);
  return `${path}?${new URLSearchParams({ interaction: uid, ...(wanted !== undefined && { lang: wanted }) })}`;
}

/** @throws {VibeError} not_found, unknown_app */
export async function describeInteraction(services: Services, raw: Raw, uid: string, lang: Language): Promise<InteractionDetails> {
  const { interaction, app, asked } = await openInteraction(services, raw, uid);
  const session = await sessionOf(services, raw.req);
  const [account, granted] = session
    ? await Promise.all([profileOf(services, session.did), grantedScopes(services, session.did, app.id)])
    : [undefined, new Set<Scope>()];
  const origin = originAsking(services.publicUrl, app, String(interaction.params.redirect_uri ?? ''));
  // Where it is not sure who asks, all of it is asked again.
  const known = isAssured(services.publicUrl, origin) ? granted : new Set<Scope>();
  return {
    prompt: interaction.prompt.name as InteractionDetails['prompt'],
    app: { id: app.id, name: app.name, icon: app.manifest.icon ?? null, origin },
    account: account ?? null,
    consent: await consentFor(services, { app, scopes: asked, granted: known, did: session?.did, origin, lang }),
    login_hint: typeof interaction.params.login_hint === 'string' ? interaction.params.login_hint : null,
  };
}

/**
 * The person's answer. Consent is written down with exactly the scopes that came back from the page.
 * @returns where the browser goes next
 * @throws {VibeError} not_found, not_signed_in, bad_request
 */
export async function decideInteraction(services: Services, raw: Raw, uid: string, decision: Decision): Promise<string> {
  const { provider, interaction, app, asked } = await openInteraction(services, raw, uid);
  const answer = (result: object) => provider.interactionResult(raw.req, raw.res, result as never, { mergeWithLastSubmission: true });
  if (!decision.allow) return answer(refusal);
  const session = await sessionOf(services, raw.req);
  if (!session) throw new VibeError('not_signed_in', 'Sign in first');
  if (interaction.prompt.name === 'login') return afterSignIn(services, raw.req, interaction);
  // The account was to be chosen and now is, or somebody else signed in meanwhile: the authorization begins anew with who is here.
  if (interaction.prompt.name === 'select_account' || session.did !== interaction.session?.accountId)
    return restarted(services, interaction);
  const { did, sessionId } = session;
  const granted = await grantedScopes(services, did, app.id);
  const agreed = agreedScopes(app, asked, granted, decision.scopes ?? []);
  await allow(services, { did, app, scopes: agreed, how: 'page' });
  const scopes = asked.filter((scope) => granted.has(scope) || agreed.includes(scope));
  // All that was asked was optional, and left out.
  if (scopes.length === 0) return answer(refusal);
  const rejected = asked.filter((scope) => !scopes.includes(scope));
  const grantId = await makeGrant(services, provider, { did, app, sessionId, scopes, rejected });
  return answer({ consent: { grantId } });
}

const refusal = { error: 'access_denied', error_description: 'The person did not allow it' };

/** The new ones among them; all that is not optional must be there. @throws {VibeError} bad_request */
function agreedScopes({ manifest }: App, asked: readonly Scope[], granted: ReadonlySet<Scope>, agreed: readonly Scope[]): Scope[] {
  const stray = agreed.filter((scope) => !asked.includes(scope));
  if (stray.length > 0) throw new VibeError('bad_request', `The app did not ask for ${stray.join(' ')}`);
  const lacking = asked.filter((scope) => !granted.has(scope) && !agreed.includes(scope) && !isOptional(manifest, scope));
  if (lacking.length > 0) throw new VibeError('bad_request', `The app does not work without ${lacking.join(' ')}`);
  return [...agreed];
}

async function openInteraction(services: Services, { req, res }: Raw, uid: string) {
  const { provider } = await authorizationServer(services).engine();
  const interaction = await provider.interactionDetails(req, res).catch((cause: unknown) => {
    throw expired(cause);
  });
  if (interaction.uid !== uid) throw expired();
  const app = await findApp(services, String(interaction.params.client_id));
  if (!app) throw new VibeError('unknown_app', 'The app is not registered here any more');
  return { provider, interaction, app, asked: parseScope(String(interaction.params.scope ?? '')).known };
}

const expired = (cause?: unknown) =>
  new VibeError('not_found', 'This sign-in has expired', { hint: 'Start again from the app.', ...(cause !== undefined && { cause }) });

/** Is somebody signed in, in the way that this interaction wants it? */
async function hasSignedIn(services: Services, req: IncomingMessage, interaction: Interaction): Promise<boolean> {
  const session = await sessionOf(services, req);
  if (!session) return false;
  const { name, reasons } = interaction.prompt;
  return !asksForNewSignIn(name, reasons) || (await signedInAt(services, session)) >= interaction.iat;
}

/** The same request from the start, without the questions that are answered now. The parameters were checked when the interaction was made. */
function restarted({ publicUrl }: Services, { params }: Interaction): string {
  const url = new URL('/oauth/authorize', publicUrl);
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string' && name !== 'prompt' && name !== 'request_uri') url.searchParams.set(name, value);
  }
  const prompts = String(params.prompt ?? '')
    .split(' ')
    .filter((prompt) => prompt !== '' && prompt !== 'login' && prompt !== 'select_account');
  if (prompts.length > 0) url.searchParams.set('prompt', prompts.join(' '));
  return url.pathname + url.search;
}
