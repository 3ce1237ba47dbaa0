import { afterAll, beforeAll, expect, test } from 'vitest';
import { type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';

let vibe: VibeServer;
beforeAll(async () => {
  vibe = await vibeServer();
});
afterAll(() => vibe[Symbol.asyncDispose]());

/** As a browser sends it, from a page of `from`. */
async function call(procedure: string, input: object | undefined, headers: Record<string, string> = {}) {
  const method = input === undefined ? 'GET' : 'POST';
  const response = await fetch(`${vibe.url}/trpc/${procedure}`, {
    method,
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
    ...(input && { body: JSON.stringify({ json: input }) }),
  });
  const { result, error } = (await response.json()) as {
    result?: { data: { json: unknown } };
    error?: { json: { data: { vibe: { code: string } } } };
  };
  return { status: response.status, json: result?.data.json, code: error?.json.data.vibe.code, cookies: response.headers.getSetCookie() };
}

test('over HTTP: signing up sets both cookies, and they count on pages of this server only', async () => {
  const signedUp = await call('identity.signUp', { handle: 'heidi', name: 'Heidi', password: 'correct horse battery' });
  expect(signedUp).toMatchObject({ status: 200, json: { handle: 'heidi' } });
  expect(signedUp.cookies).toEqual([
    expect.stringMatching(/^vibe=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/),
    expect.stringMatching(/^vibe-frame=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=None; Secure$/),
  ]);
  const cookie = signedUp.cookies.map((each) => each.split(';')[0]).join('; ');
  expect(await call('identity.me', undefined, { cookie })).toMatchObject({ status: 200, json: { handle: 'heidi', hasPassword: true } });
  for (const site of ['cross-site', 'same-site', 'none']) {
    expect(await call('identity.me', undefined, { cookie, 'sec-fetch-site': site })).toMatchObject({ status: 401, code: 'not_signed_in' });
  }
  const frameOnly = cookie.split('; ')[1] ?? '';
  expect(await call('identity.me', undefined, { cookie: frameOnly })).toMatchObject({ status: 401 });

  const signedOut = await call('identity.signOut', {}, { cookie });
  expect(signedOut.cookies.map((each) => each.includes('Max-Age=0'))).toEqual([true, true]);
  expect(await call('identity.me', undefined, { cookie })).toMatchObject({ status: 401, code: 'not_signed_in' });
});

test('over HTTP: refusals have their status and code', async () => {
  const wrong = await call('identity.signIn', { handle: 'nobody', password: 'not the password' });
  expect(wrong).toMatchObject({ status: 401, code: 'invalid_credentials', cookies: [] });
  expect(await call('identity.signUp', { handle: 'ivan', name: 'Ivan', password: 'password1234' })).toMatchObject({
    status: 422,
    code: 'weak_password',
  });
  expect(await call('identity.signUp', { handle: 'heidi', name: 'H', password: 'correct horse battery' })).toMatchObject({
    status: 409,
    code: 'handle_taken',
  });
  expect(await call('identity.signUp', { handle: 'No', name: 'No', password: 'correct horse battery' })).toMatchObject({
    status: 400,
    code: 'bad_request',
  });
});
