import { createPrivateKey, type JsonWebKey, type KeyObject, randomUUID, sign } from 'node:crypto';

/** A device that is signed in: what it keeps. */
export interface Device {
  readonly refreshToken: string;
  readonly privateJwk: JsonWebKey;
}

/** Requests to /oauth/token as such devices send them, each with a proof of its own; made ahead, so that the load's core does not sign while it measures. */
export function refreshRequests(
  devices: readonly Device[],
  port: number,
  serverUrl: string,
): { prepare(count: number): void; next(): string } {
  const ready: string[] = [];
  const keys = devices.map(({ privateJwk, refreshToken }) => {
    const { crv, kty, x, y } = privateJwk;
    const header = part({ typ: 'dpop+jwt', alg: 'ES256', jwk: { crv, kty, x, y } });
    return { key: createPrivateKey({ key: privateJwk, format: 'jwk' }), header, refreshToken };
  });
  let turn = 0;
  const make = (): string => {
    const { key, header, refreshToken } = keys[turn++ % keys.length] as { key: KeyObject; header: string; refreshToken: string };
    const proof = proofOf(key, header, `${serverUrl}/oauth/token`);
    const body = `grant_type=refresh_token&client_id=feeds&refresh_token=${refreshToken}`;
    return [
      'POST /oauth/token HTTP/1.1',
      `host: localhost:${port}`,
      'content-type: application/x-www-form-urlencoded',
      `content-length: ${body.length}`,
      `dpop: ${proof}`,
      '',
      body,
    ].join('\r\n');
  };
  return {
    prepare: (count) => {
      while (ready.length < count) ready.push(make());
    },
    next: () => ready.pop() ?? make(),
  };
}

function proofOf(key: KeyObject, header: string, htu: string): string {
  const text = `${header}.${part({ htm: 'POST', htu, iat: Math.floor(Date.now() / 1_000), jti: randomUUID() })}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
