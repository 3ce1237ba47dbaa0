import type { VibeError } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { createAccount } from './identity.accounts.ts';
import { attempts, lifetimes } from './identity.limits.ts';
import { createSignInLink } from './identity.links.ts';

let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const errorOf = (promise: Promise<unknown>): Promise<VibeError> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: { cause?: VibeError }) => error.cause as VibeError,
  );
const tokenIn = (url: string): string => new URLSearchParams(new URL(url).hash.slice(1)).get('link') ?? '';

test('a link signs in once, and says where to go on', async () => {
  const { did } = await createAccount(world.services, { handle: 'linked', name: 'Linked' });
  const { url } = await createSignInLink(world.services, { handle: 'linked', continueTo: 'http://feeds.localhost:4000/' });
  // In the fragment: no request, log or referrer carries it.
  expect(url).toMatch(/^http:\/\/localhost:3000\/sign-in#link=[A-Za-z0-9_-]{43}$/);
  const page = browser(world.services);
  expect(await (await page.call()).useSignInLink({ token: tokenIn(url) })).toMatchObject({
    profile: { did },
    continueTo: 'http://feeds.localhost:4000/',
  });
  expect(await (await page.call()).me()).toMatchObject({ did });
  expect(await (await page.call()).sessions()).toEqual([expect.objectContaining({ how: 'link' })]);

  const second = browser(world.services);
  expect(await errorOf((await second.call()).useSignInLink({ token: tokenIn(url) }))).toMatchObject({ code: 'invalid_credentials' });
  expect(second.cookies).toEqual({});
});

test('looking at a link tells whom it signs in and does not burn it', async () => {
  await createAccount(world.services, { handle: 'peeked', name: 'Peeked' });
  const { url, expiresAt } = await createSignInLink(world.services, { handle: 'peeked' });
  const page = browser(world.services);
  for (let look = 0; look < 2; look++) {
    expect(await (await page.call()).peekSignInLink({ token: tokenIn(url) })).toEqual({
      profile: expect.objectContaining({ handle: 'peeked' }),
      expiresAt,
    });
  }
  expect(page.cookies).toEqual({});
  expect(await (await page.call()).useSignInLink({ token: tokenIn(url) })).toMatchObject({ continueTo: '/account' });
  expect(await errorOf((await page.call()).peekSignInLink({ token: tokenIn(url) }))).toMatchObject({ code: 'invalid_credentials' });
});

test('of many who use a link at once, one gets in', async () => {
  await createAccount(world.services, { handle: 'raced', name: 'Raced' });
  const { url } = await createSignInLink(world.services, { handle: 'raced' });
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, async () => (await browser(world.services).call()).useSignInLink({ token: tokenIn(url) })),
  );
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
});

test('a link ends after ten minutes, or when it was told to', async () => {
  await createAccount(world.services, { handle: 'late', name: 'Late' });
  const short = await createSignInLink(world.services, { handle: 'late' });
  const long = await createSignInLink(world.services, { handle: 'late', lifetimeMinutes: 60 });
  world.advance(lifetimes.signInLink + 1);
  const caller = await browser(world.services).call();
  expect(await errorOf(caller.useSignInLink({ token: tokenIn(short.url) }))).toMatchObject({ code: 'invalid_credentials' });
  expect(await caller.useSignInLink({ token: tokenIn(long.url) })).toMatchObject({ profile: { handle: 'late' } });
});

test('the database holds no token, and the hash in it opens nothing', async () => {
  await createAccount(world.services, { handle: 'leaked', name: 'Leaked' });
  const { url } = await createSignInLink(world.services, { handle: 'leaked' });
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    "select l.token_hash, l::text as whole from sign_in_links l join accounts using (did) where handle = 'leaked'",
  );
  await client.end();
  expect(rows).toHaveLength(1);
  expect(rows[0].whole).not.toContain(tokenIn(url));
  expect(await errorOf((await browser(world.services).call()).useSignInLink({ token: rows[0].token_hash }))).toMatchObject({
    code: 'invalid_credentials',
  });
});

test('nobody gets a link for a handle that nobody has', async () => {
  await expect(createSignInLink(world.services, { handle: 'no-such-one' })).rejects.toMatchObject({ code: 'not_found' });
});

test('one makes links for another device of one’s own, to pages here only, and not without end', async () => {
  const page = browser(world.services);
  await (await page.call()).signUp({ handle: 'mover', name: 'Mover', password: 'correct horse battery' });
  const { url } = await (await page.call()).createSignInLink({ continueTo: '/account?tab=devices' });
  const phone = browser(world.services);
  expect(await (await phone.call()).useSignInLink({ token: tokenIn(url) })).toMatchObject({
    profile: { handle: 'mover' },
    continueTo: '/account?tab=devices',
  });
  expect(await errorOf((await page.call()).createSignInLink({ continueTo: 'https://evil.example/' }))).toMatchObject({
    code: 'bad_request',
  });
  for (let made = 2; made < attempts.signInLinkPerAccount.points; made++) await (await page.call()).createSignInLink({});
  expect(await errorOf((await page.call()).createSignInLink({}))).toMatchObject({ code: 'rate_limited' });
});
