import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { VibeError } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { dpop } from './oauth.limits.ts';

export interface ProofToCheck {
  readonly proof: string;
  readonly method: string;
  /** Without query; the scheme and host are this server's. */
  readonly url: string;
  readonly accessToken: string;
  /** The token's key (RFC 7638 thumbprint). */
  readonly jkt: string;
}

/**
 * Checks a DPoP proof for a request to the API (RFC 9449 §4.3): the token's key has signed this method and URL for this token, just now, once.
 * @throws {VibeError} invalid_token
 */
export function verifyDpopProof(services: Services, { proof, method, url, accessToken, jkt }: ProofToCheck): void {
  const [header, payload, signature, rest] = proof.split('.');
  if (proof.length > 4_096 || !header || !payload || !signature || rest !== undefined) throw invalid('cannot be read');
  const key = keyOf(services, header);
  if (key.jkt !== jkt) throw invalid('is signed by another key than the token is bound to');
  const { htm, htu, iat, jti, ath } = parse(payload);
  if (htm !== method) throw invalid('is for another method');
  if (typeof htu !== 'string' || (htu !== url && withoutQuery(htu) !== url)) throw invalid('is for another URL');
  if (ath !== createHash('sha256').update(accessToken).digest('base64url')) throw invalid('is for another token');
  const now = Math.floor(services.clock.now().getTime() / 1_000);
  if (typeof iat !== 'number' || Math.abs(now - iat) > dpop.window) throw invalid('is too old or from the future: check the clock');
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > 128) throw invalid('has no usable jti');
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, { key: key.key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')))
    throw invalid('is not signed by its key');
  // Last, so that only proofs that hold take up memory.
  if (!seenProofs(services).isNew(`${jkt} ${jti}`, now)) throw invalid('was used before');
}

interface ProofKey {
  readonly key: KeyObject;
  readonly jkt: string;
}

/** A client sends the same header with each proof, and importing a key costs as much as the signature check. */
const proofKeys = perProcess((_: Services) => new LRUCache<string, ProofKey>({ max: 5_000 }));

function keyOf(services: Services, header: string): ProofKey {
  const known = proofKeys(services).get(header);
  if (known) return known;
  const { typ, alg, jwk } = parse(header);
  if (typ !== 'dpop+jwt' || alg !== 'ES256') throw invalid('must be a dpop+jwt signed with ES256');
  const { kty, crv, x, y, d } = (jwk ?? {}) as Record<string, unknown>;
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || d !== undefined)
    throw invalid('must carry a public P-256 key');
  const key = importKey({ kty, crv, x, y });
  const made = { key, jkt: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url') };
  proofKeys(services).set(header, made);
  return made;
}

function importKey(jwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string }): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw invalid('must carry a public P-256 key');
  }
}

/**
 * Proofs seen by this process, in two halves that are swapped when one is older than a proof can be, or full. Beyond `proofsRemembered` in ten
 * minutes the oldest are forgotten first.
 */
const seenProofs = perProcess((_: Services) => {
  let fresh = new Set<string>();
  let older = new Set<string>();
  let since = 0;
  return {
    isNew(proof: string, now: number): boolean {
      if (fresh.has(proof) || older.has(proof)) return false;
      if (now - since > 2 * dpop.window || fresh.size >= dpop.proofsRemembered) {
        older = fresh;
        fresh = new Set();
        since = now;
      }
      fresh.add(proof);
      return true;
    },
  };
});

function parse(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (value !== null && typeof value === 'object') return value as Record<string, unknown>;
  } catch {}
  throw invalid('cannot be read');
}

const withoutQuery = (url: string): string => (URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : '');
const invalid = (why: string) => new VibeError('invalid_token', `The DPoP proof ${why}`);
