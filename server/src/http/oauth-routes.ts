import type { IncomingMessage, ServerResponse } from 'node:http';
import { did, isScope, type Scope, VibeError } from '@vibe/shared';
import { z } from 'zod';
import type { Services } from '../platform/context.ts';
import { findSession, profileOf } from '../rooms/identity/index.ts';
import {
  authorizationServer,
  continueInteraction,
  decideInteraction,
  describeInteraction,
  endPartition,
  frameAuthorize,
  frameAuthorizeInput,
  frameStatus,
  refusalOf,
  startPartition,
} from '../rooms/oauth/index.ts';
import { authenticate, isSameOrigin } from './authenticate.ts';
import { applyCors } from './cors.ts';
import { fedcmReturnPage, fedcmSignedInPage } from './fedcm-pages.ts';
import { accounts, assertion, clientMetadata, disconnect, fedcmLogin } from './fedcm-routes.ts';
import { checkForm } from './form-token.ts';
import { languageOf } from './language.ts';
import { isOverRate } from './oauth-limits.ts';
import { askLogout, logout } from './oauth-logout.ts';
import { isNavigation, sendErrorPage } from './oauth-pages.ts';
import { popupPage } from './oauth-popup.ts';
import { readForm, readJson } from './read-body.ts';
import { cookiesOf, pathOf } from './request.ts';

interface Exchange {
  readonly services: Services;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** What the route's pattern caught. */
  readonly part: string;
}
type Handler = (exchange: Exchange) => Promise<void>;

/** Vibe's own part of /oauth/; the rest, and the two discovery documents, is the engine's. */
const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/oauth\/interaction\/([\w-]+)$/, goOn],
  ['GET', /^\/oauth\/interaction\/([\w-]+)\/details$/, details],
  ['POST', /^\/oauth\/interaction\/([\w-]+)\/decision$/, decision],
  ['GET', /^\/oauth\/frame\/status$/, status],
  ['POST', /^\/oauth\/frame\/authorize$/, authorize],
  ['POST', /^\/oauth\/frame\/session$/, keepSession],
  ['DELETE', /^\/oauth\/frame\/session\/([\w-]+)$/, endKeptSession],
  ['GET', /^\/oauth\/popup\/([\w-]+)$/, popup],
  ['GET', /^\/oauth\/userinfo$/, userinfo],
  ['POST', /^\/oauth\/userinfo$/, userinfo],
  ['OPTIONS', /^\/oauth\/userinfo$/, preflight],
  ['GET', /^\/oauth\/fedcm\/accounts$/, accounts],
  ['GET', /^\/oauth\/fedcm\/client-metadata$/, clientMetadata],
  ['POST', /^\/oauth\/fedcm\/assertion$/, assertion],
  ['POST', /^\/oauth\/fedcm\/disconnect$/, disconnect],
  ['GET', /^\/oauth\/fedcm\/signed-in$/, fedcmSignedIn],
  ['GET', /^\/oauth\/fedcm\/return\/([\w-]+)$/, fedcmReturn],
  ['GET', /^\/oauth\/logout$/, askLogout],
  ['POST', /^\/oauth\/logout$/, confirmLogout],
];
const engines =
  /^\/oauth\/(?:authorize|token|revoke|jwks|par)(?:\/|$)|^\/\.well-known\/(?:openid-configuration|oauth-authorization-server)$/;

/** True: answered. A person sees a page when something is wrong, a program what is thrown. The engine needs the raw request and response. */
export function oauthRoutes(services: Services): (req: IncomingMessage, res: ServerResponse, ip: string) => Promise<boolean> {
  return async (req, res, ip) => {
    try {
      if (await isOverRate(services, req, res, ip)) return true;
      return await answer(services, req, res);
    } catch (error) {
      if (!isNavigation(req) || res.headersSent) throw error;
      await sendErrorPage(services, error, res);
      return true;
    }
  };
}

async function answer(services: Services, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const path = pathOf(req);
  if (engines.test(path)) {
    await authorizationServer(services).callback(req, res);
    const refusal = refusalOf(req);
    if (refusal) throw refusal;
    return true;
  }
  if (!path.startsWith('/oauth/')) return false;
  const here = routes.filter(([, pattern]) => pattern.test(path));
  const [, pattern, handler] = here.find(([method]) => method === req.method) ?? [];
  if (!pattern || !handler) {
    if (here.length > 0) throw new VibeError('method_not_allowed', `${req.method} is not possible here`);
    return false;
  }
  res.setHeader('cache-control', 'no-store');
  await handler({ services, req, res, part: pattern.exec(path)?.[1] ?? '' });
  return true;
}

async function goOn({ services, req, res, part }: Exchange): Promise<void> {
  res.writeHead(303, { location: await continueInteraction(services, { req, res }, part) }).end();
}

async function details({ services, req, res, part }: Exchange): Promise<void> {
  requireSameOrigin(services, req);
  sendJson(res, await describeInteraction(services, { req, res }, part, languageOf(req)));
}

const decisionInput = z.strictObject({
  allow: z.boolean(),
  account: did.optional(),
  scopes: z
    .array(z.custom<Scope>((value) => typeof value === 'string' && isScope(value), { error: 'is not a scope' }))
    .max(50)
    .optional(),
});

/** By the page's script; or by its plain form, where no script runs. */
async function decision({ services, req, res, part }: Exchange): Promise<void> {
  if (isForm(req)) return decisionByForm({ services, req, res, part });
  requireSameOrigin(services, req);
  const input = decisionInput.parse(await readJson(req));
  sendJson(res, { redirect_to: await decideInteraction(services, { req, res }, part, input) });
}

const isForm = ({ headers }: IncomingMessage): boolean => /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

async function decisionByForm({ services, req, res, part }: Exchange): Promise<void> {
  const form = await readForm(req);
  checkForm(services, req, form);
  const account = form.get('account') ?? undefined;
  const input = decisionInput.parse({ allow: form.get('decision') === 'allow', scopes: form.getAll('scope'), account });
  res.writeHead(303, { location: await decideInteraction(services, { req, res }, part, input) }).end();
}

async function status({ services, req, res }: Exchange): Promise<void> {
  requireSameOrigin(services, req);
  const { searchParams } = new URL(req.url ?? '', services.publicUrl);
  const asked = (name: string) => searchParams.get(name) ?? '';
  const account = did.optional().parse(searchParams.get('account') ?? undefined);
  const query = { clientId: asked('client_id'), scope: asked('scope'), origin: asked('origin'), account, lang: languageOf(req) };
  sendJson(res, await frameStatus(services, cookiesOf(req), query));
}

async function authorize({ services, req, res }: Exchange): Promise<void> {
  requireSameOrigin(services, req);
  const input = frameAuthorizeInput.parse(await readJson(req));
  sendJson(res, await frameAuthorize(services, cookiesOf(req), input));
}

/** The frame shows the token that it has just got; the browser keeps who it is, for this app on the site around it. */
async function keepSession({ services, req, res }: Exchange): Promise<void> {
  requireSameOrigin(services, req);
  const url = services.publicUrl + pathOf(req);
  const asker = await authenticate(services, { method: req.method ?? 'POST', url, headers: req.headers, cookies: {} });
  if (asker.kind !== 'app') throw new VibeError('not_signed_in', 'This needs an access token');
  res.writeHead(204, { 'set-cookie': await startPartition(services, cookiesOf(req), asker) }).end();
}

async function endKeptSession({ services, req, res, part }: Exchange): Promise<void> {
  requireSameOrigin(services, req);
  res.writeHead(204, { 'set-cookie': await endPartition(services, cookiesOf(req), part) }).end();
}

async function popup({ services, req, res, part }: Exchange): Promise<void> {
  const { html, headers } = await popupPage(services, part, languageOf(req));
  res.writeHead(200, headers).end(html);
}

async function fedcmReturn({ services, req, res, part }: Exchange): Promise<void> {
  const { html, headers } = await fedcmReturnPage(services, part, languageOf(req));
  res.writeHead(200, headers).end(html);
}

/** Says once more what the browser may have wrong: it opened the sign-in page although somebody is signed in. */
async function fedcmSignedIn({ services, req, res }: Exchange): Promise<void> {
  if (!(await findSession(services, cookiesOf(req)))) return void res.writeHead(303, { location: fedcmLogin }).end();
  const { html, headers } = await fedcmSignedInPage(languageOf(req));
  res.writeHead(200, { ...headers, 'set-login': 'logged-in' }).end(html);
}

/** OpenID Connect Core §5.3. Here rather than in the engine, which has it only for tokens that are not for the API. */
async function userinfo({ services, req, res }: Exchange): Promise<void> {
  applyCors(req, res);
  const url = services.publicUrl + pathOf(req);
  const asker = await authenticate(services, { method: req.method ?? 'GET', url, headers: req.headers, cookies: {} });
  if (asker.kind !== 'app') throw new VibeError('not_signed_in', 'This needs an access token');
  const profile = asker.scopes.has('profile') ? await profileOf(services, asker.did) : undefined;
  sendJson(res, {
    sub: asker.did,
    ...(profile && {
      name: profile.name,
      preferred_username: profile.handle,
      ...(profile.picture !== undefined && { picture: profile.picture }),
    }),
  });
}

async function confirmLogout(exchange: Exchange): Promise<void> {
  requireSameOrigin(exchange.services, exchange.req);
  await logout(exchange);
}

async function preflight({ req, res }: Exchange): Promise<void> {
  applyCors(req, res);
  res.writeHead(204).end();
}

/** Cookies are at work here, so no other site may be behind it, whatever its page makes the browser do. */
function requireSameOrigin({ publicUrl }: Services, req: IncomingMessage): void {
  if (!isSameOrigin(publicUrl, req.headers)) throw new VibeError('forbidden', "Only Vibe's own pages may do this");
}

const sendJson = (res: ServerResponse, value: unknown): void =>
  void res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
