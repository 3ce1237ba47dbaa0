import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';

export type Keys = CryptoKeyPair;

/** A DPoP proof (RFC 9449 §4.2) of which each part can be wrong. */
export async function proofBy(
  keys: Keys,
  claims: { htm: string; htu: string; accessToken?: string; [claim: string]: unknown },
  header: object = {},
): Promise<string> {
  const { accessToken, ...rest } = claims;
  const { kty, crv, x, y } = await exportJWK(keys.publicKey);
  const ath = accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') };
  return new SignJWT({ jti: randomUUID(), iat: Math.floor(Date.now() / 1_000), ...ath, ...rest })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } as never, ...header })
    .sign(keys.privateKey);
}
