import { verify } from 'node:crypto';
import { type Did, isScope, type Scope, VibeError } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { findApp } from '../apps/index.ts';
import { authorizationServer } from './authorization-server.ts';
import { insertGrant } from './grants.store.ts';
import { isLive } from './grants.ts';
import type { KeySet } from './keys.ts';
import { lifetimes } from './oauth.limits.ts';
import { signJwt } from './sign-jwt.ts';

export interface VerifiedToken {
  readonly did: Did;
  readonly appId: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly grantId: string;
  /** The key that must sign a proof for each request (RFC 9449 §6); absent: a Bearer token. */
  readonly jkt: string | undefined;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const MOST_CHARACTERS = 4_096;

/**
 * Verifies an access token (RFC 9068 §4): signature once per token and process, expiry each time, its grant at most every two seconds.
 * @throws {VibeError} invalid_token, token_expired
 */
export async function verifyAccessToken(services: Services, token: string): Promise<VerifiedToken> {
  const known = verified(services);
  let found = known.get(token);
  if (!found) {
    if (token.length > MOST_CHARACTERS) throw invalid('is too long');
    found = await verifySignature(services, token);
    known.set(token, found);
  }
  if (found.expiresAt * 1_000 <= services.clock.now().getTime()) {
    known.delete(token);
    throw new VibeError('token_expired', 'The access token has expired', { hint: 'Get a new one with the refresh token.' });
  }
  if (!(await isLive(services, found.grantId))) throw invalid('was revoked');
  return found;
}

const verified = perProcess((_: Services) => new LRUCache<string, VerifiedToken>({ max: 5_000 }));

async function verifySignature(services: Services, token: string): Promise<VerifiedToken> {
  const [header, payload, signature, rest] = token.split('.');
  if (!header || !payload || !signature || rest !== undefined) throw invalid('is not one of ours');
  const { alg, typ, kid } = parsePart(header);
  if (alg !== 'ES256' || typ !== 'at+jwt' || typeof kid !== 'string') throw invalid('is not one of ours');
  const key = (await keysFor(services, kid)).verifying.get(kid);
  const signed = Buffer.from(`${header}.${payload}`);
  if (!key || !verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) {
    throw invalid('is not signed by this server');
  }
  return fromClaims(services, parsePart(payload));
}

function fromClaims({ publicUrl }: Services, claims: Record<string, unknown>): VerifiedToken {
  const { iss, aud, sub, exp, app_id: appId, gid, scope, cnf } = claims;
  if (iss !== publicUrl) throw invalid('is from another server');
  if (aud !== publicUrl) throw invalid('is for another audience');
  if (typeof sub !== 'string' || typeof exp !== 'number' || typeof appId !== 'string' || typeof gid !== 'string') {
    throw invalid('lacks a claim');
  }
  const jkt = (cnf as { jkt?: unknown } | undefined)?.jkt;
  return {
    did: sub as Did,
    appId,
    scopes: new Set(
      String(scope ?? '')
        .split(' ')
        .filter(isScope),
    ),
    grantId: gid,
    jkt: typeof jkt === 'string' ? jkt : undefined,
    expiresAt: exp,
  };
}

/** A key that this process has not seen may be one that another process has just made. */
async function keysFor(services: Services, kid: string): Promise<KeySet> {
  const server = authorizationServer(services);
  const { keys } = await server.engine();
  if (keys.verifying.has(kid)) return keys;
  const memory = unknownKeys(services);
  const now = services.clock.now().getTime();
  if (memory.lookedAt + 5_000 > now) return keys;
  memory.lookedAt = now;
  return (await server.lookAtKeys()).keys;
}
const unknownKeys = perProcess((_: Services) => ({ lookedAt: 0 }));

function parsePart(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (value !== null && typeof value === 'object') return value as Record<string, unknown>;
  } catch {}
  throw invalid('cannot be read');
}

const invalid = (why: string) => new VibeError('invalid_token', `The access token ${why}`, { hint: 'Sign in again.' });

/**
 * A Bearer token for a script, made by whoever operates this server: no consent is asked, since they hold the database anyway.
 * @throws {VibeError} unknown_app
 */
export async function mintAccessToken(
  services: Services,
  { did, appId, scopes }: { readonly did: Did; readonly appId: string; readonly scopes: readonly Scope[] },
): Promise<{ token: string; expiresAt: string; scope: string }> {
  const app = await findApp(services, appId);
  if (!app) throw new VibeError('unknown_app', `There is no app ${appId}`);
  const gid = services.clock.randomText(24);
  await insertGrant(services.database.system, { id: gid, did, appId: app.id, session: undefined, now: services.clock.now() });
  const { keys } = await authorizationServer(services).engine();
  const iat = Math.floor(services.clock.now().getTime() / 1_000);
  const exp = iat + lifetimes.accessToken;
  const iss = services.publicUrl;
  const scope = scopes.join(' ');
  const claims = {
    iss,
    sub: did,
    aud: iss,
    client_id: app.clientId,
    scope,
    app_id: app.id,
    gid,
    iat,
    exp,
    jti: services.clock.randomText(16),
  };
  const token = signJwt(keys.signing, 'at+jwt', claims);
  return { token, expiresAt: new Date(exp * 1_000).toISOString(), scope };
}
