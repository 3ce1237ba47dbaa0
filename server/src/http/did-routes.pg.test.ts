import { resolveDIDFromLog } from 'didwebvh-ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ed25519Verifier } from '../../../tests/harness/ed25519-verifier.ts';
import { browser, identityWorld, type World } from '../../../tests/harness/identity-world.ts';
import { createAccount, mintDid } from '../rooms/identity/index.ts';
import { didRoutes } from './did-routes.ts';

let world: World;
let did: string;
let get: (path: string, headers?: Record<string, string>) => Promise<Response>;
beforeAll(async () => {
  world = await identityWorld();
  const routes = didRoutes(world.services);
  get = async (path, headers = {}) => routes.request(`http://localhost:3000${path}`, { headers });
  did = (await createAccount(world.services, { handle: 'alice', name: 'Alice' })).did;
});
afterAll(() => world[Symbol.asyncDispose]());

test('did.jsonl is the log, one entry a line, as an independent resolver reads it', async () => {
  const response = await get('/u/alice/did.jsonl');
  expect(response.headers.get('content-type')).toMatch(/^text\/jsonl/);
  const lines = (await response.text()).trimEnd().split('\n');
  const resolved = await resolveDIDFromLog(
    lines.map((line) => JSON.parse(line)),
    { verifier: ed25519Verifier },
  );
  expect(resolved.did).toBe(did);
});

test('did.json is the did:web document of that place', async () => {
  const response = await get('/u/alice/did.json');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/did\+json/);
  expect(await response.json()).toMatchObject({ id: 'did:web:localhost%3A3000:u:alice', alsoKnownAs: [did] });
  expect(await (await get('/.well-known/did.json')).json()).toMatchObject({ id: 'did:web:localhost%3A3000' });
});

test('apps have both files too', async () => {
  const app = await mintDid(world.services, { kind: 'app', path: ['apps', 'feeds'] });
  expect(await (await get('/apps/feeds/did.json')).json()).toMatchObject({ id: 'did:web:localhost%3A3000:apps:feeds' });
  expect(JSON.parse(await (await get('/apps/feeds/did.jsonl')).text())).toMatchObject({ state: { id: app } });
});

test('anyone may read from anywhere, and keep it: CORS, ETag and 304', async () => {
  const first = await get('/u/alice/did.json');
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  expect(first.headers.get('cache-control')).toBe('public, max-age=300');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  const again = await get('/u/alice/did.json', { 'if-none-match': `"other", W/${etag}` });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  expect((await get('/u/alice/did.json', { 'if-none-match': '"other"' })).status).toBe(200);
});

test.each([
  '/u/nobody/did.json',
  '/u/nobody/did.jsonl',
  '/apps/nothing/did.json',
  '/u/alice/picture',
  '/u/nobody%00/picture',
  '/u/nobody%00/did.json',
])('nothing is at %s: a problem document that scripts elsewhere may read', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.json()).toMatchObject({ code: 'not_found' });
});

test('a DID resolves, pasted or encoded, to document and metadata', async () => {
  for (const path of [did, encodeURIComponent(did)]) {
    const response = await get(`/1.0/identifiers/${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/did-resolution/);
    expect(await response.json()).toMatchObject({
      didDocument: { id: did },
      didResolutionMetadata: { contentType: 'application/did' },
      didDocumentMetadata: { versionId: expect.stringMatching(/^1-Qm/), created: expect.any(String), deactivated: false },
    });
  }
  const web = await (await get('/1.0/identifiers/did:web:localhost%3A3000:u:alice')).json();
  expect(web).toMatchObject({ didDocument: { id: 'did:web:localhost%3A3000:u:alice' } });
});

test('who asks for the bare document gets it', async () => {
  const response = await get(`/1.0/identifiers/${did}`, { accept: 'application/did' });
  expect(response.headers.get('content-type')).toMatch(/^application\/did(;|$)/);
  expect(await response.json()).toMatchObject({ id: did });
});

test.each([
  ['alice', 400, 'invalidDid'],
  ['did:webvh:', 400, 'invalidDid'],
  ['%E0%A4%A', 400, 'invalidDid'],
  ['did:example:123', 501, 'methodNotSupported'],
  ['did:web:elsewhere.example', 404, 'notFound'],
  ['did:web:localhost%3A3000:u:nobody', 404, 'notFound'],
  ['did:webvh:QmZ9k3sh5P1jkkR597Dfpby7bibf1X2pTGJzZ1ZtCxJTmL:localhost%3A3000:u:alice', 404, 'notFound'],
])('%s → %i %s', async (asked, status, error) => {
  const response = await get(`/1.0/identifiers/${asked}`);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    didDocument: null,
    didResolutionMetadata: { error, problemDetails: { title: expect.any(String) } },
  });
});

test('a picture is served as what it is, for ever under its version, and cannot act as a page', async () => {
  const bytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const person = browser(world.services);
  await (await person.call()).signUp({ handle: 'pictured', name: 'Pictured', password: 'correct horse battery' });
  const { picture = '' } = await (await person.call()).updateProfile({ picture: `data:image/png;base64,${bytes.toString('base64')}` });
  const response = await get(new URL(picture).pathname + new URL(picture).search);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox'),
    'cross-origin-resource-policy': 'cross-origin',
  });
  expect((await get('/u/pictured/picture?v=older')).headers.get('cache-control')).toBe('public, max-age=60');
});
