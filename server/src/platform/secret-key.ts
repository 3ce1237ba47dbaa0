import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { VibeError } from '@vibe/shared';
import { systemClock } from './clock.ts';

/** 32 bytes written as 64 hex digits or 43 characters of base64url. */
export function parseSecretKey(text: string): Buffer {
  const key = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64url');
  if (key.length !== 32)
    throw new VibeError('bad_request', 'VIBE_SECRET_KEY must be 32 bytes', { hint: 'Make one with: openssl rand -hex 32' });
  return key;
}

/** The key kept beside the data; made at the first start. Two processes that start at once end up with the same one. */
export async function keptSecretKey(file: string, clock = systemClock): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${clock.randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return parseSecretKey((await readFile(file, 'utf8')).trim());
}
