import type { VibeError } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { softwareAuthenticator } from '../../../../tests/harness/authenticator.ts';
import { type Browser, browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { attempts, lifetimes } from './identity.limits.ts';

const password = 'correct horse battery';
const origin = 'http://localhost:3000';
let world: World;
beforeAll(async () => {
  world = await identityWorld(origin);
});
afterAll(() => world[Symbol.asyncDispose]());

const errorOf = (promise: Promise<unknown>): Promise<VibeError> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: { cause?: VibeError }) => error.cause as VibeError,
  );

async function person(handle: string): Promise<{ page: Browser; codes: string[] }> {
  const page = browser(world.services);
  await (await page.call()).signUp({ handle, name: handle, password });
  const { codes } = await (await page.call()).renewRecoveryCodes({ password });
  return { page, codes };
}
const use = async (handle: string, code: string, from = browser(world.services)) => (await from.call()).useRecoveryCode({ handle, code });
const refused = { code: 'invalid_credentials', message: 'The handle or the recovery code is not right' };

test('each of ten codes signs in once, and its owner sees that it was used', async () => {
  const { page, codes } = await person('ten');
  expect(new Set(codes).size).toBe(10);
  expect(await (await page.call()).recoveryCodes()).toMatchObject({ left: 10, madeAt: expect.any(Date), lastUsedAt: null });
  const [code = ''] = codes;
  const other = browser(world.services);
  expect(await use(' Ten ', code.toLowerCase().replaceAll('-', ' '), other)).toMatchObject({ handle: 'ten' });
  expect(await (await other.call()).me()).toMatchObject({ handle: 'ten' });
  expect(await (await other.call()).sessions()).toContainEqual(expect.objectContaining({ current: true, how: 'recovery_code' }));
  expect(await (await page.call()).recoveryCodes()).toMatchObject({ left: 9, lastUsedAt: expect.any(Date) });

  const third = browser(world.services);
  expect(await errorOf(use('ten', code, third))).toMatchObject(refused);
  expect(third.cookies).toEqual({});
});

test('of many who bring the same code at once, one gets in', async () => {
  const { codes } = await person('raced-code');
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => use('raced-code', codes[3] ?? '')));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
});

test('new codes end those before, and two who renew at once leave ten', async () => {
  const { page, codes } = await person('renewer');
  const sets = await Promise.all([1, 2].map(async () => (await page.call()).renewRecoveryCodes({ password })));
  expect(await (await page.call()).recoveryCodes()).toMatchObject({ left: 10 });
  expect(await errorOf(use('renewer', codes[0] ?? ''))).toMatchObject(refused);
  const outcomes = await Promise.allSettled(sets.map((set) => use('renewer', set.codes[0] ?? '')));
  expect(outcomes.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('nobody makes codes by a session alone: password or passkey is asked for', async () => {
  const { page } = await person('asked-again');
  for (const proof of [{}, { password: 'wrong' }])
    expect(await errorOf((await page.call()).renewRecoveryCodes(proof))).toMatchObject({ code: 'invalid_credentials' });
  const key = softwareAuthenticator({ origin });
  await (await page.call()).passkeyAdd({ response: key.create(await (await page.call()).passkeyAddOptions()) });
  const options = await (await page.call()).confirmOptions();
  expect((await (await page.call()).renewRecoveryCodes({ passkey: key.get(options) })).codes).toHaveLength(10);
  expect(await errorOf((await browser(world.services).call()).renewRecoveryCodes({ password }))).toMatchObject({ code: 'not_signed_in' });
  expect(await errorOf((await browser(world.services).call()).recoveryCodes())).toMatchObject({ code: 'not_signed_in' });
});

test('a wrong code, another person’s and a handle that nobody has are answered alike', async () => {
  const { codes } = await person('owner-of-codes');
  await person('somebody-else');
  const answers = [];
  for (const [handle, code] of [
    ['owner-of-codes', 'AAAA-AAAA-AAAA-AAAA'],
    ['somebody-else', codes[0] ?? ''],
    ['nobody-at-all', codes[0] ?? ''],
    ['Not a handle!', codes[0] ?? ''],
    ['owner-of-codes', ''],
  ] as const) {
    const { code: name, message, hint } = await errorOf(use(handle, code));
    answers.push({ name, message, hint });
  }
  expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(await use('owner-of-codes', codes[0] ?? '')).toMatchObject({ handle: 'owner-of-codes' });
});

test('the statement that looks for a code is the same one, and the only one, whoever is asked for', async () => {
  await person('same-work');
  const statements = async (handle: string) => {
    const asked: string[] = [];
    const { system } = world.services.database;
    const listening = Object.assign(Object.create(world.services.database), {
      system: system.withPlugin({
        transformQuery: ({ node }) => {
          asked.push(node.kind);
          return node;
        },
        transformResult: async ({ result }) => result,
      }),
    });
    await errorOf(use(handle, 'AAAA-AAAA-AAAA-AAAA', browser({ ...world.services, database: listening })));
    return asked;
  };
  expect(await statements('same-work')).toEqual(['UpdateQueryNode']);
  expect(await statements('no-such-account')).toEqual(['UpdateQueryNode']);
});

test('guesses are counted, together with those of passwords', async () => {
  const { codes } = await person('guessed');
  const guesser = browser(world.services);
  for (let tries = 0; tries < attempts.signInPerHandleAndNetwork.points; tries++) {
    const guess =
      tries % 2 ? use('guessed', 'AAAA-AAAA-AAAA-AAAA', guesser) : (await guesser.call()).signIn({ handle: 'guessed', password: 'no' });
    expect(await errorOf(guess)).toMatchObject({ code: 'invalid_credentials' });
  }
  expect(await errorOf(use('guessed', codes[0] ?? '', guesser))).toMatchObject({ code: 'rate_limited' });
  expect(await use('guessed', codes[0] ?? '')).toMatchObject({ handle: 'guessed' });
});

test('who came in by a code sets a new password without the old one and makes new codes, for ten minutes', async () => {
  const { page, codes } = await person('locked-out');
  const back = browser(world.services);
  await use('locked-out', codes[0] ?? '', back);
  expect(await (await back.call()).recoveryCodes()).toMatchObject({ justRecovered: true });
  expect(await errorOf((await back.call()).setPassword({ current: 'a wrong one', password: 'seven quiet harbours' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  // Who is signed in by the password all along is still asked for it.
  expect(await errorOf((await page.call()).setPassword({ password: 'seven quiet harbours' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  expect((await (await back.call()).renewRecoveryCodes({})).codes).toHaveLength(10);
  expect(await (await back.call()).setPassword({ password: 'seven quiet harbours' })).toEqual({ sessionsEnded: 1 });
  world.advance(lifetimes.freshSession + 1);
  expect(await (await back.call()).recoveryCodes()).toMatchObject({ justRecovered: false });
  expect(await errorOf((await back.call()).setPassword({ password: 'nine quiet harbours' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  expect(await errorOf((await back.call()).renewRecoveryCodes({}))).toMatchObject({ code: 'invalid_credentials' });
});

test('the database holds no code, and its hash opens nothing', async () => {
  const { codes } = await person('leaked-codes');
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    "select c.code_hash, c::text as whole from recovery_codes c join accounts using (did) where handle = 'leaked-codes'",
  );
  await client.end();
  expect(rows).toHaveLength(10);
  const all = rows.map((row) => row.whole).join('\n');
  for (const code of codes) for (const written of [code, code.replaceAll('-', '')]) expect(all).not.toContain(written);
  expect(await errorOf(use('leaked-codes', rows[0].code_hash))).toMatchObject({ code: 'invalid_credentials' });
});
