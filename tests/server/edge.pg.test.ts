import { connect } from 'node:net';
import { limits, type VibeErrorCode } from '@vibe/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, testApp, type VibeServer, vibeServer } from '../harness/server.ts';

let vibe: VibeServer;
let ada: Person;
let token: string;
beforeAll(async () => {
  vibe = await vibeServer();
  await vibe.push(testApp());
  ada = await vibe.person('ada');
  token = await ada.token('feeds');
});
afterAll(() => vibe[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly code: VibeErrorCode | undefined;
  readonly requestId: string | undefined;
  readonly headers: Headers;
}

/** A raw call, as a client that is not ours might make it. */
async function call(procedure: string, init: RequestInit & { as?: string | null } = {}): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(init.as && { authorization: `Bearer ${init.as}` }),
    ...(init.headers as Record<string, string>),
  };
  const response = await fetch(`${vibe.url}/trpc/${procedure}`, { ...init, headers });
  const answer = (await response.json()) as { error?: { json: { data: { vibe: { code: VibeErrorCode; requestId: string } } } } };
  const { code, requestId } = answer.error?.json.data.vibe ?? {};
  return { status: response.status, code, requestId, headers: response.headers };
}
const write = (procedure: string, input: unknown, as: string | null = token) =>
  call(procedure, { method: 'POST', body: JSON.stringify({ json: input }), as });
const read = (procedure: string, input: unknown, as: string | null = token) =>
  call(`${procedure}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`, { as });
const post = (body: unknown, more: object = {}) => write('documents.create', { collection: 'feeds/posts', body, ...more });
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

test('every refusal is typed, says its request, and matches the log', async () => {
  const answer = await post({ text: '' });
  expect(answer).toMatchObject({ status: 422, code: 'schema_violation' });
  expect(answer.requestId).toBe(answer.headers.get('vibe-request-id'));
  expect(vibe.log.some((line) => line.includes(answer.requestId as string))).toBe(true);
});

test.each<[string, () => Promise<Answer>, number, VibeErrorCode]>([
  ['malformed JSON', () => call('documents.create', { method: 'POST', body: '{"json":', as: token }), 400, 'bad_request'],
  ['wrong types', () => write('documents.create', { collection: 7, body: 'x' }), 400, 'bad_request'],
  ['a member that does not exist', () => post({ text: 'x' }, { colour: 'red' }), 400, 'bad_request'],
  ['an unknown collection', () => write('documents.create', { collection: 'feeds/unknown', body: {} }), 404, 'unknown_collection'],
  ['an app that is not there', () => read('documents.list', { collection: 'nobody/posts' }, null), 404, 'unknown_collection'],
  ['a schema violation', () => post({ text: 'x'.repeat(501) }), 422, 'schema_violation'],
  [
    'a document that is too large',
    () => write('documents.create', { collection: 'feeds/notes', body: { text: 'x'.repeat(limits.documentBytes) } }),
    413,
    'too_large',
  ],
  [
    'a request that is too large',
    () => write('documents.create', { collection: 'feeds/notes', body: { text: 'x'.repeat(limits.requestBodyBytes) } }),
    413,
    'too_large',
  ],
  [
    'a document that is too deep',
    () => write('documents.create', { collection: 'feeds/notes', body: { text: 'x', deep: deep(limits.documentDepth + 1) } }),
    400,
    'too_deep',
  ],
  [
    'text that Postgres cannot keep',
    () => write('documents.create', { collection: 'feeds/notes', body: { text: 'a\u0000b' } }),
    400,
    'bad_request',
  ],
  ['a bad cursor', () => read('documents.list', { collection: 'feeds/posts', cursor: 'nonsense' }), 400, 'bad_cursor'],
  ['a page that is too long', () => read('documents.list', { collection: 'feeds/posts', limit: limits.listPage + 1 }), 400, 'bad_request'],
  [
    'a revision that is none',
    () => write('documents.update', { collection: 'feeds/posts', id: 'x', rev: 'latest', body: { text: 'x' } }),
    400,
    'bad_request',
  ],
  ['a document that is not there', () => read('documents.get', { collection: 'feeds/posts', id: 'none' }), 404, 'not_found'],
  ['a procedure that is not there', () => read('documents.explode', {}), 404, 'not_found'],
  [
    'a write without anyone signed in',
    () => write('documents.create', { collection: 'feeds/posts', body: { text: 'x' } }, null),
    401,
    'not_signed_in',
  ],
  [
    'a token that is none',
    () => write('documents.create', { collection: 'feeds/posts', body: { text: 'x' } }, 'forged'),
    401,
    'invalid_token',
  ],
  [
    'a token with another signature',
    () => write('documents.create', { collection: 'feeds/posts', body: { text: 'x' } }, `${token.slice(0, -8)}AAAAAAAA`),
    401,
    'invalid_token',
  ],
  [
    'a page of an origin that the app has not registered',
    () =>
      call('documents.list?input=%7B%22json%22%3A%7B%22collection%22%3A%22feeds%2Fposts%22%7D%7D', {
        as: token,
        headers: { origin: 'https://evil.example' },
      }),
    403,
    'origin_not_allowed',
  ],
  [
    "another app's collection",
    async () => write('documents.create', { collection: 'other/posts', body: { text: 'x' } }),
    404,
    'unknown_collection',
  ],
])('%s is refused', async (_name, ask, status, code) => {
  expect(await ask()).toMatchObject({ status, code });
});

/** An input with superjson's notes beside it. */
const noted = (body: unknown, meta: object) =>
  call('documents.create', { method: 'POST', body: JSON.stringify({ json: { collection: 'feeds/notes', body }, meta }), as: token });

test('what an input says of values in several places is not heeded: no circle, nothing that never ends', async () => {
  const refer = (referentialEqualities: Record<string, readonly string[]>, body: unknown) => noted(body, { referentialEqualities });
  expect(await refer({ body: ['body.text.again'] }, { text: { again: null } })).toMatchObject({ status: 422, code: 'schema_violation' });
  expect(await refer({ 'body.same': ['body.copy'] }, { text: 'x', same: { a: 1 }, copy: { a: 1 } })).toMatchObject({ status: 200 });
});

test.each<[string, unknown, unknown]>([
  ['an array of any size', 5, ['typed-array', 'Float64Array']],
  ['a set', [1], 'set'],
  ['a map', [[1, 2]], 'map'],
  ['a pattern', '/(a+)+$/', 'regexp'],
])('an input with %s is none', async (_name, value, type) => {
  expect(await noted({ text: 'x', value }, { values: { 'body.value': [type] } })).toMatchObject({ status: 400, code: 'bad_request' });
  // Inside of what may be there, too.
  const inside = { values: { 'body.value': ['undefined', { value: [type] }] } };
  expect(await noted({ text: 'x', value: { value } }, inside)).toMatchObject({ status: 400, code: 'bad_request' });
});

test.each(['0000-01-01', '0001-01-01', '1969-12-31', '1970-01-01', '2248-09-26', '9999-12-31'])('a query may ask about %s', async (day) => {
  for (const op of ['gt', 'gte', 'lt', 'lte', 'eq'])
    expect(
      await read('documents.find', { collection: 'feeds/posts', scope: 'own', where: { createdAt: { [op]: `${day}T00:00:00.000Z` } } }),
    ).toMatchObject({ status: 200 });
});

test('a 401 says where to get a token (RFC 9728)', async () => {
  const { headers } = await write('documents.create', { collection: 'feeds/posts', body: { text: 'x' } }, null);
  expect(headers.get('www-authenticate')).toContain('/.well-known/oauth-protected-resource');
});

test('a stale revision writes nothing', async () => {
  const mine = vibe.api(token);
  const made = await mine.documents.create.mutate({ collection: 'feeds/posts', id: 'stale', body: { text: 'one' } });
  await mine.documents.update.mutate({ collection: 'feeds/posts', id: 'stale', rev: made.rev, body: { text: 'two' } });
  expect(await write('documents.update', { collection: 'feeds/posts', id: 'stale', rev: made.rev, body: { text: 'three' } })).toMatchObject(
    { status: 409, code: 'revision_conflict' },
  );
  expect((await mine.documents.get.query({ collection: 'feeds/posts', id: 'stale' })).body).toEqual({ text: 'two' });
});

test('a batch that is too long is refused as a whole', async () => {
  const names = Array.from({ length: limits.batchCalls + 1 }, () => 'documents.list').join(',');
  const response = await fetch(`${vibe.url}/trpc/${names}?batch=1&input=%7B%7D`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(400);
});

test('a body whose length is not said is refused before it is read', async () => {
  const { port } = new URL(vibe.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    'POST /trpc/documents.create HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n5\r\n{"jso\r\n',
  );
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('what is not there is a problem document, with the security headers of a page', async () => {
  const response = await fetch(`${vibe.url}/nothing/here`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await response.json()).toMatchObject({ status: 404, code: 'not_found', requestId: response.headers.get('vibe-request-id') });
});

test.each([
  '/%',
  '/assets/../../package.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/u/%00/did.json',
  '/frame?client_id=%ff',
  '/oauth/popup/%zz',
  '//evil.example',
  '/trpc/',
  '/trpc/documents.get?input=%',
])('%s does not end the process, and says no', async (path) => {
  const { port } = new URL(vibe.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
  const answer = await new Promise<string>((resolve) => {
    let all = '';
    socket.on('data', (data) => {
      all += data;
    });
    socket.on('close', () => resolve(all));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect((await fetch(`${vibe.url}/healthz`)).status).toBe(200);
});

test('health, readiness and metrics answer, and metrics name nobody', async () => {
  expect(await (await fetch(`${vibe.url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`${vibe.url}/readyz`)).json()).toMatchObject({ status: 'ready', database: 'ok' });
  const metrics = await (await fetch(`${vibe.url}/metrics`)).text();
  expect(metrics).toMatch(/vibe_http_request_duration_seconds_count\{route="trpc",status="2xx"\} [1-9]/);
  expect(metrics).not.toContain('did:');
  expect((await fetch(`${vibe.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403);
});

test('no token, cookie or password stands in the log', () => {
  const all = vibe.log.join('');
  expect(all).not.toContain(token);
  expect(all).not.toContain(token.split('.')[2]);
});
