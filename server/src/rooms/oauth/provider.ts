import { scopes as allScopes, type Did, parseScope, type Scope } from '@vibe/shared';
import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { type App, findApp } from '../apps/index.ts';
import { grantedScopes, noteUse } from '../consent/index.ts';
import { createAdapter } from './adapter.ts';
import { makeGrant, noteGrantUse, toApiScope } from './grants.ts';
import { interactionPolicyFor } from './interaction-policy.ts';
import type { KeySet } from './keys.ts';
import { lifetimes } from './oauth.limits.ts';
import { isAssured } from './oauth.policy.ts';
import { OFFLINE, restoreOfflineAccess } from './offline-access.ts';
import { originAsking } from './origin-asking.ts';
import { countToken } from './rates.ts';
import { keepRefusal } from './refusal.ts';
import { sessionFor } from './request.ts';
import { sessionName } from './session-name.ts';

/** The engine, for one set of signing keys. */
export function createProvider(services: Services, keys: KeySet): Provider {
  const provider = new Provider(services.publicUrl, configuration(services, keys));
  // The issuer is fixed, and so is what is behind it: what a proxy adds is not asked.
  provider.proxy = services.publicUrl.startsWith('https:');
  // What the engine would say of itself otherwise: its own scopes and claims only, and ways to answer that no client here may ask for.
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'discovery') ctx.body = { ...(ctx.body as object), ...advertised };
  });
  provider.on('server_error', (ctx, error) => services.log.error({ err: error, path: ctx.path }, 'the authorization server failed'));
  provider.on('grant.error', (_ctx, error) =>
    services.log.info({ error: error.message, detail: (error as { error_detail?: string }).error_detail }, 'a token request was refused'),
  );
  return provider;
}

/** A code in the query is all there is: a fragment would stay in the address, and a form is a page of the engine's own. */
const responseModes = ['query'];

/** Nothing stands in discovery that no test drives (tests/oauth/discovery.pg.test.ts). */
const advertised = {
  scopes_supported: allScopes,
  claims_supported: ['sub', 'iss', 'auth_time', 'name', 'preferred_username', 'picture'],
  response_modes_supported: responseModes,
};

function configuration(services: Services, keys: KeySet): Configuration {
  const audience = services.publicUrl;
  return {
    adapter: createAdapter(services),
    jwks: { keys: keys.jwks.map((jwk) => ({ ...jwk })) },
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub'] },
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['none'],
    clientDefaults: { id_token_signed_response_alg: 'ES256', token_endpoint_auth_method: 'none', response_modes: responseModes },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], dPoPSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
    cookies: {
      keys: [services.sealer.derive('oauth cookies/1').toString('base64url')],
      names: cookieNames(services.publicUrl),
      long: { httpOnly: true, sameSite: 'lax', path: '/' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      jwks: '/oauth/jwks',
      pushed_authorization_request: '/oauth/par',
      // Its confirmation page is not used; see http/oauth-logout.
      end_session: '/oauth/engine-logout',
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      claimsParameter: { enabled: false },
      dPoP: { enabled: true, allowReplay: false },
      pushedAuthorizationRequests: { enabled: true },
      // Only what it says of itself, and `sid` in ID tokens: apps are told in logout-notices.ts.
      backchannelLogout: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: async (ctx, resource, client) => {
          if (resource !== audience) throw new errors.InvalidTarget();
          const app = await findApp(services, client.clientId);
          const declared = app?.manifest.scopes ?? [];
          refuseUndeclared(ctx, declared);
          return {
            scope: toApiScope(declared.filter((scope) => !begunAfter(app, scope, ctx.oidc.entities.Grant?.iat))),
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: lifetimes.accessToken,
            jwt: { sign: { alg: 'ES256', kid: keys.signing.id } },
          };
        },
      },
    },
    discovery: {
      userinfo_endpoint: `${audience}/oauth/userinfo`,
      end_session_endpoint: `${audience}/oauth/logout`,
      client_id_metadata_document_supported: true,
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      AuthorizationCode: lifetimes.authorizationCode,
      IdToken: lifetimes.idToken,
      Interaction: lifetimes.interaction,
      Session: lifetimes.engineSession,
      Grant: lifetimes.grant,
      // What is left of the first one's time: rotation never adds to it.
      RefreshToken: (ctx) => ctx?.oidc.entities.RotatedRefreshToken?.remainingTTL ?? lifetimes.refreshToken,
    },
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    // One bound to a key is of no use to a thief, and two tabs of one browser may then use it at once.
    rotateRefreshToken: (ctx) => !ctx.oidc.entities.RefreshToken?.isSenderConstrained(),
    revokeGrantPolicy: () => true,
    clientBasedCORS: (_ctx, origin, client) => origin === audience || (client.vibe_origins as readonly string[]).includes(origin),
    extraClientMetadata: { properties: ['vibe_origins'] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    extraTokenClaims: async (ctx, token) => {
      const app = token.clientId === undefined ? undefined : await findApp(services, token.clientId);
      if (app && 'accountId' in token && token.accountId) await noteUse(services, token.accountId as Did, app.id);
      await countToken(services, ctx, { account: 'accountId' in token ? token.accountId : undefined, app: app?.id });
      const gid = 'grantId' in token ? token.grantId : undefined;
      if (gid !== undefined) await noteGrantUse(services, gid);
      return { app_id: app?.id, gid };
    },
    extraParams: { [OFFLINE]: restoreOfflineAccess },
    loadExistingGrant: (ctx) => loadGrant(services, ctx),
    interactions: { policy: interactionPolicyFor(services), url: (_ctx, interaction) => `/oauth/interaction/${interaction.uid}` },
    renderError: keepRefusal,
  };
}

/** An app that gives a scope up and wants it again later asks anew: what it was granted before does not cover it. @param iat seconds since 1970 */
const begunAfter = (app: App | undefined, scope: Scope, iat: number | undefined): boolean =>
  iat !== undefined && (app?.scopesSince[scope]?.getTime() ?? 0) >= (iat + 1) * 1_000;

/** Asked for and never declared in the manifest: refused rather than left out, so that the app's author notices. */
function refuseUndeclared(ctx: KoaContextWithOIDC, declared: readonly Scope[]): void {
  const { known, unknown } = parseScope(String(ctx.oidc.params?.scope ?? ''));
  const wrong = [...unknown, ...known.filter((scope) => !declared.includes(scope))];
  if (wrong.length > 0) throw new errors.InvalidScope('the app has not declared it in its manifest', wrong.join(' '));
}

/** The grant that the person has just decided on, or, when all that is asked was consented to before, a new one without asking again. */
async function loadGrant(services: Services, ctx: KoaContextWithOIDC) {
  const { client, session, result, provider, params } = ctx.oidc;
  const [mine, app] = await Promise.all([sessionFor(services, ctx.req, params ?? {}), client && findApp(services, client.clientId)]);
  if (client && mine && app) session?.sidFor(client.clientId, sessionName(services, mine.sessionId, app.id));
  const decided = result?.consent?.grantId;
  if (decided) return provider.Grant.find(decided);
  if (!client || !session?.accountId || [...ctx.oidc.prompts].some((name) => name !== 'none' && ctx.oidc.promptPending(name)))
    return undefined;
  if (!mine || !app || mine.did !== session.accountId) return undefined;
  if (!isAssured(services.publicUrl, originAsking(services.publicUrl, app, String(params?.redirect_uri ?? '')))) return undefined;
  const scopes = parseScope(String(params?.scope ?? '')).known;
  const granted = await grantedScopes(services, mine.did, app.id);
  if (scopes.length === 0 || !scopes.every((scope) => granted.has(scope))) return undefined;
  return provider.Grant.find(await makeGrant(services, provider, { did: mine.did, app, sessionId: mine.sessionId, scopes }));
}

const cookieNames = (publicUrl: string) => {
  const prefix = publicUrl.startsWith('https:') ? '__Secure-' : '';
  return { session: `${prefix}vibe-oauth`, interaction: `${prefix}vibe-interaction`, resume: `${prefix}vibe-resume` };
};
