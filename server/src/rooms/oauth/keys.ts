import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { dueRotation } from './keys.policy.ts';
import { changeKeys, type KeyRow, listKeyRows, type NewKey } from './keys.store.ts';
import { keySchedule } from './oauth.limits.ts';

/** The server's signing keys, ES256. */
export interface KeySet {
  /** For the engine: the one that signs first, then the next, then the retired. With private parts. */
  readonly jwks: readonly PrivateJwk[];
  readonly signing: { readonly id: string; readonly key: KeyObject };
  /** By key id, also of retired keys. */
  readonly verifying: ReadonlyMap<string, KeyObject>;
  /** Changes when the keys or their order do. */
  readonly version: string;
}

export interface PrivateJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** Does what is due, and reads. Without `schedule` given, the usual one. */
export async function rotatedKeys(services: Services, schedule = keySchedule): Promise<KeySet> {
  const db = services.database.system;
  const now = services.clock.now();
  const rows = await listKeyRows(db);
  const due = dueRotation(rows, now, schedule);
  if (due.remove.length + due.retire.length + due.promote.length + due.make.length === 0) return openKeys(services, rows);
  await changeKeys(db, now, (locked) => {
    const { make, ...changes } = dueRotation(locked, now, schedule);
    return { ...changes, insert: make.map((state) => ({ ...makeKey(services), state })) };
  });
  return openKeys(services, await listKeyRows(db));
}

function openKeys({ sealer }: Services, rows: readonly KeyRow[]): KeySet {
  const order = { current: 0, next: 1, retired: 2 };
  const sorted = rows.toSorted((a, b) => order[a.state] - order[b.state] || b.state_since.getTime() - a.state_since.getTime());
  const jwks = sorted.map((row) => JSON.parse(sealer.open(row.sealed_private_jwk, place(row.id)).toString()) as PrivateJwk);
  const [first] = jwks;
  if (sorted[0]?.state !== 'current' || !first) throw new VibeError('internal', 'There is no signing key');
  return {
    jwks,
    signing: { id: first.kid, key: createPrivateKey({ key: { ...first }, format: 'jwk' }) },
    verifying: new Map(jwks.map((jwk) => [jwk.kid, createPublicKey({ key: publicPart(jwk), format: 'jwk' })])),
    version: sorted.map((row) => `${row.id} ${row.state}`).join(),
  };
}

function makeKey({ sealer }: Services): NewKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bare = privateKey.export({ format: 'jwk' }) as { kty: 'EC'; crv: 'P-256'; x: string; y: string; d: string };
  // RFC 7638: the key names itself.
  const thumbprint = createHash('sha256')
    .update(JSON.stringify({ crv: bare.crv, kty: bare.kty, x: bare.x, y: bare.y }))
    .digest('base64url');
  const jwk: PrivateJwk = { ...bare, kid: thumbprint, alg: 'ES256', use: 'sig' };
  return { id: thumbprint, publicJwk: publicPart(jwk), sealedPrivateJwk: sealer.seal(JSON.stringify(jwk), place(thumbprint)) };
}

const publicPart = ({ d: _, ...rest }: PrivateJwk) => rest;
const place = (id: string) => `oauth_keys/${id}`;
