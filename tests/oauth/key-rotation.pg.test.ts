import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLifetime } from '../../server/src/platform/lifetime.ts';
import { authorizationServer, mintAccessToken, verifyAccessToken } from '../../server/src/rooms/oauth/index.ts';
import { listUrl, signedInToNotes, type World, world } from './world.ts';

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here[Symbol.asyncDispose]());

const published = async () => (await (await fetch(`${here.vibe.url}/oauth/jwks`)).json()) as JSONWebKeySet;
const ids = (set: JSONWebKeySet) => set.keys.map((key) => key.kid);
const call = async (token: string) => (await fetch(listUrl(here.vibe), { headers: { authorization: `Bearer ${token}` } })).status;
const mint = (services = here.vibe.services) =>
  mintAccessToken(services, { did: here.alice.did, appId: 'notes', scopes: ['documents:read'] });
const age = (days: number) =>
  here.vibe.services.database.system
    .updateTable('oauth_keys')
    .set({ state_since: new Date(Date.now() - days * 86_400_000) })
    .execute();

test('keys rotate: the next is published before it signs, and what the last one signed still holds', async () => {
  const server = authorizationServer(here.vibe.services);
  const elsewhere = { ...here.vibe.services, lifetime: createLifetime() };
  const before = await published();
  expect(before.keys).toHaveLength(2);
  for (const key of before.keys) expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  const old = await mint();
  const { tokens } = await signedInToNotes(here, here.alice, 'openid offline_access documents:read');
  const signer = decodeProtectedHeader(old.token).kid;
  const next = ids(before).find((id) => id !== signer);
  await authorizationServer(elsewhere).engine();

  await age(29);
  await server.lookAtKeys();
  expect(ids(await published())).toEqual(ids(before));

  await age(31);
  await server.lookAtKeys();
  const after = await published();
  expect(after.keys).toHaveLength(3);
  expect(ids(after)).toEqual(expect.arrayContaining(ids(before)));
  const fresh = await mint();
  expect(decodeProtectedHeader(fresh.token).kid).toBe(next);

  expect([await call(old.token), await call(fresh.token)]).toEqual([200, 200]);
  await jwtVerify(tokens.id_token ?? '', createLocalJWKSet(after), { issuer: here.vibe.url, audience: 'notes' });
  // Who read the set before the rotation can verify what is signed after it; so can a process that has not looked yet.
  await jwtVerify(fresh.token, createLocalJWKSet(before), { issuer: here.vibe.url, audience: here.vibe.url });
  await expect(verifyAccessToken(elsewhere, fresh.token)).resolves.toMatchObject({ did: here.alice.did });

  await age(8);
  await server.lookAtKeys();
  expect(ids(await published())).toEqual(ids(after).filter((id) => id !== signer));
  await elsewhere.lifetime.close();
});

test('two processes that start on an empty database make one set of keys', async () => {
  await here.vibe.services.database.system.deleteFrom('oauth_keys').execute();
  const processes = [createLifetime(), createLifetime(), createLifetime()].map((lifetime) => ({ ...here.vibe.services, lifetime }));
  const sets = await Promise.all(processes.map(async (services) => (await authorizationServer(services).engine()).keys.version));
  expect(new Set(sets).size).toBe(1);
  // The process that was there before meets a key it does not know, and looks.
  const [other] = processes;
  if (other) expect(await call((await mint(other)).token)).toBe(200);
  for (const services of processes) await services.lifetime.close();
});

test('private keys do not lie readable in the database', async () => {
  const rows = await here.vibe.services.database.system.selectFrom('oauth_keys').selectAll().execute();
  for (const row of rows) {
    expect(row.sealed_private_jwk.toString('latin1')).not.toContain('"d"');
    expect(row.public_jwk).not.toHaveProperty('d');
  }
});

test('no code or refresh token lies readable in the database', async () => {
  const { refreshToken, tokens } = await signedInToNotes(here, here.alice);
  const rows = await here.vibe.services.database.system.selectFrom('oauth_records').selectAll().execute();
  const text = JSON.stringify(rows);
  expect(rows.length).toBeGreaterThan(3);
  expect(text).not.toContain(refreshToken);
  expect(text).not.toContain(tokens.access_token);
});
