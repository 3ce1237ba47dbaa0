import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Did } from '@vibe/shared';
import { MultibaseEncoding, multibaseDecode, multibaseEncode, resolveDIDFromLog } from 'didwebvh-ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ed25519Verifier } from '../../../../tests/harness/ed25519-verifier.ts';
import { identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { createSealer } from '../../platform/sealer.ts';
import { createAccount } from './identity.accounts.ts';
import { findPublished, keyPlace, mintDid, publishedAt, serverDid } from './identity.dids.ts';

let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

interface KeyRow {
  readonly key_id: string;
  readonly purpose: string;
  readonly public_key: string;
  readonly sealed_private_key: Buffer;
}
async function keysOf(did: string): Promise<KeyRow[]> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    'select key_id, purpose, public_key, sealed_private_key from did_keys where did = $1 order by purpose',
    [did],
  );
  await client.end();
  return rows;
}
const privateKeyFrom = (seed: Buffer) =>
  createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });

test('the log of a new account verifies with didwebvh-ts alone: SCID, entry hash and proof', async () => {
  const { did } = await createAccount(world.services, { handle: 'resolved', name: 'Resolved' });
  const log = structuredClone((await publishedAt(world.services, 'u/resolved'))?.log ?? []);
  const resolved = await resolveDIDFromLog(log, { verifier: ed25519Verifier });
  expect(resolved.did).toBe(did);
  expect(resolved.doc.id).toBe(did);
  expect(resolved.meta).toMatchObject({ portable: true, deactivated: false });
  expect(resolved.meta.error).toBeUndefined();

  const tampered = JSON.parse(JSON.stringify(log).replaceAll(/"authentication":\["[^"]*"\]/g, '"authentication":[]'));
  expect(tampered).not.toEqual(log);
  await expect(resolveDIDFromLog(tampered, { verifier: ed25519Verifier })).rejects.toThrow();
});

test('the did:web document beside it has the same keys under its own name', async () => {
  const { did } = await createAccount(world.services, { handle: 'parallel', name: 'Parallel' });
  const found = await publishedAt(world.services, 'u/parallel');
  const [state, web] = [found?.log[0]?.state, found?.webDocument];
  expect(web?.id).toBe('did:web:localhost%3A3000:u:parallel');
  expect(state?.alsoKnownAs).toContain(web?.id);
  expect(web?.alsoKnownAs).toContain(did);
  expect(web?.verificationMethod.map((each) => each.publicKeyMultibase)).toEqual(
    state?.verificationMethod.map((each) => each.publicKeyMultibase),
  );
  expect(web?.authentication).toEqual([web?.verificationMethod[0]?.id]);
  expect(web?.verificationMethod[0]?.id).toMatch(/^did:web:localhost%3A3000:u:parallel#/);
});

test('a DID has two keys: one may write its log, the other speaks for it; neither does the other’s work', async () => {
  const { did } = await createAccount(world.services, { handle: 'twokeys', name: 'Two Keys' });
  const [signing, update] = await keysOf(did);
  const entry = (await publishedAt(world.services, 'u/twokeys'))?.log[0];
  expect([signing?.purpose, update?.purpose]).toEqual(['sign', 'update']);
  expect(entry?.parameters.updateKeys).toEqual([update?.public_key]);
  expect(entry?.state.verificationMethod.map((each) => each.publicKeyMultibase)).toEqual([signing?.public_key]);
});

test('private keys lie sealed: the row shows no seed, the right key opens it, a wrong one or another place does not', async () => {
  const { did } = await createAccount(world.services, { handle: 'sealed', name: 'Sealed' });
  for (const key of await keysOf(did)) {
    const place = keyPlace(did, key.key_id);
    const seed = world.services.sealer.open(key.sealed_private_key, place);
    expect(seed).toHaveLength(32);
    expect(key.sealed_private_key.includes(seed)).toBe(false);

    // It is the private half of the published key.
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), multibaseDecode(key.public_key).bytes.subarray(2)]);
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from('hello'), publicKey, sign(null, Buffer.from('hello'), privateKeyFrom(seed)))).toBe(true);

    expect(() => createSealer(Buffer.alloc(32, 8)).open(key.sealed_private_key, place)).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    expect(() => world.services.sealer.open(key.sealed_private_key, keyPlace(did, 'other'))).toThrow();
  }
});

test('an app has a DID below /apps, and asking again, or at once, gives the same one', async () => {
  const request = { kind: 'app', path: ['apps', 'feeds'] } as const;
  const [one, two] = await Promise.all([mintDid(world.services, request), mintDid(world.services, request)]);
  expect(one).toMatch(/^did:webvh:Qm\w+:localhost%3A3000:apps:feeds$/);
  expect([two, await mintDid(world.services, request)]).toEqual([one, one]);
  expect(await keysOf(one)).toHaveLength(2);
});

test('the server has a did:web of its own, the same in every process', async () => {
  const [here, there] = await Promise.all([serverDid(world.services), serverDid(world.anotherProcess())]);
  expect(here.did).toBe('did:web:localhost%3A3000');
  expect(here.webDocument.id).toBe(here.did);
  expect(there.webDocument).toEqual(here.webDocument);
  expect(await keysOf(here.did)).toHaveLength(1);
});

test('a DID is found by its did:webvh and by its did:web name; one with another SCID is not', async () => {
  const { did } = await createAccount(world.services, { handle: 'found', name: 'Found' });
  expect((await findPublished(world.services, did))?.did).toBe(did);
  expect((await findPublished(world.services, 'did:web:localhost%3A3000:u:found'))?.did).toBe(did);
  expect(await findPublished(world.services, did.replace(/:Qm.{6}/, ':QmAAAAAA') as Did)).toBeUndefined();
  expect(await findPublished(world.services, 'did:web:elsewhere.example:u:found')).toBeUndefined();
});

test('a server that is reached by an address gets no DIDs, and a hint', async () => {
  await using numbered = await identityWorld('http://127.0.0.1:3000');
  await expect(createAccount(numbered.services, { handle: 'nowhere', name: 'Nowhere' })).rejects.toMatchObject({
    code: 'unavailable',
    hint: expect.stringContaining('PUBLIC_URL'),
  });
});

test('public keys are Ed25519 in Multikey form', async () => {
  const { did } = await createAccount(world.services, { handle: 'multikey', name: 'Multikey' });
  for (const { public_key } of await keysOf(did)) {
    const bytes = multibaseDecode(public_key).bytes;
    expect([...bytes.subarray(0, 2)]).toEqual([0xed, 0x01]);
    expect(bytes).toHaveLength(34);
    expect(multibaseEncode(bytes, MultibaseEncoding.BASE58_BTC)).toBe(public_key);
  }
});
