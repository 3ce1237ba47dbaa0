import type { IncomingMessage, ServerResponse } from 'node:http';
import { VibeError } from '@vibe/shared';
import type { Context, Services } from '../platform/context.ts';
import { claimsOf } from '../platform/jwt-claims.ts';
import { type App, findApp } from '../rooms/apps/index.ts';
import { browserSessions, endSession, findSession, profileOf } from '../rooms/identity/index.ts';
import { postLogoutUris } from '../rooms/oauth/index.ts';
import { authenticate } from './authenticate.ts';
import { sendLogoutPage } from './oauth-pages.ts';
import { readForm } from './read-body.ts';
import { cookiesOf } from './request.ts';

interface Exchange {
  readonly services: Services;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * An app sends the person here to sign out of Vibe (OpenID Connect RP-Initiated Logout 1.0). The person is always asked: a link on any page could
 * lead here.
 */
export async function askLogout({ services, req, res }: Exchange): Promise<void> {
  const params = new URL(req.url ?? '', services.publicUrl).searchParams;
  const { app, next } = await readRequest(services, params);
  const session = await sessionMeant(services, cookiesOf(req), params);
  if (!session) return void res.writeHead(303, { location: next }).end();
  const profile = await profileOf(services, session.did);
  const names = ['client_id', 'id_token_hint', 'post_logout_redirect_uri', 'state'] as const;
  const fields = Object.fromEntries(names.flatMap((name) => (params.has(name) ? [[name, params.get(name) ?? '']] : [])));
  const origin = next.startsWith('/') ? undefined : new URL(next).origin;
  await sendLogoutPage(services, { who: profile?.name ?? '', app: app?.name, fields, origin }, res);
}

/** The person said yes. The caller has checked that it was on a page of this server. */
export async function logout({ services, req, res }: Exchange): Promise<void> {
  const form = await readForm(req);
  const { next } = await readRequest(services, form);
  const cookies = cookiesOf(req);
  const session = await sessionMeant(services, cookies, form);
  const asker = await authenticate(services, { method: 'POST', url: `${services.publicUrl}/oauth/logout`, headers: req.headers, cookies });
  const ctx: Context = {
    ...services,
    asker,
    requestId: String(res.getHeader('vibe-request-id')),
    signal: undefined,
    userAgent: '',
    ip: '',
    cookies,
    setHeader: (name, value) => void res.appendHeader(name, value),
  };
  await endSession(ctx, session?.did);
  res.writeHead(303, { location: next }).end();
}

/** @throws {VibeError} bad_request: the address to go to afterwards must be registered, or this would send people anywhere. */
async function readRequest(services: Services, params: URLSearchParams): Promise<{ app: App | undefined; next: string }> {
  const clientId = params.get('client_id') ?? audienceOf(params.get('id_token_hint'));
  const app = clientId === undefined ? undefined : await findApp(services, clientId);
  const asked = params.get('post_logout_redirect_uri');
  if (asked === null) return { app, next: '/' };
  if (!app || !postLogoutUris(app).includes(asked))
    throw new VibeError('bad_request', 'The address to go to after signing out is not registered');
  const next = new URL(asked);
  const state = params.get('state');
  if (state !== null) next.searchParams.set('state', state);
  return { app, next: next.href };
}

/** Of several accounts in this browser the one that the app means; else the active one. */
async function sessionMeant(services: Services, cookies: Record<string, string>, params: URLSearchParams) {
  const { sub } = claimsOf(params.get('id_token_hint') ?? '');
  const meant = (await browserSessions(services, cookies, 'page')).find(({ did }) => did === sub);
  return meant ?? findSession(services, cookies);
}

/** Only which app is meant: what may happen is decided by the registered addresses and by the person. */
function audienceOf(idToken: string | null): string | undefined {
  const { aud } = claimsOf(idToken ?? '');
  return typeof aud === 'string' ? aud : undefined;
}
