import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What a page on some origin may get wrong, or an attacker may change. */
export interface Circumstances {
  readonly origin?: string;
  readonly rpId?: string;
  /** What the authenticator says it has counted to. */
  readonly counter?: number;
}

/**
 * A passkey authenticator in software: makes an ES256 credential and signs with it, as WebAuthn L3 §6 has it, attestation `none`. It does as it is told; what a
 * browser would refuse, the server has to.
 */
export function softwareAuthenticator(defaults: { readonly origin: string }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const credentialId = randomBytes(16);
  let counter = 0;
  let userHandle: string | undefined;

  const clientData = (type: string, challenge: string, origin = defaults.origin): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (rpId: string, count: number, attested = Buffer.alloc(0)): Buffer => {
    const flags = 0x01 | 0x04 | (attested.length > 0 ? 0x40 : 0); // present, verified, attested data follows
    const head = Buffer.alloc(5);
    head.writeUInt8(flags);
    head.writeUInt32BE(count, 1);
    return Buffer.concat([sha256(rpId), head, attested]);
  };
  const credential = { id: credentialId.toString('base64url'), rawId: credentialId.toString('base64url'), type: 'public-key' as const };

  return {
    id: credential.id,
    create(options: PublicKeyCredentialCreationOptionsJSON, but: Circumstances = {}) {
      userHandle = options.user.id;
      // kty EC2, alg ES256, crv P-256, x, y (RFC 9053 §7.1.1)
      const coseKey = cborMap([1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.of(0, credentialId.length), credentialId, coseKey]);
      const data = authenticatorData(but.rpId ?? options.rp.id ?? '', but.counter ?? counter, attested);
      return {
        ...credential,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, but.origin).toString('base64url'),
          attestationObject: cborMap(['fmt', 'none'], ['attStmt', cborMap()], ['authData', data]).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get(options: PublicKeyCredentialRequestOptionsJSON, but: Circumstances = {}) {
      counter = but.counter ?? counter + 1;
      const json = clientData('webauthn.get', options.challenge, but.origin);
      const data = authenticatorData(but.rpId ?? options.rpId ?? '', counter);
      return {
        ...credential,
        clientExtensionResults: {},
        response: {
          clientDataJSON: json.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, sha256(json)]), privateKey).toString('base64url'),
          ...(userHandle !== undefined && { userHandle }),
        },
      };
    },
  };
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** As much CBOR (RFC 8949) as an authenticator speaks. A Buffer that begins a map is taken as encoded already. */
type Cbor = number | string | Buffer | EncodedMap;
type EncodedMap = Buffer & { readonly isMap?: true };
function cborMap(...entries: readonly (readonly [number | string, Cbor])[]): EncodedMap {
  const body = Buffer.concat([cborHead(5, entries.length), ...entries.flatMap(([key, value]) => [cbor(key), cbor(value)])]);
  return Object.assign(body, { isMap: true as const });
}
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  return 'isMap' in value ? value : Buffer.concat([cborHead(2, value.length), value]);
}
function cborHead(major: number, length: number): Buffer {
  if (length < 24) return Buffer.of((major << 5) | length);
  if (length < 256) return Buffer.of((major << 5) | 24, length);
  return Buffer.of((major << 5) | 25, length >> 8, length & 0xff);
}
