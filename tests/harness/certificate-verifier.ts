import { gunzipSync } from 'node:zlib';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';

export interface VerifiedCredential {
  readonly issuer: string;
  readonly type: readonly string[];
  readonly subject: Record<string, unknown>;
  readonly status: { readonly list: string; readonly index: number } | undefined;
  readonly payload: Record<string, unknown>;
}

interface DidDocument {
  readonly id: string;
  readonly verificationMethod: readonly { readonly id: string; readonly controller: string; readonly publicKeyMultibase: string }[];
  readonly assertionMethod: readonly string[];
}
/** The DID document of a DID, from wherever it is published. */
export type Resolve = (did: string) => Promise<DidDocument>;

/** Over the HTTP(S) binding of DID Resolution, as a stranger would ask. */
export const resolveAt =
  (resolver: string): Resolve =>
  async (did) => {
    const response = await fetch(`${resolver}/1.0/identifiers/${did}`, { headers: { accept: 'application/did' } });
    if (!response.ok) throw new Error(`${did} cannot be resolved: ${response.status}`);
    return (await response.json()) as DidDocument;
  };

/**
 * Verifies a credential secured as a JWT (W3C VC-JOSE-COSE) knowing nothing but the issuer's DID document. Shares no code with the server.
 * @throws {Error} with what is wrong
 */
export async function verifyCredential(jwt: string, resolve: Resolve, now = new Date()): Promise<VerifiedCredential> {
  const { alg, typ, kid } = decodeProtectedHeader(jwt);
  if (alg !== 'EdDSA' || typ !== 'vc+jwt' || typeof kid !== 'string')
    throw new Error(`not a credential: ${JSON.stringify({ alg, typ, kid })}`);
  const signer = kid.slice(0, kid.indexOf('#'));
  const document = await resolve(signer);
  if (!document.assertionMethod.includes(kid)) throw new Error(`${kid} may not assert anything`);
  const method = document.verificationMethod.find((each) => each.id === kid);
  if (!method) throw new Error(`${kid} is not in the DID document`);
  const x = Buffer.from(ed25519Of(method.publicKeyMultibase)).toString('base64url');
  const { payload: bytes } = await compactVerify(jwt, await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA'), {
    algorithms: ['EdDSA'],
  });
  const payload = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const issuer = payload.issuer as string;
  if (issuer !== signer || document.id !== issuer) throw new Error(`${issuer} is said to be the issuer, but ${signer} signed`);
  for (const [claim, value] of [
    ['iss', issuer],
    ['jti', payload.id],
    ['sub', (payload.credentialSubject as { id?: string }).id],
  ] as const)
    if (payload[claim] !== undefined && payload[claim] !== value) throw new Error(`${claim} says otherwise than the credential`);
  const type = payload.type as string[];
  if (!type.includes('VerifiableCredential')) throw new Error('it is no credential');
  if ((payload['@context'] as unknown[])[0] !== 'https://www.w3.org/ns/credentials/v2') throw new Error('it is of another data model');
  if (new Date(payload.validFrom as string) > now) throw new Error('it is not valid yet');
  if (payload.validUntil !== undefined && new Date(payload.validUntil as string) <= now) throw new Error('it has expired');
  const entry = payload.credentialStatus as Record<string, string> | undefined;
  return {
    issuer,
    type,
    subject: payload.credentialSubject as Record<string, unknown>,
    status: entry && { list: entry.statusListCredential as string, index: Number(entry.statusListIndex) },
    payload,
  };
}

/** W3C Bitstring Status List 1.0 §3.2. @throws {Error} when the list is not the issuer's */
export async function isRevoked(credential: VerifiedCredential, resolve: Resolve): Promise<boolean> {
  if (!credential.status) return false;
  const response = await fetch(credential.status.list);
  if (!response.ok || response.headers.get('content-type') !== 'application/vc+jwt') throw new Error('there is no status list');
  const list = await verifyCredential(await response.text(), resolve);
  if (list.issuer !== credential.issuer) throw new Error('the status list is somebody else’s');
  if (!list.type.includes('BitstringStatusListCredential') || list.payload.id !== credential.status.list)
    throw new Error('it is another list');
  const encoded = list.subject.encodedList as string;
  if (!encoded.startsWith('u')) throw new Error('not multibase base64url');
  const bits = gunzipSync(Buffer.from(encoded.slice(1), 'base64url'));
  if (bits.length < 16_384) throw new Error('the list is shorter than the standard allows');
  return (((bits[credential.status.index >> 3] as number) >> (7 - (credential.status.index & 7))) & 1) === 1;
}

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** A Multikey: `z`, base58btc, multicodec 0xed01, 32 bytes (W3C Controlled Identifiers §2.2.2). */
function ed25519Of(multibase: string): Uint8Array {
  if (!multibase.startsWith('z')) throw new Error('not base58btc');
  let number = 0n;
  for (const character of multibase.slice(1)) number = number * 58n + BigInt(alphabet.indexOf(character));
  const bytes = Buffer.from(number.toString(16).padStart(68, '0'), 'hex');
  if (bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01) throw new Error('not an Ed25519 key');
  return bytes.subarray(2);
}
