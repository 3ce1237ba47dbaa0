import { randomBytes, randomUUID } from 'node:crypto';

/** The only source of time and randomness, so that a test can hold both. */
export interface Clock {
  now(): Date;
  randomBytes(count: number): Buffer;
  /** `bytes` random bytes as base64url. */
  randomText(bytes: number): string;
  uuid(): string;
  /** A whole number from 0 to 2^bits − 1, bits ≤ 32. */
  randomInt(bits: number): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  randomBytes: (count) => randomBytes(count),
  randomText: (bytes) => randomBytes(bytes).toString('base64url'),
  uuid: () => randomUUID(),
  randomInt: (bits) => randomBytes(4).readUInt32BE() >>> (32 - bits),
};
