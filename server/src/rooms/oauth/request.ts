import type { IncomingMessage } from 'node:http';
import { type Did, handle as handleSchema } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { claimsOf } from '../../platform/jwt-claims.ts';
import { findApp } from '../apps/index.ts';
import { grantedScopes } from '../consent/index.ts';
import { browserSessions, type FoundSession, findAccountByHandle, findSession } from '../identity/index.ts';

/** What an authorization request says of whom it is for; as it was sent. */
export interface Asked {
  readonly login_hint?: unknown;
  readonly id_token_hint?: unknown;
  readonly prompt?: unknown;
  readonly client_id?: unknown;
}

/** Whose Vibe session a request carries: the truth that the engine's own session follows. Of several accounts in the browser the active one. */
export const sessionOf = (services: Services, request: IncomingMessage): Promise<FoundSession | undefined> =>
  findSession(services, parseCookies(request.headers.cookie));

/** Everybody who is signed in in the browser that sent it. */
export const sessionsOf = (services: Services, request: IncomingMessage): Promise<FoundSession[]> =>
  browserSessions(services, parseCookies(request.headers.cookie), 'page');

/**
 * Whose session an authorization is for: of several accounts in the browser the one that is hinted at, active or not. A hint at somebody who is not signed in here
 * finds nobody, and so leads to the sign-in page. Whoever asks without a page (`prompt=none`) finds no account that has not allowed it anything: it could else try out
 * who is signed in here.
 */
export async function sessionFor(services: Services, request: IncomingMessage, asked: Asked): Promise<FoundSession | undefined> {
  const hint = accountHint(asked.login_hint);
  if (hint === undefined) return (await sessionOfHolder(services, request, asked.id_token_hint)) ?? sessionOf(services, request);
  const did = hint.startsWith('did:') ? (hint as Did) : (await findAccountByHandle(services, hint))?.did;
  const session = (await sessionsOf(services, request)).find((each) => each.did === did);
  if (
    !session ||
    !String(asked.prompt ?? '')
      .split(' ')
      .includes('none')
  )
    return session;
  const app = await findApp(services, String(asked.client_id ?? ''));
  return app && (await grantedScopes(services, session.did, app.id)).size > 0 ? session : undefined;
}

/** Who holds the ID token that came along, if they are signed in here. Whether it is one of ours the engine checks. */
async function sessionOfHolder(services: Services, request: IncomingMessage, idToken: unknown): Promise<FoundSession | undefined> {
  if (typeof idToken !== 'string') return undefined;
  const { sub } = claimsOf(idToken);
  return (await sessionsOf(services, request)).find(({ did }) => did === sub);
}

/** A DID or a handle; what else an app may think of as a hint says nothing here (OpenID Connect Core §3.1.2.1). */
function accountHint(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const hint = value.trim().replace(/^@/, '').toLowerCase();
  if (/^did:[a-z0-9]+:/.test(hint)) return value.trim();
  return handleSchema.safeParse(hint).success ? hint : undefined;
}

function parseCookies(header = ''): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies[pair.slice(0, at).trim()] ??= pair.slice(at + 1).trim();
  }
  return cookies;
}
