import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Person, type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';
import { createLifetime } from '../../platform/lifetime.ts';
import { isPrivateAddress } from '../../platform/private-address.ts';
import { findApp, findCollection, listAppsOf, pushApp } from './index.ts';

let vibe: VibeServer;
let alice: Person;
let bob: Person;
beforeAll(async () => {
  vibe = await vibeServer();
  [alice, bob] = [await vibe.person('alice'), await vibe.person('bob')];
});
afterAll(() => vibe[Symbol.asyncDispose]());

const manifest = (id: string, rest: object = {}) => ({
  id,
  name: 'An app',
  origins: ['https://app.example'],
  redirectUris: ['https://app.example/'],
  scopes: ['openid' as const, 'documents:read' as const],
  collections: {
    posts: { schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }, purpose: 'posts', public: true },
  },
  ...rest,
});

describe('a pushed app', () => {
  test('has a DID of its own, which stays, and a version that grows when the manifest changes', async () => {
    const first = await pushApp(vibe.services, manifest('first'));
    expect(first).toMatchObject({ id: 'first', clientId: 'first', ownerDid: undefined, manifestVersion: 1 });
    expect(first.did).toMatch(/^did:webvh:/);
    expect(await pushApp(vibe.services, manifest('first'))).toMatchObject({ manifestVersion: 1 });
    const second = await pushApp(vibe.services, manifest('first', { name: 'Renamed' }));
    expect(second).toMatchObject({ did: first.did, name: 'Renamed', manifestVersion: 2 });
    expect(await findApp(vibe.services, 'first')).toMatchObject({ name: 'Renamed' });
    const kept = await vibe.services.database.system.selectFrom('app_manifests').select('version').where('app_id', '=', 'first').execute();
    expect(kept.map((row) => row.version)).toEqual([1, 2]);
  });

  test('belongs to who pushed it first', async () => {
    await pushApp(vibe.services, manifest('alices'), alice.did);
    await expect(pushApp(vibe.services, manifest('alices', { name: 'Taken' }), bob.did)).rejects.toMatchObject({ code: 'forbidden' });
    await pushApp(vibe.services, manifest('operators'));
    await expect(pushApp(vibe.services, manifest('operators', { name: 'Taken' }), bob.did)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await pushApp(vibe.services, manifest('alices', { name: 'By the operator' }))).toMatchObject({ ownerDid: alice.did });
    expect((await listAppsOf(vibe.services, alice.did)).map((app) => app.id)).toEqual(['alices']);
  });

  test('pushed by many at once for the first time, it is one app', async () => {
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => pushApp(vibe.services, manifest('race'))));
    expect(all.some((each) => each.status === 'fulfilled')).toBe(true);
    for (const each of all) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'already_exists' });
    expect((await findApp(vibe.services, 'race'))?.manifestVersion).toBe(1);
  });

  test('with a schema that cannot be enforced is refused as a whole', async () => {
    const bad = manifest('bad', { collections: { posts: { schema: { $ref: 'https://evil.example' }, purpose: 'p' } } });
    await expect(pushApp(vibe.services, bad)).rejects.toMatchObject({
      code: 'bad_request',
      issues: [{ path: '/collections/posts/schema' }],
    });
    await expect(pushApp(vibe.services, manifest('bad', { origins: ['https://app.example/path'] }))).rejects.toThrow();
    await expect(pushApp(vibe.services, manifest('bad', { origins: ['http://app.example'] }))).rejects.toThrow();
    await expect(pushApp(vibe.services, manifest('bad', { description: 'x'.repeat(300_000) }))).rejects.toMatchObject({
      code: 'too_large',
    });
    expect(await findApp(vibe.services, 'bad')).toBeUndefined();
  });

  test.each(['a\u0000b', '\ud800'])('with text that Postgres cannot keep is refused: %j', async (text) => {
    const schema = { type: 'object', properties: { a: { enum: [text] } } };
    for (const odd of [{ name: text }, { collections: { posts: { schema, purpose: 'posts' } } }])
      await expect(pushApp(vibe.services, manifest('odd', odd))).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('has collections that check bodies, by the newest manifest', async () => {
    await pushApp(vibe.services, manifest('kept'));
    const posts = await findCollection(vibe.services, 'kept/posts');
    expect(posts).toMatchObject({ name: 'posts', public: true, defaultAcl: undefined, app: { id: 'kept' } });
    expect(posts?.validate({ text: 'x' })).toEqual([]);
    expect(posts?.validate({ text: 1 })).toEqual([{ path: '/text', message: 'must be string' }]);
    await pushApp(vibe.services, manifest('kept', { collections: { posts: { schema: { type: 'object' }, purpose: 'p' } } }));
    const newer = await findCollection(vibe.services, 'kept/posts');
    expect(newer?.validate({ text: 1 })).toEqual([]);
    for (const name of ['kept/nothing', 'nobody/posts', 'kept/constructor', 'kept/__proto__'] as const) {
      expect(await findCollection(vibe.services, name)).toBeUndefined();
    }
  });
});

describe('an app that is described at its client id', () => {
  interface Site extends AsyncDisposable {
    readonly url: string;
    requests: number;
    connections: number;
  }
  const serve = async (answer: (url: string) => RequestListener): Promise<Site> => {
    const site = { requests: 0, connections: 0, url: '' };
    const server = createServer((req, res) => {
      site.requests++;
      answer(site.url)(req, res);
    });
    server.on('connection', () => site.connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    return Object.assign(site, { [Symbol.asyncDispose]: async () => void server.close() });
  };
  const json =
    (body: object, status = 200, headers: object = {}): RequestListener =>
    (_req, res) =>
      void res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  const document = (url: string, rest: object = {}) => ({
    client_id: `${url}/client.json`,
    client_name: 'Elsewhere',
    redirect_uris: [`${url}/back`],
    scope: 'openid documents:read nonsense',
    grant_types: ['authorization_code'],
    vibe: { collections: { notes: { schema: { type: 'object' }, purpose: 'notes' } } },
    ...rest,
  });

  test('is read once, becomes an app like others, and is not pushed to', async () => {
    await using site = await serve((url) => json(document(url)));
    const clientId = `${site.url}/client.json`;
    const [app, same] = await Promise.all([findApp(vibe.services, clientId), findApp(vibe.services, clientId)]);
    expect(app).toMatchObject({
      id: expect.stringMatching(/^localhost-[0-9a-f]{10}$/),
      clientId,
      name: 'Elsewhere',
      origins: [site.url],
      redirectUris: [`${site.url}/back`],
      manifest: { scopes: ['openid', 'documents:read'] },
    });
    expect(same).toBe(app);
    expect(site.requests).toBe(1);
    expect(await findCollection(vibe.services, `${app?.id}/notes`)).toMatchObject({ name: 'notes' });
    await expect(pushApp(vibe.services, manifest(app?.id ?? ''), bob.did)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('is read anew when its time is over', async () => {
    let name = 'One';
    await using site = await serve((url) => json(document(url, { client_name: name })));
    const clientId = `${site.url}/client.json`;
    let ahead = 0;
    const services = {
      ...vibe.services,
      lifetime: createLifetime(),
      clock: { ...vibe.services.clock, now: () => new Date(Date.now() + ahead) },
    };
    expect(await findApp(services, clientId)).toMatchObject({ name: 'One' });
    name = 'Two';
    ahead = 10_000;
    expect(await findApp(services, clientId)).toMatchObject({ name: 'One' });
    ahead = 3_700_000;
    // Stale: answered at once, read behind the back.
    expect(await findApp(services, clientId)).toMatchObject({ name: 'One' });
    const later = async () => {
      ahead += 6_000;
      return (await findApp(services, clientId))?.name;
    };
    await expect.poll(later).toBe('Two');
    expect(await findApp(services, clientId)).toMatchObject({ manifestVersion: 2 });
    expect(site.requests).toBe(2);
  });

  test.each<[string, (url: string) => RequestListener]>([
    ['another client_id', (url) => json(document(url, { client_id: `${url}/other.json` }))],
    ['a redirect', (url) => json({}, 302, { location: `${url}/elsewhere.json` })],
    ['a redirect URI on another site', (url) => json(document(url, { redirect_uris: ['https://evil.example/back'] }))],
    ['an origin on another site', (url) => json(document(url, { vibe: { origins: ['https://evil.example'] } }))],
    ['a secret', (url) => json(document(url, { client_secret: 's' }))],
    ['another way to authenticate', (url) => json(document(url, { token_endpoint_auth_method: 'client_secret_basic' }))],
    ['no JSON type', (url) => json(document(url), 200, { 'content-type': 'text/html' })],
    ['no JSON', () => (_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end('{')],
    ['too many bytes', (url) => json(document(url, { padding: 'x'.repeat(20_000) }))],
    ['an error', (url) => json(document(url), 500)],
    [
      'a schema that cannot be enforced',
      (url) => json(document(url, { vibe: { collections: { a: { schema: { $id: 'x' }, purpose: 'p' } } } })),
    ],
  ])('is refused with %s, and not asked again for a while', async (_what, answer) => {
    await using site = await serve(answer);
    const clientId = `${site.url}/client.json`;
    expect(await findApp(vibe.services, clientId)).toBeUndefined();
    const { requests } = site;
    expect(requests).toBe(1);
    expect(await findApp(vibe.services, clientId)).toBeUndefined();
    expect(site.requests).toBe(requests);
  });

  test('is read for so many new addresses in a minute and no more, and those known before still work', async () => {
    await using site = await serve(
      (url) => (req, res) => json(document(url, { client_id: url + req.url, redirect_uris: [] }), 404)(req, res),
    );
    const services = { ...vibe.services, lifetime: createLifetime() };
    for (let at = 0; at < 130; at++) await findApp(services, `${site.url}/made-up-${at}.json`);
    // A minute may end meanwhile.
    expect(site.requests).toBeLessThanOrEqual(120);
    expect(site.requests).toBeGreaterThanOrEqual(60);
  });

  test('is not looked for at addresses that can be read in two ways, or without encryption', async () => {
    for (const clientId of [
      'http://app.example/client.json',
      'https://app.example',
      'https://app.example/',
      'https://user@app.example/c.json',
      'https://app.example/c.json#x',
      'https://app.example/a/../c.json',
      'HTTPS://app.example/c.json',
      'ftp://app.example/c.json',
    ]) {
      expect(await findApp(vibe.services, clientId)).toBeUndefined();
    }
  });

  test('is not fetched from inside the network of a public server', async () => {
    await using site = await serve((url) => json(document(url)));
    const port = new URL(site.url).port;
    const services = { ...vibe.services, publicUrl: 'https://vibe.example', lifetime: createLifetime() };
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254']) {
      expect(await findApp(services, `https://${host}:${port}/client.json`)).toBeUndefined();
    }
    // Not even knocked at.
    expect(site.connections).toBe(0);
  });

  test.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['192.168.1.1', true],
    ['169.254.169.254', true],
    ['100.64.0.1', true],
    ['0.0.0.0', true],
    ['224.0.0.1', true],
    ['255.255.255.255', true],
    ['::1', true],
    ['::', true],
    ['fe80::1', true],
    ['fc00::1', true],
    ['::ffff:10.0.0.1', true],
    ['64:ff9b::a00:1', true],
    ['2002:a00:1::', true],
    ['2001:db8::1', true],
    ['ff02::1', true],
    ['1.1.1.1', false],
    ['172.32.0.1', false],
    ['2606:4700::1111', false],
  ])('%s is private: %s', (address, isPrivate) => {
    expect(isPrivateAddress(address)).toBe(isPrivate);
  });
});
