/** The frame's key never leaves it: `extractable: false`, and the browser refuses to export it even to us. */
export const makeKey = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);

export interface ProofClaims {
  readonly htm: string;
  readonly htu: string;
  /** SHA-256 of the access token, base64url. */
  readonly ath: string;
  /** Seconds since 1970, by the server's clock. */
  readonly iat: number;
}

/** One proof for one request of the host. @see RFC 9449 §4.2 */
export async function makeProof(key: CryptoKeyPair, claims: ProofClaims): Promise<string> {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: await publicJwk(key) };
  const text = [header, { ...claims, jti: crypto.randomUUID() }]
    .map((part) => encode(new TextEncoder().encode(JSON.stringify(part))))
    .join('.');
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, new TextEncoder().encode(text));
  return `${text}.${encode(new Uint8Array(signature))}`;
}

/** SHA-256 of an access token: `ath` of a proof. */
export const hashOfToken = async (token: string): Promise<string> =>
  encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))));

async function publicJwk({ publicKey }: CryptoKeyPair) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return { kty, crv, x, y };
}

const encode = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
