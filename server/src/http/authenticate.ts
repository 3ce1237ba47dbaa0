import type { IncomingHttpHeaders } from 'node:http';
import { VibeError } from '@vibe/shared';
import type { Asker, Services } from '../platform/context.ts';
import { findApp } from '../rooms/apps/index.ts';
import { findSession } from '../rooms/identity/index.ts';
import { verifyAccessToken, verifyDpopProof } from '../rooms/oauth/index.ts';

export interface RequestToAuthenticate {
  readonly method: string;
  /** This server's origin and the path, without query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: Readonly<Record<string, string>>;
}

/**
 * Who is asking. A token speaks for an app with a person's consent; a session cookie for the person, and only from Vibe's own pages; neither: a
 * visitor.
 * @throws {VibeError} invalid_token, token_expired, origin_not_allowed
 */
export async function authenticate(services: Services, request: RequestToAuthenticate): Promise<Asker> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return fromToken(services, request, authorization);
  if (!isSameOrigin(services.publicUrl, request.headers)) return { kind: 'visitor' };
  const session = await findSession(services, request.cookies);
  return session ? { kind: 'person', ...session } : { kind: 'visitor' };
}

/**
 * Does the request come from a page of this server? Browsers say so in Sec-Fetch-Site, older ones in Origin; a page cannot set either. What says
 * nothing is not believed. A form on a page without referrer has the Origin `null`, also towards its own server.
 */
export function isSameOrigin(publicUrl: string, { origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site === undefined) return origin === publicUrl;
  return site === 'same-origin' && (origin === undefined || origin === publicUrl || origin === 'null');
}

/** Does a browser say that another site is behind the request? Programs say neither. */
export const isFromElsewhere = (publicUrl: string, { origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean =>
  (site !== undefined || origin !== undefined) && !isSameOrigin(publicUrl, { origin, 'sec-fetch-site': site });

async function fromToken(services: Services, request: RequestToAuthenticate, authorization: string): Promise<Asker> {
  const { scheme, token } = parseAuthorization(authorization);
  const verified = await verifyAccessToken(services, token);
  if (verified.jkt === undefined) {
    if (scheme === 'dpop') throw new VibeError('invalid_token', 'The access token is a Bearer token');
  } else {
    if (scheme !== 'dpop') throw new VibeError('invalid_token', 'The access token is bound to a key: send it as DPoP, with a proof');
    const proof = request.headers.dpop;
    if (typeof proof !== 'string') throw new VibeError('invalid_token', 'The DPoP proof is missing');
    verifyDpopProof(services, { proof, method: request.method, url: request.url, accessToken: token, jkt: verified.jkt });
  }
  await checkOrigin(services, request.headers.origin, verified.appId);
  const { did, appId, scopes, grantId } = verified;
  return { kind: 'app', did, appId, scopes, grantId };
}

/** A token that was carried to another site is of no use there. Programs outside a browser send no Origin. */
async function checkOrigin(services: Services, origin: string | undefined, appId: string): Promise<void> {
  if (origin === undefined || origin === services.publicUrl) return;
  const app = await findApp(services, appId);
  if (app?.origins.includes(origin)) return;
  throw new VibeError('origin_not_allowed', `${origin} is not a registered origin of ${appId}`, {
    hint: "Add it to the manifest's origins and push it.",
  });
}

function parseAuthorization(header: string): { scheme: 'bearer' | 'dpop'; token: string } {
  const [scheme = '', token, rest] = header.split(' ');
  const name = scheme.toLowerCase();
  if ((name !== 'bearer' && name !== 'dpop') || !token || rest !== undefined) {
    throw new VibeError('invalid_token', 'The Authorization header must be “Bearer …” or “DPoP …”');
  }
  return { scheme: name, token };
}

/** The WWW-Authenticate header of a 401 (RFC 6750 §3, RFC 9449 §7.1, RFC 9728 §5.1). */
export function challengeFor({ publicUrl }: Services, error: VibeError): string {
  const metadata = `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource"`;
  const presented = error.code === 'invalid_token' || error.code === 'token_expired';
  const why = presented ? `error="invalid_token", error_description="${error.message.replaceAll(/["\\]|[^\x20-\x7e]/g, '')}", ` : '';
  return `Bearer ${why}${metadata}, DPoP ${why}algs="ES256", ${metadata}`;
}
