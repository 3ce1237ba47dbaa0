import { type Did, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { findSigningKey } from './identity.dids.store.ts';
import { keyPlace } from './identity.dids.ts';
import { ed25519Sign } from './identity.keys.ts';

/** Speaks for a DID with its newest signing key (`assertionMethod` of its DID document). */
export interface DidSigner {
  /** The DID URL of the key, for whoever verifies. */
  readonly keyUrl: string;
  /** Ed25519 (RFC 8032). */
  sign(data: Uint8Array): Uint8Array;
}

/** @throws {VibeError} not_found when the DID is not of this server, so that nobody here can speak for it. */
export async function didSigner(services: Services, did: Did): Promise<DidSigner> {
  const key = await findSigningKey(services.database.system, did);
  if (!key) throw new VibeError('not_found', `${did} is not of this server, so nobody here can sign for it`);
  const seed = services.sealer.open(key.sealed_private_key, keyPlace(did, key.key_id));
  return { keyUrl: `${did}#${key.key_id}`, sign: (data) => ed25519Sign(seed, data) };
}
