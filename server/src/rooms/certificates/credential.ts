import type { Did } from '@vibe/shared';
import type { DidSigner } from '../identity/index.ts';

/** Where the revocation of a credential will be published. */
export interface StatusPlace {
  /** Address of the list. */
  readonly list: string;
  readonly index: number;
}

export interface Credential {
  readonly id: string;
  readonly issuer: Did;
  readonly type: string;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  readonly status?: StatusPlace;
}

/**
 * A verifiable credential as a JWT: its payload is the credential itself, not wrapped.
 * @see W3C Verifiable Credentials Data Model 2.0; W3C Securing Verifiable Credentials using JOSE and COSE §3.1 (media types, `kid`), §3.3 (registered
 *   claims may stand beside the credential's own members, and must say the same)
 */
export function credentialJwt(credential: Credential, signer: DidSigner, vocabulary: string): string {
  const header = { alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: signer.keyUrl };
  const signed = `${base64url(header)}.${base64url(payloadOf(credential, vocabulary))}`;
  return `${signed}.${Buffer.from(signer.sign(Buffer.from(signed))).toString('base64url')}`;
}

function payloadOf({ id, issuer, type, subject, validFrom, validUntil, status }: Credential, vocabulary: string) {
  return {
    // What types and claims mean is the issuer's to say: they are terms of no vocabulary that is published anywhere.
    '@context': ['https://www.w3.org/ns/credentials/v2', { '@vocab': vocabulary }],
    id,
    type: ['VerifiableCredential', type],
    issuer,
    validFrom: validFrom.toISOString(),
    ...(validUntil && { validUntil: validUntil.toISOString() }),
    credentialSubject: subject,
    ...(status && { credentialStatus: statusEntry(status) }),
    iss: issuer,
    ...(typeof subject.id === 'string' && { sub: subject.id }),
    jti: id,
    iat: Math.floor(validFrom.getTime() / 1000),
    // For those who check a JWT and know nothing of credentials.
    ...(validUntil && { exp: Math.floor(validUntil.getTime() / 1000) }),
  };
}

/** W3C Bitstring Status List 1.0 §2.1 */
const statusEntry = ({ list, index }: StatusPlace) => ({
  id: `${list}#${index}`,
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: String(index),
  statusListCredential: list,
});

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
