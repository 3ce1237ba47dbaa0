import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { base58btc, bytesToSign, type LogSigner, type LogVerifier } from './identity.webvh.ts';

/** An Ed25519 key pair: the public half as Multikey text, the private half as its 32-byte seed (RFC 8032 §5.1.5). */
export interface Ed25519Key {
  readonly publicKey: string;
  readonly seed: Buffer;
}

export function generateKey(): Ed25519Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { publicKey: multikey(Buffer.from(x, 'base64url')), seed: Buffer.from(d, 'base64url') };
}

/** Multicodec 0xed01 before the key, base58btc (W3C Controlled Identifiers §2.2.2). */
const multikey = (raw: Uint8Array): string => base58btc(Uint8Array.of(0xed, 0x01, ...raw));

/** Signs entries of a did:webvh log with one of its update keys (eddsa-jcs-2022). */
export const logSigner = (key: Ed25519Key): LogSigner => ({
  sign: async ({ document, proof }) => ({ proofValue: base58btc(ed25519Sign(key.seed, await bytesToSign(document, proof))) }),
  getVerificationMethodId: () => `did:key:${key.publicKey}#${key.publicKey}`,
});

export const logVerifier: LogVerifier = {
  verify: async (signature, message, publicKey) => verify(null, message, ed25519Public(publicKey), signature),
};

// The 16 bytes that stand before every Ed25519 seed in PKCS #8 (RFC 8410 §7).
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
export const ed25519Sign = (seed: Uint8Array, data: Uint8Array): Uint8Array =>
  new Uint8Array(sign(null, data, createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })));
const ed25519Public = (raw: Uint8Array) =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') }, format: 'jwk' });
