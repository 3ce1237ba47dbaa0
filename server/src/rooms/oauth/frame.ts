import { type Did, did, type Language, needsPage, type Profile, type Scope, VibeError } from '@vibe/shared';
import { z } from 'zod';
import type { Services } from '../../platform/context.ts';
import type { App } from '../apps/index.ts';
import { allow, type ConsentText, consentFor, grantedScopes } from '../consent/index.ts';
import { browserAccounts, type FoundSession, findFrameSession, profileOf } from '../identity/index.ts';
import { mintCode, readRequest } from './direct-codes.ts';
import { makeDisplayToken, useDisplayToken } from './display-token.ts';
import { isAssured } from './oauth.policy.ts';
import { mayAskInFrame } from './one-tap.policy.ts';
import { findPartition } from './partition.ts';

export interface FrameStatus {
  /** Whose session the frame sees. */
  readonly account: Profile | null;
  /** Everybody who is signed in in this browser, the active one first. For the frame's own eyes: a page learns who somebody is when they consent. */
  readonly accounts: readonly Profile[];
  /** Where there are several: `account`, and those others who allow this app something already. So much may the page know. */
  readonly known: readonly Profile[];
  /** The browser keeps a session of this very app on this site: see partition.ts. */
  readonly silent: boolean;
  readonly missing: readonly Scope[];
  readonly granted: readonly Scope[];
  /** The server's half of the rule for one tap: somebody is there, and this may be asked on the app's own page. */
  readonly one_tap: boolean;
  readonly app: {
    readonly id: string;
    readonly name: string;
    readonly icon: string | null;
    readonly origins: readonly string[];
    readonly redirect_uris: readonly string[];
  };
  readonly consent: ConsentText;
  /** To be sent back with the approval of what `consent` says. */
  readonly display: string;
}

type Cookies = Readonly<Record<string, string>>;

/** @throws {VibeError} unknown_app, origin_not_allowed, bad_request */
export async function frameStatus(
  services: Services,
  cookies: Cookies,
  query: { clientId: string; scope: string; origin: string; account?: Did | undefined; lang?: Language | undefined },
): Promise<FrameStatus> {
  const { app, asked } = await readRequest(services, query.clientId, query.scope);
  requireOrigin(app, query.origin);
  const [{ session, silent }, accounts] = await Promise.all([
    sessionHere(services, cookies, app, query.account),
    browserAccounts(services, cookies, 'frame'),
  ]);
  const [profile, granted] = session
    ? await Promise.all([profileOf(services, session.did), grantedScopes(services, session.did, app.id)])
    : [undefined, new Set<Scope>()];
  // What the frame is told it tells the page: a stranger's page does not learn who looks at it.
  const account = isVouched(app) || granted.size > 0 ? profile : undefined;
  const missing = asked.filter((scope) => !granted.has(scope));
  return {
    account: account ?? null,
    accounts: accounts.map(({ profile }) => profile),
    known: account ? await knownTo(services, app, account, accounts) : [],
    silent,
    missing,
    granted: asked.filter((scope) => granted.has(scope)),
    one_tap: account !== undefined && mayAsk(services, app, query.origin, missing, granted),
    app: { id: app.id, name: app.name, icon: app.manifest.icon ?? null, origins: app.origins, redirect_uris: app.redirectUris },
    consent: await consentFor(services, {
      ...{ app, scopes: asked, granted, did: session?.did },
      ...{ origin: query.origin, lang: query.lang ?? 'en' },
    }),
    display: session && account ? makeDisplayToken(services, displayed(session, app, query.origin, asked, missing)) : '',
  };
}

export const frameAuthorizeInput = z.strictObject({
  client_id: z.string().max(2_048),
  scope: z.string().max(1_000),
  /** S256 (RFC 7636 §4.2). */
  code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  dpop_jkt: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Of the page around the frame. */
  origin: z.string().max(500),
  approve: z.boolean(),
  display: z.string().max(500).optional(),
  /** One of the accounts that are signed in in this browser; left out: the active one. */
  account: did.optional(),
});
export type FrameAuthorizeInput = z.output<typeof frameAuthorizeInput>;

/** What the token request of such a code must name as its redirect URI. No browser is ever sent there. */
export const frameRedirectUri = (publicUrl: string): string => `${publicUrl}/oauth/frame`;

/**
 * A code for the frame, bound to its challenge and its key: silently when all is consented to, else with the approval of what was shown.
 * @throws {VibeError} not_signed_in, consent_required, forbidden, origin_not_allowed, unknown_app, bad_request
 */
export async function frameAuthorize(
  services: Services,
  cookies: Cookies,
  input: FrameAuthorizeInput,
): Promise<{ code: string; iss: string }> {
  const { app, asked } = await readRequest(services, input.client_id, input.scope);
  requireOrigin(app, input.origin);
  const { session } = await sessionHere(services, cookies, app, input.account);
  if (!session) throw new VibeError('not_signed_in', 'Nobody is signed in here');
  if (!isAssured(services.publicUrl, input.origin))
    throw new VibeError('consent_required', 'A page on this device signs in through a popup or a redirect');
  const granted = await grantedScopes(services, session.did, app.id);
  const missing = asked.filter((scope) => !granted.has(scope));
  if (missing.length > 0) {
    if (!input.approve) throw new VibeError('consent_required', `${app.name} is not allowed ${missing.join(' ')} yet`);
    if (!mayAsk(services, app, input.origin, missing, granted))
      throw new VibeError('forbidden', "This can only be allowed on Vibe's own page");
    await useDisplayToken(services, input.display ?? '', displayed(session, app, input.origin, asked, missing));
    await allow(services, { did: session.did, app, scopes: missing, how: 'frame' });
  }
  const { code_challenge, dpop_jkt } = input;
  const binding = { code_challenge, dpop_jkt, redirectUri: frameRedirectUri(services.publicUrl) };
  return { code: await mintCode(services, session, app, asked, binding), iss: services.publicUrl };
}

const mayAsk = (services: Services, app: App, origin: string, missing: readonly Scope[], granted: ReadonlySet<Scope>): boolean =>
  mayAskInFrame({
    assured: isAssured(services.publicUrl, origin),
    needsPage: needsPage(app.manifest, missing),
    vouched: isVouched(app),
    known: granted.size > 0,
  });

/** The operator pushed it: nobody's own app, and none that only its own site vouches for. */
const isVouched = ({ ownerDid, clientId, id }: App): boolean => ownerDid === undefined && clientId === id;

/** The page around the frame, as the browser told the frame: it must be the app's. */
function requireOrigin(app: App, origin: string): void {
  if (!app.origins.includes(origin)) throw new VibeError('origin_not_allowed', `${origin} is not registered for ${app.name}`);
}

const displayed = (
  { sessionId }: FoundSession,
  { id, manifest }: App,
  origin: string,
  asked: readonly Scope[],
  missing: readonly Scope[],
) => ({ sessionId, appId: id, manifest, origin, asked, missing });

/** Whose session the frame's cookies are: that of this app on this site before Vibe's own, or the one that is asked for. */
async function sessionHere(services: Services, cookies: Cookies, app: App, account: Did | undefined) {
  const kept = await findPartition(services, cookies, app.id);
  if (kept && (account === undefined || account === kept.did)) return { session: kept, silent: true };
  return { session: await findFrameSession(services, cookies, account), silent: false };
}

async function knownTo(services: Services, app: App, account: Profile, accounts: readonly { profile: Profile }[]): Promise<Profile[]> {
  const others = accounts.map(({ profile }) => profile).filter(({ did: other }) => other !== account.did);
  if (others.length === 0) return [];
  const granted = await Promise.all(others.map((each) => grantedScopes(services, each.did, app.id)));
  return [account, ...others.filter((_, index) => (granted[index]?.size ?? 0) > 0)];
}
