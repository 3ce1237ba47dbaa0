import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { VibeError } from '@vibe/shared';
import { systemClock } from './clock.ts';

/** Encrypts what must not lie readable in the database: signing keys, cookie secrets. AES-256-GCM, the place it is kept at as associated data. */
export interface Sealer {
  seal(plain: Uint8Array | string, place: string): Buffer;
  open(sealed: Uint8Array, place: string): Buffer;
  /** A 32-byte key for one purpose, derived by HKDF-SHA-256 (RFC 5869). */
  derive(purpose: string): Buffer;
}

/** @param secretKey 32 bytes (VIBE_SECRET_KEY) */
export function createSealer(secretKey: Uint8Array, clock = systemClock): Sealer {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secretKey, 'vibe', purpose, 32));
  const key = derive('seal/1');
  return {
    derive,
    seal(plain, place) {
      const iv = clock.randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(1), iv, cipher.getAuthTag(), body]);
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed);
      try {
        if (bytes[0] !== 1) throw new Error(`unknown seal version ${bytes[0]}`);
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13))
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(13, 29));
        return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]);
      } catch (cause) {
        throw new VibeError('internal', `A secret kept at ${place} cannot be opened`, {
          hint: 'VIBE_SECRET_KEY is not the one this database was made with.',
          cause,
        });
      }
    },
  };
}
