import { fedcmRedirectUri, needsPage, type Profile, VibeError } from '@vibe/shared';
import { z } from 'zod';
import type { Services } from '../../platform/context.ts';
import { type App, findApp } from '../apps/index.ts';
import { allow, grantedScopes, listConsents, withdraw } from '../consent/index.ts';
import { browserAccounts, browserSessions, type FoundSession } from '../identity/index.ts';
import { mintCode, readRequest } from './direct-codes.ts';
import { fedcmWay } from './fedcm.policy.ts';
import { isAssured } from './oauth.policy.ts';

/** Vibe as an identity provider of the browser's own sign-in (FedCM, https://w3c-fedid.github.io/FedCM/, §3 on the provider's endpoints). */
type Cookies = Readonly<Record<string, string>>;

/** §3.4: an account that the browser may offer. It tells no site; sites see it when the person has chosen it. */
export interface FedcmAccount {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly login_hints: readonly string[];
  /** Apps that are allowed something already: nothing needs to be disclosed anew. */
  readonly approved_clients: readonly string[];
  readonly picture?: string;
}

/** @throws {VibeError} not_signed_in, from which the browser learns that nobody is */
export async function fedcmAccounts(services: Services, cookies: Cookies): Promise<{ accounts: FedcmAccount[] }> {
  const here = await browserAccounts(services, cookies, 'frame');
  if (here.length === 0) throw new VibeError('not_signed_in', 'Nobody is signed in here');
  return { accounts: await Promise.all(here.map(({ profile }) => accountFor(services, profile))) };
}

async function accountFor(services: Services, { did, handle, name, picture }: Profile): Promise<FedcmAccount> {
  const consents = await listConsents(services, did);
  const clients = await Promise.all(consents.map(async ({ app: { id } }) => [id, (await findApp(services, id))?.clientId ?? id]));
  const account = { id: did, name, username: handle, login_hints: [handle, did], approved_clients: [...new Set(clients.flat())] };
  return { ...account, ...(picture?.startsWith('https:') && { picture }) };
}

/** §3.5: what the browser shows beside the account to newcomers; only what the app's manifest has. @throws {VibeError} unknown_app, origin_not_allowed */
export async function fedcmClientMetadata(services: Services, clientId: string, origin: string | undefined) {
  const { manifest } = await registered(services, clientId, origin);
  return {
    ...(manifest.privacyPolicy !== undefined && { privacy_policy_url: manifest.privacyPolicy }),
    ...(manifest.terms !== undefined && { terms_of_service_url: manifest.terms }),
  };
}

const thumbprint = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const params = z.strictObject({
  response_type: z.literal('code').default('code'),
  code_challenge: thumbprint,
  code_challenge_method: z.literal('S256'),
  dpop_jkt: thumbprint,
  scope: z.string().max(1_000),
  state: z.string().min(16).max(256),
});
/** The form that the browser sends (§3.6); what it adds besides is not read. */
export const fedcmAssertionInput = z.object({
  client_id: z.string().max(2_048),
  account_id: z.string().max(300),
  /** The older sign of a disclosure: that of name, e-mail and picture together. The newer one names what was disclosed. */
  disclosure_text_shown: z.string().optional(),
  disclosure_shown_for: z.string().optional(),
  is_auto_selected: z.string().optional(),
  params: z
    .string()
    .max(8_000)
    .transform((text, ctx): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        ctx.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(params),
});
export type FedcmAssertionInput = z.output<typeof fedcmAssertionInput>;

/** `token`: JSON of `{ code, iss, state }`. A code, never a token: it is of use only to whoever has the challenge's verifier and the key. */
export type FedcmAssertion = { readonly token: string } | { readonly continue_on: string };

/** @throws {VibeError} unknown_app, origin_not_allowed, not_signed_in, forbidden, consent_required, bad_request */
export async function fedcmAssertion(
  services: Services,
  cookies: Cookies,
  origin: string | undefined,
  input: FedcmAssertionInput,
): Promise<FedcmAssertion> {
  const site = await registered(services, input.client_id, origin);
  const session = await ownSession(services, cookies, input.account_id);
  const { scope, state, code_challenge, dpop_jkt } = input.params;
  const { app, asked } = await readRequest(services, input.client_id, scope);
  const granted = await grantedScopes(services, session.did, app.id);
  const missing = asked.filter((each) => !granted.has(each));
  const redirectUri = fedcmRedirectUri(services.publicUrl, site.origin);
  const way = fedcmWay({
    missing,
    needsPage: needsPage(app.manifest, missing),
    assured: isAssured(services.publicUrl, site.origin),
    disclosed: input.disclosure_text_shown === 'true' || input.disclosure_shown_for?.split(',').includes('name') === true,
    autoSelected: input.is_auto_selected === 'true',
  });
  if (way === 'refuse') throw new VibeError('consent_required', `${app.name} is not allowed this yet`);
  if (way === 'page') return { continue_on: pageFor(services, app, input, redirectUri) };
  if (way === 'allow') await allow(services, { did: session.did, app, scopes: missing, how: 'fedcm' });
  const code = await mintCode(services, session, app, asked, { code_challenge, dpop_jkt, redirectUri });
  return { token: JSON.stringify({ code, iss: services.publicUrl, state }) };
}

/**
 * §3.7: the app gives up what it was allowed. Its tokens end too.
 * @throws {VibeError} unknown_app, origin_not_allowed, not_signed_in, forbidden
 */
export async function fedcmDisconnect(
  services: Services,
  cookies: Cookies,
  origin: string | undefined,
  input: { clientId: string; hint: string },
): Promise<{ account_id: string }> {
  const app = await registered(services, input.clientId, origin);
  const here = await browserAccounts(services, cookies, 'frame');
  if (here.length === 0) throw new VibeError('not_signed_in', 'Nobody is signed in here');
  const meant = here.find(({ profile: { did, handle } }) => input.hint === did || input.hint === handle);
  if (!meant) throw new VibeError('forbidden', 'Somebody else is signed in here');
  await withdraw(services, meant.profile.did, app.id, 'fedcm');
  return { account_id: meant.profile.did };
}

/** An ordinary authorization, at whose end Vibe's own page hands the code to the browser. */
function pageFor(
  { publicUrl }: Services,
  app: App,
  { params: asked, account_id: accountId }: FedcmAssertionInput,
  redirectUri: string,
): string {
  const query = new URLSearchParams({ ...asked, client_id: app.clientId, redirect_uri: redirectUri, login_hint: accountId });
  return `${publicUrl}/oauth/authorize?${query}`;
}

async function registered(services: Services, clientId: string, origin: string | undefined): Promise<App & { readonly origin: string }> {
  const app = await findApp(services, clientId);
  if (!app) throw new VibeError('unknown_app', 'No app is registered here under this client_id');
  if (origin === undefined || !app.origins.includes(origin))
    throw new VibeError('origin_not_allowed', `${origin ?? 'No origin'} is not registered for ${app.name}`);
  return { ...app, origin };
}

/** The session of the account that was chosen, of those that are signed in in this browser. */
async function ownSession(services: Services, cookies: Cookies, accountId: string): Promise<FoundSession> {
  const here = await browserSessions(services, cookies, 'frame');
  if (here.length === 0) throw new VibeError('not_signed_in', 'Nobody is signed in here');
  const session = here.find(({ did }) => did === accountId);
  if (!session) throw new VibeError('forbidden', 'Somebody else is signed in here');
  return session;
}
