import { isIP } from 'node:net';
import { type Did, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { closeDid, type DidRow, findDid, findDidByPath, findUpdateKey, insertDid } from './identity.dids.store.ts';
import { type Ed25519Key, generateKey, logSigner, logVerifier } from './identity.keys.ts';
import { createDid, type DidDocument, type DidLogEntry, deactivated, parallelDidWeb } from './identity.webvh.ts';

export interface DidRequest {
  readonly kind: 'user' | 'app';
  /** Where its files lie below the server's origin. */
  readonly path: readonly ['u' | 'apps', string];
}

/**
 * The did:webvh at a path of this server, made with its keys, its log and the parallel did:web document when there is none yet: asking twice, or
 * twice at once, gives one DID.
 * @throws {VibeError} unavailable when PUBLIC_URL's host is an IP address, which did:webvh forbids.
 * @see https://identity.foundation/didwebvh/v1.0/
 */
export async function mintDid(services: Services, request: DidRequest): Promise<Did> {
  const path = request.path.join('/');
  const there = await publishedAt(services, path);
  if (there) return there.did as Did;
  await keepDid(services, await prepareDid(services, request));
  return ((await publishedAt(services, path)) ?? impossible(path)).did as Did;
}

const keepDid = (services: Services, row: DidRow): Promise<boolean> =>
  services.database.system.transaction().execute((tx) => insertDid(tx, row));

/** All rows of a new DID, not yet written, so that an account and its DID come about in one transaction. */
export async function prepareDid(services: Services, { kind, path }: DidRequest): Promise<DidRow> {
  const address = didHost(services.publicUrl);
  const update = generateKey();
  const signing = generateKey();
  const now = services.clock.now();
  const made = await createDid({
    address,
    paths: path,
    signer: logSigner(update),
    verifier: logVerifier,
    updateKeys: [update.publicKey],
    // Not `{DID}`: didwebvh-ts 2.8 hashes that placeholder as it stands, and the log then resolves nowhere.
    didDocument: documentFor(`did:webvh:{SCID}:${didComponent(address)}:${path.join(':')}`, signing),
    alsoKnownAsWeb: true,
    // Lets its owner take the DID to another server (did:webvh 1.0 §3.7.6).
    portable: true,
    created: now.toISOString(),
  });
  return {
    did: made.did,
    kind,
    path: path.join('/'),
    log: made.log,
    webDocument: parallelDidWeb(made.did, made.doc),
    createdAt: now,
    keys: [sealed(services, made.did, 'update', update), sealed(services, made.did, 'sign', signing)],
  };
}

/** The server's own DID is a plain did:web: it is the house, so it cannot move out of it. */
export async function serverDid(services: Services): Promise<PublishedDid> {
  const did = `did:web:${didComponent(didHost(services.publicUrl))}`;
  const found = await findDid(services.database.system, did);
  if (found) return published(found);
  const key = generateKey();
  const row: DidRow = {
    did,
    kind: 'server',
    path: '.well-known',
    log: [],
    webDocument: documentFor(did, key),
    createdAt: services.clock.now(),
    keys: [sealed(services, did, 'sign', key)],
  };
  await keepDid(services, row);
  return published((await findDid(services.database.system, did)) ?? impossible(did));
}

/**
 * Ends a DID for good: its log says so, and its keys are gone. Whoever resolves it learns that it was, and no longer is. To end it twice is to end it once.
 * @see did:webvh 1.0 §3.6.4
 */
export async function deactivateDid(services: Services, did: Did): Promise<void> {
  const db = services.database.system;
  const [row, key] = [await findDid(db, did), await findUpdateKey(db, did)];
  if (!row || !key) return;
  const seed = services.sealer.open(key.sealed_private_key, keyPlace(did, key.key_id));
  const signer = logSigner({ publicKey: key.public_key, seed });
  const { log } = await deactivated({ log: row.log as readonly DidLogEntry[], signer, verifier: logVerifier, updateKeys: [] });
  const { '@context': context, id } = published(row).webDocument;
  const nothing = { '@context': context, id, verificationMethod: [], authentication: [], assertionMethod: [] };
  await db.transaction().execute((tx) => closeDid(tx, did, log, nothing));
}

export interface PublishedDid {
  readonly did: string;
  /** did:webvh log; empty for the server's own did:web. */
  readonly log: readonly DidLogEntry[];
  readonly webDocument: DidDocument;
}

export const publishedAt = async (services: Services, path: string): Promise<PublishedDid | undefined> => {
  const row = /^[\w./~-]+$/.test(path) ? await findDidByPath(services.database.system, path) : undefined;
  return row && published(row);
};

/** By a did:webvh of this server, or by the did:web beside it. */
export async function findPublished(services: Services, did: Did): Promise<PublishedDid | undefined> {
  const own = `did:web:${didComponent(didHost(services.publicUrl))}`;
  if (did === own) return serverDid(services);
  if (did.startsWith(`${own}:`)) return publishedAt(services, did.slice(own.length + 1).replaceAll(':', '/'));
  const row = await findDid(services.database.system, did);
  return row && published(row);
}

/** Under which name a sealed key was put away; the seal opens under no other. */
export const keyPlace = (did: string, keyId: string): string => `did_keys/${did}#${keyId}`;

const published = (row: { did: string; log: unknown; web_document: unknown }): PublishedDid => ({
  did: row.did,
  log: row.log as readonly DidLogEntry[],
  webDocument: row.web_document as DidDocument,
});

function documentFor(did: string, key: Ed25519Key): DidDocument {
  const id = `${did}#${keyIdOf(key)}`;
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: key.publicKey }],
    authentication: [id],
    assertionMethod: [id],
  };
}

const keyIdOf = (key: Ed25519Key): string => key.publicKey.slice(-8);

const sealed = (services: Services, did: string, purpose: 'update' | 'sign', key: Ed25519Key) => ({
  keyId: keyIdOf(key),
  purpose,
  publicKey: key.publicKey,
  sealedPrivateKey: services.sealer.seal(key.seed, keyPlace(did, keyIdOf(key))),
});

function didHost(publicUrl: string): string {
  const { host, hostname } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) === 0) return host;
  throw new VibeError('unavailable', `No DID can live at ${host}: it must be a name, not an address`, {
    hint: 'Set PUBLIC_URL to a host name, for example http://localhost:3000.',
  });
}

/** A port's colon would read as a path (did:web §3.2). */
const didComponent = (host: string): string => host.replace(':', '%3A');

function impossible(what: string): never {
  throw new VibeError('internal', `The DID at ${what} was written and is not there`);
}
