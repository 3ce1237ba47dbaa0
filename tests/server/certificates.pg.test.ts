import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Did } from '@vibe/shared';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  forgetCertificates,
  issueCertificate,
  listBy,
  renewCertificate,
  revokeCertificate,
} from '../../server/src/rooms/certificates/index.ts';
import { isRevoked, type Resolve, resolveAt, verifyCredential } from '../harness/certificate-verifier.ts';
import { type Person, testApp, type VibeServer, vibeServer } from '../harness/server.ts';

let vibe: VibeServer;
let club: Person;
let bob: Person;
let resolve: Resolve;
beforeAll(async () => {
  vibe = await vibeServer();
  club = await vibe.person('club');
  bob = await vibe.person('bob');
  resolve = resolveAt(vibe.url);
});
afterAll(() => vibe[Symbol.asyncDispose]());

const didOf = (who: Person) => who.did as Did;
const issue = (type: string, claims: Record<string, unknown> = {}, expiresAt?: string) =>
  issueCertificate(vibe.services, didOf(club), { subject: didOf(bob), type, claims, ...(expiresAt !== undefined && { expiresAt }) });
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('a certificate of ours, to somebody who has only the DID document', () => {
  test('is a verifiable credential of its issuer about its subject', async () => {
    const { id, jwt, expiresAt } = await issue('Member', { since: 2026, name: { first: 'Bob' } }, inAnHour());
    const verified = await verifyCredential(jwt, resolve);
    expect(verified).toMatchObject({
      issuer: club.did,
      type: ['VerifiableCredential', 'Member'],
      subject: { id: bob.did, since: 2026, name: { first: 'Bob' } },
      payload: { id: `urn:uuid:${id}`, validUntil: expiresAt, iss: club.did, sub: bob.did, exp: Date.parse(expiresAt ?? '') / 1000 },
    });
    // What a JWT of VC Data Model 1.1 wrapped it in is forbidden now (VC-JOSE-COSE §3.3).
    expect(verified.payload).not.toHaveProperty('vc');
  });

  test('is the same by the did:webvh log that the DID itself proves, and by did:web', async () => {
    const { jwt } = await issue('ByLog');
    const log = await (await fetch(`${vibe.url}/u/club/did.jsonl`)).text();
    const entry = JSON.parse(log.trim().split('\n').at(-1) as string);
    expect((await verifyCredential(jwt, async () => entry.state)).issuer).toBe(club.did);
  });

  test('has expired when it has', async () => {
    const { jwt } = await issue('Brief', {}, inAnHour());
    const later = new Date(Date.now() + 2 * 3_600_000);
    await expect(verifyCredential(jwt, resolve, later)).rejects.toThrow('expired');
  });

  test('is revoked for everyone once it is on the list of its issuer; others are not', async () => {
    const gone = await issue('Gone');
    const stays = await issue('Stays');
    expect(await isRevoked(await verifyCredential(gone.jwt, resolve), resolve)).toBe(false);
    await revokeCertificate(vibe.services, didOf(club), { id: gone.id });
    const [one, other] = [await verifyCredential(gone.jwt, resolve), await verifyCredential(stays.jwt, resolve)];
    expect(one.status?.list).toBe(other.status?.list);
    expect(await isRevoked(one, resolve)).toBe(true);
    expect(await isRevoked(other, resolve)).toBe(false);
    const renewed = await issue('Renewed', {}, inAnHour());
    const again = await renewCertificate(vibe.services, didOf(club), { id: renewed.id });
    expect((await verifyCredential(again.jwt, resolve)).status).toEqual((await verifyCredential(renewed.jwt, resolve)).status);
  });

  test('stays revoked when whom it was about is gone, and nothing else of them stays', async () => {
    // An issuer whose list nobody has fetched yet: a signed list is kept for a moment.
    const school = (await vibe.person('school')).did as Did;
    const dora = (await vibe.person('dora')).did as Did;
    const about = (type: string) => issueCertificate(vibe.services, school, { subject: dora, type, claims: { name: 'Dora' } });
    const [left, held] = [await about('Left'), await about('Held')];
    await revokeCertificate(vibe.services, school, { id: left.id });
    await forgetCertificates(vibe.services, dora);
    for (const { jwt } of [left, held]) expect(await isRevoked(await verifyCredential(jwt, resolve), resolve)).toBe(true);
    const { certificates } = await listBy(vibe.services, 'issuer_did', school, { limit: 100 });
    expect(certificates).toEqual([]);
    const kept = await vibe.services.database.system.selectFrom('certificates').selectAll().where('id', 'in', [left.id, held.id]).execute();
    expect(kept).toHaveLength(2);
    expect(JSON.stringify(kept)).not.toMatch(/Dora|dora/);
  });

  test('a list that nobody made is not there', async () => {
    expect((await fetch(`${vibe.url}/certificates/status/AAAAAAAAAAAAAAAA`)).status).toBe(404);
    expect((await fetch(`${vibe.url}/certificates/status/..%2f..%2fx`)).status).toBe(404);
  });
});

describe('a forged one is found out:', () => {
  const parts = (jwt: string) => ({ header: decodeProtectedHeader(jwt), payload: decodeJwt(jwt), signature: jwt.split('.')[2] as string });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const mallory = generateKeyPairSync('ed25519');
  const signedBy = (header: object, payload: object) => {
    const text = `${encode(header)}.${encode(payload)}`;
    return `${text}.${sign(null, Buffer.from(text), mallory.privateKey).toString('base64url')}`;
  };

  test('claims that were changed', async () => {
    const { header, payload, signature } = parts((await issue('Changed')).jwt);
    const forged = `${encode(header)}.${encode({ ...payload, credentialSubject: { id: 'did:web:mallory' }, sub: 'did:web:mallory' })}.${signature}`;
    await expect(verifyCredential(forged, resolve)).rejects.toThrow('signature');
  });

  test('another key under the issuer’s name', async () => {
    const { header, payload } = parts((await issue('OtherKey')).jwt);
    await expect(verifyCredential(signedBy(header, payload), resolve)).rejects.toThrow('signature');
  });

  test('no signature at all', async () => {
    const { header, payload } = parts((await issue('NoKey')).jwt);
    await expect(verifyCredential(`${encode({ ...header, alg: 'none' })}.${encode(payload)}.`, resolve)).rejects.toThrow();
  });

  test('an issuer that is not who signed', async () => {
    // Bob signs with his own key what he says the club has said.
    const { jwt } = await issueCertificate(vibe.services, didOf(bob), { subject: didOf(bob), type: 'Adult', claims: {} });
    expect((await verifyCredential(jwt, resolve)).issuer).toBe(bob.did);
    const clubsKid = (await resolve(club.did)).assertionMethod[0] as string;
    const { header, payload } = parts(jwt);
    const { signature } = parts(jwt);
    await expect(verifyCredential(`${encode({ ...header, kid: clubsKid })}.${encode(payload)}.${signature}`, resolve)).rejects.toThrow(
      'signature',
    );
    const x = mallory.publicKey.export({ format: 'jwk' }).x as string;
    const hers: Resolve = async (did) => ({
      id: did,
      verificationMethod: [{ id: `${did}#1`, controller: did, publicKeyMultibase: multibase(Buffer.from(x, 'base64url')) }],
      assertionMethod: [`${did}#1`],
    });
    const claimed = signedBy({ ...header, kid: 'did:web:mallory#1' }, { ...payload, issuer: club.did, iss: club.did });
    await expect(verifyCredential(claimed, hers)).rejects.toThrow('is said to be the issuer');
  });
});

/** base58btc of an Ed25519 Multikey. */
function multibase(raw: Buffer): string {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let number = BigInt(`0xed01${raw.toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = alphabet[Number(number % 58n)] + text;
  return `z${text}`;
}

test('an app with the scope issues over HTTP, and one without it does not', async () => {
  await vibe.push(testApp({ id: 'clubs', scopes: ['openid', 'certificates:issue', 'certificates:read'] }));
  const api = vibe.api(await club.token('clubs', ['certificates:issue']));
  const { jwt } = await api.certificates.issue.mutate({ subject: didOf(bob), type: 'OverHttp' });
  const digest = createHash('sha256').update(jwt).digest('hex');
  const seen = await vibe.api(await bob.token('clubs', ['certificates:read'])).certificates.held.query({ type: 'OverHttp' });
  expect(seen.certificates.map((each) => createHash('sha256').update(each.jwt).digest('hex'))).toEqual([digest]);
  await expect(api.certificates.held.query({})).rejects.toMatchObject({ data: { vibe: { code: 'insufficient_scope' } } });
});

test('claims and templates may have members of any name: their subject still sees every certificate', async () => {
  const scopes = ['certificates:read', 'certificates:issue'] as const;
  const site = 'http://names.localhost:4998';
  await vibe.push(testApp({ id: 'names', scopes: ['openid', ...scopes], origins: [site], redirectUris: [`${site}/`] }));
  // superjson of an honest client does not even send such names.
  const call = async (who: Person, procedure: string, json?: unknown) => {
    const url = `${vibe.url}/trpc/${procedure}`;
    const headers = { authorization: `Bearer ${await who.token('names', scopes)}`, 'content-type': 'application/json' };
    const response = await (json === undefined
      ? fetch(`${url}?input=${encodeURIComponent('{"json":{}}')}`, { headers })
      : fetch(url, { headers, method: 'POST', body: JSON.stringify({ json }) }));
    return { status: response.status, text: await response.text() };
  };
  const claims = { constructor: { x: 1 }, prototype: { x: 1 }, toJSON: 1 };
  const fields = { type: 'object', properties: { constructor: { type: 'object' }, prototype: { type: 'object' } } };
  expect((await call(club, 'certificates.setTemplate', { type: 'Named', title: 'Named', fields })).status).toBe(200);
  expect((await call(club, 'certificates.issue', { subject: bob.did, type: 'Named', claims })).status).toBe(200);
  expect(await call(bob, 'certificates.held')).toMatchObject({ status: 200, text: expect.stringContaining('"constructor":{"x":1}') });
  expect((await call(club, 'certificates.issued')).status).toBe(200);
  expect((await call(club, 'certificates.templates')).status).toBe(200);
});
