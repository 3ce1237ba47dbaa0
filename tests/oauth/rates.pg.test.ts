import { type IncomingMessage, request } from 'node:http';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { networkKey } from '../../server/src/rooms/identity/index.ts';
import { type Rate, spendRate } from '../../server/src/rooms/oauth/index.ts';
import { vibeServer } from '../harness/server.ts';
import { notes, other, refusal, signedInToNotes, type World } from './world.ts';

let here: World;
beforeAll(async () => {
  const vibe = await vibeServer();
  await vibe.push(notes);
  await vibe.push(other);
  const [alice, bob] = [await vibe.person('alice', 'Alice'), await vibe.person('bob', 'Bob')];
  here = { vibe, alice, bob, [Symbol.asyncDispose]: () => vibe[Symbol.asyncDispose]() };
});
afterAll(() => here[Symbol.asyncDispose]());

/** As many requests as it takes, without making them. */
async function useUp(rate: Rate, subject: string): Promise<void> {
  for (;;)
    try {
      await spendRate(here.vibe.services, rate, subject);
    } catch {
      return;
    }
}
const network = networkKey('127.0.0.1');

test('who has had too many tokens is told to slow down, in OAuth’s words; somebody else is not', async () => {
  const [alice, bob] = [await signedInToNotes(here, here.alice), await signedInToNotes(here, here.bob)];
  await useUp('tokenPerAccount', here.alice.did);
  const refused = await alice.app.refresh(alice.refreshToken, alice.dpop).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(oauth.ResponseBodyError);
  expect(refused).toMatchObject({ status: 429, error: 'temporarily_unavailable' });
  expect(Number((refused as oauth.ResponseBodyError).response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await bob.app.refresh(bob.refreshToken, bob.dpop)).token_type).toBe('dpop');
});

test('an app’s limit is used up only by tokens that were its to get: anybody’s requests in its name count for their network', async () => {
  const { vibe } = here;
  for (let tries = 0; tries < 3; tries++)
    await fetch(`${vibe.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=refresh_token&client_id=other&refresh_token=made-up',
    });
  const bob = await signedInToNotes(here, here.bob);
  await useUp('tokenPerApp', 'other');
  expect((await bob.app.refresh(bob.refreshToken, bob.dpop)).token_type).toBe('dpop');
  await useUp('tokenPerApp', 'notes');
  await expect(bob.app.refresh(bob.refreshToken, bob.dpop)).rejects.toMatchObject({ status: 429 });
});

test('a network that asks too often: each kind of endpoint for itself, with the time to wait, readable by pages', async () => {
  const { vibe } = here;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(vibe.url + path, { headers });
  await useUp('fedcmPerNetwork', network);
  const fedcm = await get('/oauth/fedcm/accounts', { 'sec-fetch-dest': 'webidentity' });
  expect([fedcm.status, Number(fedcm.headers.get('retry-after')) > 0]).toEqual([429, true]);
  await useUp('framePerNetwork', network);
  expect(await refusal(await get('/oauth/frame/status?client_id=notes&scope=openid'))).toEqual({ status: 429, code: 'rate_limited' });
  await useUp('tokenPerNetwork', network);
  const token = await fetch(`${vibe.url}/oauth/token`, { method: 'POST', headers: { origin: 'https://notes.example' }, body: '' });
  expect(await token.json()).toMatchObject({ error: 'temporarily_unavailable' });
  expect(Object.fromEntries(token.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': expect.stringContaining('retry-after'),
    'retry-after': expect.stringMatching(/^\d+$/),
  });
  await useUp('authorizePerNetwork', network);
  // A person reads a page. (fetch() says of itself that it does not navigate.)
  const page = await new Promise<IncomingMessage>((answer) =>
    request(`${vibe.url}/oauth/authorize?client_id=notes`, { headers: { accept: 'text/html' } }, answer).end(),
  );
  page.resume();
  expect([page.statusCode, page.headers['content-type']]).toEqual([429, expect.stringContaining('text/html')]);
  // What is the same for everybody is not counted.
  expect((await get('/oauth/jwks')).status).toBe(200);
  expect((await get('/.well-known/openid-configuration')).status).toBe(200);
});
