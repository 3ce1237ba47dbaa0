import { sign } from 'node:crypto';
import type { KeySet } from './keys.ts';

/** A JWT by the server's own key (RFC 7519, ES256). */
export function signJwt({ id, key }: KeySet['signing'], typ: string, claims: object): string {
  const text = [{ alg: 'ES256', typ, kid: id }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
