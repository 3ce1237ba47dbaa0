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

const DRAWN = 4_096;
let drawn = Buffer.alloc(0);
let used = 0;

/** A few at a time: most of what randomness costs is asking for it. What was handed out is gone from here. */
function few(count: number): Buffer {
  if (count > DRAWN) return randomBytes(count);
  if (used + count > drawn.length) {
    drawn = randomBytes(DRAWN);
    used = 0;
  }
  const taken = Buffer.from(drawn.subarray(used, used + count));
  drawn.fill(0, used, used + count);
  used += count;
  return taken;
}

export const systemClock: Clock = {
  now: () => new Date(),
  randomBytes: (count) => randomBytes(count),
  randomText: (bytes) => few(bytes).toString('base64url'),
  uuid: () => randomUUID(),
  randomInt: (bits) => few(4).readUInt32BE() >>> (32 - bits),
};
