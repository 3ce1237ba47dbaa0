import { VibeError } from '@vibe/client';
import { createApi } from '@vibe/client/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type VibeServer, vibeServer } from '../harness/server.ts';

let server: VibeServer;
beforeAll(async () => {
  server = await vibeServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test("the pages' api calls any procedure, and rejects with VibeError and the request's id", async () => {
  const grace = await server.person('grace', 'Grace');
  const api = createApi(server.url);
  expect(await api.identity.resolveHandle.query({ handle: 'grace' })).toMatchObject({ did: grace.did, name: 'Grace' });

  const refused = await api.identity.me.query().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(VibeError);
  expect(refused).toMatchObject({ code: 'not_signed_in', status: 401, requestId: expect.stringMatching(/./) });
  await expect(api.identity.signIn.mutate({ handle: 'grace', password: 'not the password' })).rejects.toMatchObject({
    name: 'VibeError',
    code: 'invalid_credentials',
  });
});

test('no answer is an error like any other', async () => {
  const nobody = createApi('http://localhost:1');
  await expect(nobody.identity.me.query()).rejects.toMatchObject({ name: 'VibeError', code: 'network' });
});
