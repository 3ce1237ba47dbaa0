import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BoundServer, bind } from '../../server/src/http/bind.ts';
import { pages } from '../../server/src/http/pages.ts';
import { pushApp } from '../../server/src/rooms/apps/index.ts';
import { testApp, type VibeServer, vibeServer } from '../harness/server.ts';

const script = `export const big = '${'x'.repeat(2_000)}';\n`;
let vibe: VibeServer;
let folder: string;
let site: BoundServer;
let overHttps: BoundServer;

async function serve(publicUrl: string, widgetFolder: string): Promise<BoundServer> {
  const server = await bind('127.0.0.1', 0);
  const app = pages({ ...vibe.services, publicUrl }, { widgetFolder });
  server.serve(getRequestListener((request, env) => app.fetch(request, env as never), { overrideGlobalObjects: false }));
  return server;
}

beforeAll(async () => {
  vibe = await vibeServer();
  folder = await mkdtemp(join(tmpdir(), 'vibe-widget-'));
  site = await serve('http://localhost:3000', folder);
  overHttps = await serve('https://vibe.example', folder);
  await vibe.push(
    testApp({ name: 'Feeds</script><b>', origins: ['http://feeds.localhost:4999', 'https://feeds.example'], redirectUris: [] }),
  );
  const owner = await vibe.person('owner');
  await pushApp(vibe.services, testApp({ id: 'private', name: 'Somebody’s app' }), owner.did);
});
afterAll(async () => {
  await site.close();
  await overHttps.close();
  await vibe[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function build(version = 'one', at = new Date()): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, '.vite'), { recursive: true });
  await mkdir(join(folder, 'assets'));
  const entry = (name: string) => ({ file: `assets/${name}-${version}.js`, imports: ['_shared.js'] });
  const manifest = {
    '_shared.js': { file: `assets/shared-${version}.js` },
    'src/frame/main.ts': entry('frame'),
    'src/pages/sign-in.ts': entry('sign-in'),
    'src/pages/consent.ts': entry('consent'),
    'src/pages/account.ts': entry('account'),
    'src/pages/pages.css': { file: `assets/pages-${version}.css` },
    'src/pages/sign-in.css': { file: `assets/sign-in-${version}.css` },
  };
  for (const { file } of Object.values(manifest))
    await writeFile(join(folder, file), file.endsWith('.css') ? 'body{color:#123}\n' : script);
  await writeFile(join(folder, 'login.js'), script);
  await writeFile(join(folder, 'secret.txt'), 'not for you');
  const path = join(folder, '.vite/manifest.json');
  await writeFile(path, JSON.stringify(manifest));
  await utimes(path, at, at);
}
beforeEach(() => build());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Plain HTTP: fetch would tidy the path and unpack the body. */
const get = (path: string, headers: Record<string, string> = {}, server = site, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }));
    });
    asked.on('error', reject).end();
  });

const policyOf = ({ headers }: Answer): Record<string, string> =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split('; ')
      .map((rule) => [rule.slice(0, rule.indexOf(' ')), rule.slice(rule.indexOf(' ') + 1)]),
  );

test.each(['/', '/sign-in', '/consent?interaction=1', '/account', '/frame?app=feeds', '/frame?app=unknown'])(
  '%s may run and call nothing but this server, and says nothing of where one came from',
  async (path) => {
    const answer = await get(path);
    if (answer.status === 302) return expect(answer.headers.location).toBe('/sign-in?continue=/account');
    expect(policyOf(answer)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'require-trusted-types-for': "'script'",
    });
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'permissions-policy': expect.stringContaining('publickey-credentials-get=(self)'),
    });
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    const style = /<style>(.*?)<\/style>/s.exec(answer.body.toString())?.[1] ?? '';
    expect(policyOf(answer)['style-src']).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  },
);

test('only the frame may be framed, by exactly the origins of its app', async () => {
  expect(policyOf(await get('/frame?app=feeds'))['frame-ancestors']).toBe('http://feeds.localhost:4999 https://feeds.example');
  const unknown = await get('/frame?app=unknown');
  expect([unknown.status, policyOf(unknown)['frame-ancestors']]).toEqual([404, "'none'"]);
  for (const path of ['/', '/sign-in', '/consent?interaction=1']) expect(policyOf(await get(path))['frame-ancestors']).toBe("'none'");
});

test('what the frame is told cannot end the script element it stands in', async () => {
  const html = (await get('/frame?app=feeds')).body.toString();
  const boot = /<script type="application\/json" id="boot">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  expect(JSON.parse(boot)).toMatchObject({
    page: 'frame',
    server: 'http://localhost:3000',
    app: { id: 'feeds', name: 'Feeds</script><b>' },
  });
  expect(html).not.toContain('<b>');
});

test('pages of a popup keep their opener; the account page does not', async () => {
  for (const path of ['/sign-in', '/consent?interaction=1', '/frame?app=feeds', '/frame?app=unknown'])
    expect((await get(path)).headers['cross-origin-opener-policy']).toBe('unsafe-none');
  expect((await get('/')).headers['cross-origin-opener-policy']).toBe('same-origin');
});

test('over https, browsers are told to stay there', async () => {
  for (const path of ['/sign-in', '/login.js', '/favicon.svg', '/assets/shared-one.js'])
    expect((await get(path, {}, overHttps)).headers['strict-transport-security']).toBe('max-age=31536000');
});

test('the tag is for every site, fresh within minutes, and packed as the browser likes it', async () => {
  const plain = await get('/login.js');
  expect(plain.body.toString()).toBe(script);
  expect(plain.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
    vary: 'accept-encoding',
  });
  const brotli = await get('/login.js', { 'accept-encoding': 'gzip, deflate, br' });
  expect([brotli.headers['content-encoding'], brotliDecompressSync(brotli.body).toString()]).toEqual(['br', script]);
  const gzip = await get('/login.js', { 'accept-encoding': 'gzip, br;q=0' });
  expect([gzip.headers['content-encoding'], gunzipSync(gzip.body).toString()]).toEqual(['gzip', script]);
  const again = await get('/login.js', { 'if-none-match': String(plain.headers.etag) });
  expect([again.status, again.body.length]).toEqual([304, 0]);
});

test('hashed files are kept for ever, and nothing beside them can be had', async () => {
  const asset = await get('/assets/shared-one.js');
  expect([asset.status, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect((await get('/assets/shared-one.js', {}, site, 'HEAD')).body.length).toBe(0);
  for (const path of [
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%5csecret.txt',
    '/assets//etc/passwd',
    '/assets/none.js',
    '/assets/__proto__',
  ]) {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(answer.body.toString()).not.toContain('not for you');
  }
});

test('a new build is served without a restart', async () => {
  expect((await get('/sign-in')).body.toString()).toContain('/assets/sign-in-one.js');
  await build('two', new Date(Date.now() + 5_000));
  const html = (await get('/sign-in')).body.toString();
  expect(html).toContain('<script type="module" src="/assets/sign-in-two.js">');
  expect(html).toContain('<link rel="modulepreload" href="/assets/shared-two.js">');
});

test('while a build is being written, the one before goes on', async () => {
  await get('/sign-in');
  await rm(folder, { recursive: true });
  expect((await get('/sign-in')).body.toString()).toContain('/assets/sign-in-one.js');
  await build('two', new Date(Date.now() + 10_000));
  await rm(join(folder, 'assets/shared-two.js'));
  expect((await get('/sign-in')).body.toString()).toContain('/assets/sign-in-one.js');
  expect((await get('/assets/sign-in-one.js')).status).toBe(200);
  await writeFile(join(folder, 'assets/shared-two.js'), script);
  expect((await get('/sign-in')).body.toString()).toContain('/assets/sign-in-two.js');
});

test('an address where nothing is has a page for people', async () => {
  const answer = await get('/nothing/here', { accept: 'text/html,*/*' });
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(answer.body.toString()).toContain('There is no page at this address');
});

test('without a build a page says what to run', async () => {
  const unbuilt = await serve('http://localhost:3000', join(folder, 'nothing'));
  const answer = await get('/sign-in', {}, unbuilt);
  await unbuilt.close(0);
  expect(answer.status).toBe(503);
  expect(answer.body.toString()).toContain('npm run build');
});

test('the start page names the operator’s apps, and nobody else’s', async () => {
  const html = (await get('/')).body.toString();
  expect(html).toContain('Feeds&lt;/script&gt;&lt;b&gt;');
  expect(html).toContain('href="http://feeds.localhost:4999"');
  expect(html).not.toContain('Somebody’s app');
});
