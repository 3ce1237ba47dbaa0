import { TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp, type VibeServer, vibeServer } from '../harness/server.ts';

/* documents.pull answers with text from the database: on the wire nobody sees a difference. */
let vibe: VibeServer;
let token: string;
beforeAll(async () => {
  vibe = await vibeServer();
  await vibe.push(testApp());
  const alice = await vibe.person('alice');
  token = await alice.token('feeds');
  for (const text of ['one', 'two "é💜\\']) await vibe.api(token).documents.create.mutate({ collection: 'feeds/posts', body: { text } });
});
afterAll(() => vibe[Symbol.asyncDispose]());

const get = (path: string, bearer = token) => fetch(`${vibe.url}/trpc/${path}`, { headers: { authorization: `Bearer ${bearer}` } });
const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`;

test('alone, in a batch of one, and among others it is the same answer', async () => {
  const page = await vibe.api(token).documents.pull.query({});
  expect(page.rows.map(({ body }) => body)).toEqual([{ text: 'one' }, { text: 'two "é💜\\' }]);
  const alone = await get(`documents.pull?${input({ json: {} })}`);
  expect(alone.headers.get('content-type')).toBe('application/json');
  expect(await alone.json()).toEqual({ result: { data: { json: page } } });
  expect(await (await get(`documents.pull?batch=1&${input({ 0: { json: {} } })}`)).json()).toEqual([{ result: { data: { json: page } } }]);
  const two = await get(`documents.pull,documents.pull?batch=1&${input({ 0: { json: { limit: 1 } }, 1: { json: {} } })}`);
  expect(await two.json()).toMatchObject([
    { result: { data: { json: { rows: [page.rows[0]], more: true } } } },
    { result: { data: { json: page } } },
  ]);
});

test('what is wrong is said as of any other procedure', async () => {
  const said = await vibe
    .api(token)
    .documents.pull.query({ since: 'no' })
    .catch((error: unknown) => error);
  expect(said).toBeInstanceOf(TRPCClientError);
  expect((said as { data: unknown }).data).toMatchObject({ httpStatus: 400, vibe: { code: 'bad_cursor', requestId: expect.any(String) } });
  const answers = [
    [await get(`documents.pull?${input({ json: { limit: -1 } })}`), 400, 'bad_request'],
    [await get('documents.pull?input=nonsense'), 400, 'bad_request'],
    [await get('documents.pull'), 400, 'bad_request'],
    [await get('documents.pull?batch=1&input=null'), 400, 'bad_request'],
    [await get(`documents.pull?${input({ json: {} })}`, 'no token'), 401, 'invalid_token'],
    [await fetch(`${vibe.url}/trpc/documents.pull?${input({ json: {} })}`), 401, 'not_signed_in'],
  ] as const;
  for (const [response, status, code] of answers) {
    expect([response.status, JSON.stringify(await response.json())]).toEqual([status, expect.stringContaining(`"code":"${code}"`)]);
    if (status === 401) expect(response.headers.get('www-authenticate')).toContain('resource_metadata');
  }
});
