import { createPrivateKey, type JsonWebKey, type KeyObject, randomUUID, sign } from 'node:crypto';

/** A device that is signed in: what it keeps. */
export interface Device {
  readonly refreshToken: string;
  readonly privateJwk: JsonWebKey;
}

/** Who is asked for a new access token. */
export interface TokenEndpoint {
  readonly port: number;
  readonly path: string;
  readonly clientId: string;
  /** Whether a proof has to repeat what the server said last (RFC 9449 §8). */
  readonly wantsNonce?: boolean;
}

const LANES = 16;

/**
 * Requests for a new access token as such devices send them, each with a proof of its own. Proofs are made ahead, so that the load's core does not sign
 * while it measures. A device belongs to one connection: where refresh tokens are replaced at each use, its next request waits for the answer to the last.
 */
export function refreshRequests(devices: readonly Device[], { port, path, clientId, wantsNonce = false }: TokenEndpoint) {
  const url = `http://localhost:${port}${path}`;
  const kept = devices.map(({ privateJwk, refreshToken }) => {
    const { crv, kty, x, y } = privateJwk;
    const header = part({ typ: 'dpop+jwt', alg: 'ES256', jwk: { crv, kty, x, y } });
    return { key: createPrivateKey({ key: privateJwk, format: 'jwk' }), header, refreshToken, proofs: [] as string[] };
  });
  const lanes = Array.from({ length: LANES }, (_, lane) => ({ turn: 0, own: kept.filter((_, at) => at % LANES === lane) }));
  type Kept = (typeof kept)[number];
  const sent: Kept[] = [];
  let nonce: string | undefined;
  const proof = ({ key, header }: Kept): string => proofOf(key, header, { htu: url, ...(nonce !== undefined && { nonce }) });
  return {
    async prepare(): Promise<void> {
      if (wantsNonce) {
        nonce = (await fetch(url, { method: 'POST', headers: { dpop: proof(kept[0] as Kept) } })).headers.get('dpop-nonce') ?? undefined;
        for (const device of kept) device.proofs = [];
      }
      for (const device of kept) while (device.proofs.length < 80) device.proofs.push(proof(device));
    },
    next(lane: number): string {
      const { own, turn } = lanes[lane] as (typeof lanes)[number];
      const device = own[turn % own.length] as Kept;
      (lanes[lane] as (typeof lanes)[number]).turn += 1;
      sent[lane] = device;
      const body = `grant_type=refresh_token&client_id=${encodeURIComponent(clientId)}&refresh_token=${encodeURIComponent(device.refreshToken)}`;
      return [
        `POST ${path} HTTP/1.1`,
        `host: localhost:${port}`,
        'content-type: application/x-www-form-urlencoded',
        `content-length: ${body.length}`,
        `dpop: ${device.proofs.pop() ?? proof(device)}`,
        '',
        body,
      ].join('\r\n');
    },
    answered(lane: number, body: string): void {
      const { refresh_token: next } = JSON.parse(body) as { refresh_token?: string };
      if (next !== undefined) (sent[lane] as Kept).refreshToken = next;
    },
  };
}

function proofOf(key: KeyObject, header: string, claims: object): string {
  const text = `${header}.${part({ htm: 'POST', ...claims, iat: Math.floor(Date.now() / 1_000), jti: randomUUID() })}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
