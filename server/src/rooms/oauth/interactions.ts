import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Did, isOptional, type Language, type Profile, parseScope, type Scope, toLanguage, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type App, findApp } from '../apps/index.ts';
import { allow, type ConsentText, consentFor, grantedScopes } from '../consent/index.ts';
import { profileOf } from '../identity/index.ts';
import { authorizationServer } from './authorization-server.ts';
import { makeGrant } from './grants.ts';
import { chosenAccount, type Interaction, mayChoose, readyAccount, restarted } from './interaction-account.ts';
import { isAssured } from './oauth.policy.ts';
import { originAsking } from './origin-asking.ts';
import { sessionFor } from './request.ts';

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
  /** Instead of an answer: the account, of those that are signed in in this browser, with which the authorization goes on. */
  readonly account?: Did | undefined;
}

type Raw = { readonly req: IncomingMessage; readonly res: ServerResponse };

/** Where the browser goes next: a path of this server, or back to the client through the engine. @throws {VibeError} not_found */
export async function continueInteraction(services: Services, raw: Raw, uid: string): Promise<string> {
  const { interaction } = await openInteraction(services, raw, uid);
  if (interaction.prompt.name === 'consent') {
    const session = await sessionFor(services, raw.req, interaction.params);
    // Somebody else signed in instead: they are asked anew, and once.
    const isSame = session === undefined || session.did === interaction.session?.accountId;
    return isSame ? pageOf('/consent', interaction) : restarted(services, interaction, session);
  }
  return afterSignIn(services, raw.req, interaction);
}

async function afterSignIn(services: Services, req: IncomingMessage, interaction: Interaction): Promise<string> {
  const session = await readyAccount(services, req, interaction);
  if (session) return restarted(services, interaction, session);
  return pageOf((await mayChoose(services, req, interaction)) ? '/sign-in?switch' : '/sign-in', interaction);
}

/** In the language that the app asked for, if we speak one of those (OpenID Connect Core §3.1.2.1). */
function pageOf(path: '/sign-in' | '/sign-in?switch' | '/consent', { uid, params }: Interaction): string {
  const wanted = String(params.ui_locales ?? '')
    .split(' ')
    .find(toLanguage);
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ interaction: uid, ...(wanted !== undefined && { ui_locales: wanted }) })}`;
}

/** @throws {VibeError} not_found, unknown_app */
export async function describeInteraction(services: Services, raw: Raw, uid: string, lang: Language): Promise<InteractionDetails> {
  return describe(services, raw.req, await openInteraction(services, raw, uid), lang);
}

/**
 * The same, for the HTML that is written at another address, where the engine's cookie does not come along. Nothing can be answered with it, and
 * whoever knows the uid could as well have made the app's request themselves.
 * @throws {VibeError} not_found, unknown_app
 */
export async function findInteraction(services: Services, req: IncomingMessage, uid: string, lang: Language): Promise<InteractionDetails> {
  const { provider } = await authorizationServer(services).engine();
  const interaction = await provider.Interaction.find(uid);
  if (!interaction) throw expired();
  return describe(services, req, await withApp(services, interaction), lang);
}

async function describe(
  services: Services,
  req: IncomingMessage,
  { interaction, app, asked }: Opened,
  lang: Language,
): Promise<InteractionDetails> {
  const session = await sessionFor(services, req, interaction.params);
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
  if (decision.account !== undefined) return goOnAs(services, raw.req, interaction, decision.account);
  if (interaction.prompt.name === 'login') return afterSignIn(services, raw.req, interaction);
  const session = await sessionFor(services, raw.req, interaction.params);
  if (!session) throw new VibeError('not_signed_in', 'Sign in first');
  // The account was to be chosen and now is, or somebody else signed in meanwhile: the authorization begins anew with who is here.
  if (interaction.prompt.name === 'select_account' || session.did !== interaction.session?.accountId)
    return restarted(services, interaction, session);
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

/** The person chose an account: of those that are signed in here, or to sign in to once more. */
async function goOnAs(services: Services, req: IncomingMessage, interaction: Interaction, account: Did): Promise<string> {
  const session = await chosenAccount(services, req, interaction, account);
  if (!session) return pageOf('/sign-in', interaction);
  const isAsked = interaction.prompt.name === 'consent' && interaction.session?.accountId === account;
  return isAsked ? pageOf('/consent', interaction) : restarted(services, interaction, session);
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
  return { provider, ...(await withApp(services, interaction)) };
}

type Opened = Awaited<ReturnType<typeof withApp>>;

async function withApp(services: Services, interaction: Interaction) {
  const app = await findApp(services, String(interaction.params.client_id));
  if (!app) throw new VibeError('unknown_app', 'The app is not registered here any more');
  return { interaction, app, asked: parseScope(String(interaction.params.scope ?? '')).known };
}

const expired = (cause?: unknown) =>
  new VibeError('not_found', 'This sign-in has expired', { hint: 'Start again from the app.', ...(cause !== undefined && { cause }) });
