import type { VibeError } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Circumstances, softwareAuthenticator } from '../../../../tests/harness/authenticator.ts';
import { type Browser, browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { createAccount, listAccounts } from './identity.accounts.ts';
import { lifetimes } from './identity.limits.ts';
import { countUse } from './identity.passkeys.store.ts';

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
const exists = async (handle: string) => (await listAccounts(world.services)).some((each) => each.handle === handle);

/** Someone with nothing but a passkey. */
async function passkeyPerson(handle: string) {
  const page = browser(world.services);
  const key = softwareAuthenticator({ origin });
  const options = await (await page.call()).passkeySignUpOptions({ handle, name: handle });
  const me = await (await page.call()).passkeySignUp({ response: key.create(options), passkeyName: 'Blue key' });
  return { page, key, me };
}
type Key = ReturnType<typeof softwareAuthenticator>;
async function signIn(page: Browser, key: Key, but?: Circumstances) {
  const options = await (await page.call()).passkeySignInOptions();
  return (await page.call()).passkeySignIn({ response: key.get(options, but) });
}
async function add(page: Browser, key: Key, but?: Circumstances) {
  const options = await (await page.call()).passkeyAddOptions();
  return (await page.call()).passkeyAdd({ response: key.create(options, but) });
}

test('an account can have nothing but a passkey, and signs in with it without naming a handle', async () => {
  const { page, key, me } = await passkeyPerson('keyholder');
  expect(me).toMatchObject({ handle: 'keyholder', hasPassword: false, passkeys: 1 });
  expect(await (await page.call()).me()).toMatchObject({ did: me.did });
  const elsewhere = browser(world.services);
  expect(await signIn(elsewhere, key)).toMatchObject({ did: me.did });
  expect(await (await elsewhere.call()).passkeys()).toEqual([
    { id: key.id, name: 'Blue key', createdAt: expect.any(Date), lastUsedAt: expect.any(Date), backedUp: false },
  ]);
});

test('what is asked of the authenticator: discoverable, verified if it can, for this host, with a user id that says nothing', async () => {
  const page = browser(world.services);
  const options = await (await page.call()).passkeySignUpOptions({ handle: 'asked', name: 'Asked' });
  expect(options).toMatchObject({
    rp: { id: 'localhost', name: 'Vibe' },
    user: { name: 'asked', displayName: 'Asked' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    attestation: 'none',
  });
  expect(Buffer.from(options.user.id, 'base64url')).toHaveLength(32);
  expect(Buffer.from(options.challenge, 'base64url').length).toBeGreaterThanOrEqual(16);
  const request = await (await page.call()).passkeySignInOptions();
  expect(request).toMatchObject({ rpId: 'localhost', userVerification: 'preferred' });
  expect(request.allowCredentials ?? []).toEqual([]);
});

test('sign-up: a replayed challenge, a wrong origin and a wrong host are refused, and leave no account behind', async () => {
  const page = browser(world.services);
  const attempt = async (handle: string, but: Circumstances) => {
    const options = await (await page.call()).passkeySignUpOptions({ handle, name: handle });
    return errorOf((await page.call()).passkeySignUp({ response: softwareAuthenticator({ origin }).create(options, but) }));
  };
  expect(await attempt('phished', { origin: 'http://evil.localhost:3000' })).toMatchObject({ code: 'invalid_credentials' });
  expect(await attempt('other-host', { rpId: 'evil.example' })).toMatchObject({ code: 'invalid_credentials' });
  expect([await exists('phished'), await exists('other-host')]).toEqual([false, false]);

  const options = await (await page.call()).passkeySignUpOptions({ handle: 'replayed', name: 'Replayed' });
  await (await page.call()).passkeySignUp({ response: softwareAuthenticator({ origin }).create(options) });
  expect(await errorOf((await page.call()).passkeySignUp({ response: softwareAuthenticator({ origin }).create(options) }))).toMatchObject({
    code: 'invalid_credentials',
  });
});

test('sign-up: a handle that was taken in between is refused, and the passkey is not kept', async () => {
  const page = browser(world.services);
  const key = softwareAuthenticator({ origin });
  const options = await (await page.call()).passkeySignUpOptions({ handle: 'overtaken', name: 'Slow' });
  await createAccount(world.services, { handle: 'overtaken', name: 'Fast', password });
  expect(await errorOf((await page.call()).passkeySignUp({ response: key.create(options) }))).toMatchObject({ code: 'handle_taken' });
  expect(await errorOf(signIn(browser(world.services), key))).toMatchObject({ code: 'invalid_credentials' });
});

test.each<[string, Circumstances]>([
  ['on another origin', { origin: 'http://localhost:3001' }],
  ['for another host', { rpId: 'evil.example' }],
  ['by a clone whose counter stood still', { counter: 1 }],
  ['by a clone whose counter is behind', { counter: 0 }],
])('sign-in: an answer given %s is refused', async (how, but) => {
  const { key } = await passkeyPerson(`refused-${how.length}`);
  expect(await signIn(browser(world.services), key)).toMatchObject({ passkeys: 1 }); // counts to 1
  const page = browser(world.services);
  expect(await errorOf(signIn(page, key, but))).toMatchObject({ code: 'invalid_credentials' });
  expect(page.cookies).toEqual({});
  expect(await signIn(browser(world.services), key, { counter: 9 })).toMatchObject({ passkeys: 1 });
});

test('sign-in: a challenge works once, for one purpose, for five minutes, and only if it is ours', async () => {
  const { page, key } = await passkeyPerson('challenged');
  const caller = await browser(world.services).call();
  const options = await caller.passkeySignInOptions();
  const answer = key.get(options);
  await caller.passkeySignIn({ response: answer });
  expect(await errorOf(caller.passkeySignIn({ response: answer }))).toMatchObject({ code: 'invalid_credentials' });
  expect(await errorOf(caller.passkeySignIn({ response: key.get(options) }))).toMatchObject({ code: 'invalid_credentials' });

  const made = { ...options, challenge: Buffer.alloc(32, 1).toString('base64url') };
  expect(await errorOf(caller.passkeySignIn({ response: key.get(made) }))).toMatchObject({ code: 'invalid_credentials' });

  const forAdding = await (await page.call()).passkeyAddOptions();
  expect(await errorOf(caller.passkeySignIn({ response: key.get({ ...options, challenge: forAdding.challenge }) }))).toMatchObject({
    code: 'invalid_credentials',
  });

  const late = await caller.passkeySignInOptions();
  world.advance(lifetimes.passkeyChallenge + 1);
  expect(await errorOf(caller.passkeySignIn({ response: key.get(late) }))).toMatchObject({ code: 'invalid_credentials' });
});

test('sign-in: two answers at once with the same count: a key and its clone do not both come in', async () => {
  const { key } = await passkeyPerson('twins');
  const caller = await browser(world.services).call();
  const options = [await caller.passkeySignInOptions(), await caller.passkeySignInOptions()];
  const tries = await Promise.allSettled(options.map((each) => caller.passkeySignIn({ response: key.get(each, { counter: 5 }) })));
  expect(tries.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('of two uses with the same count the store takes one; without a counter it takes both', async () => {
  const { key } = await passkeyPerson('counted');
  const use = (counter: number) =>
    countUse(world.services.database.system, key.id, { counter, backedUp: false, now: world.services.clock.now() });
  expect([await use(0), await use(0), await use(5), await use(5), await use(4), await use(0), await use(6)]).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    true,
  ]);
});

test('sign-in: an authenticator without a counter is welcome time and again', async () => {
  const { key } = await passkeyPerson('uncounted');
  for (let round = 0; round < 2; round++)
    expect(await signIn(browser(world.services), key, { counter: 0 })).toMatchObject({ handle: 'uncounted' });
});

test('sign-in: an unknown credential, a forged signature and another account’s user handle are refused alike', async () => {
  const { key } = await passkeyPerson('forged');
  const caller = await browser(world.services).call();
  const stranger = softwareAuthenticator({ origin });
  const unknown = await errorOf(caller.passkeySignIn({ response: stranger.get(await caller.passkeySignInOptions()) }));
  const signedByStranger = { ...stranger.get(await caller.passkeySignInOptions()), id: key.id, rawId: key.id };
  const forged = await errorOf(caller.passkeySignIn({ response: signedByStranger }));
  const right = key.get(await caller.passkeySignInOptions());
  const userHandle = Buffer.alloc(32, 3).toString('base64url');
  const misnamed = await errorOf(caller.passkeySignIn({ response: { ...right, response: { ...right.response, userHandle } } }));
  for (const error of [unknown, forged, misnamed]) {
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'invalid_credentials',
      message: 'This passkey could not be verified',
    });
  }
});

test('several passkeys have names; the last means of sign-in cannot be removed', async () => {
  const { page, key } = await passkeyPerson('collector');
  const second = softwareAuthenticator({ origin });
  expect(await add(page, second)).toMatchObject({ id: second.id, name: 'Chrome on Linux' });
  expect(await (await page.call()).renamePasskey({ id: second.id, name: 'Phone' })).toMatchObject({ name: 'Phone' });
  expect((await (await page.call()).passkeys()).map((each) => each.name)).toEqual(['Blue key', 'Phone']);
  expect(await signIn(browser(world.services), second)).toMatchObject({ handle: 'collector', passkeys: 2 });

  await (await page.call()).removePasskey({ id: key.id });
  expect(await errorOf(signIn(browser(world.services), key))).toMatchObject({ code: 'invalid_credentials' });
  expect(await errorOf((await page.call()).removePasskey({ id: second.id }))).toMatchObject({ code: 'forbidden' });
  await (await page.call()).setPassword({ password });
  await (await page.call()).removePasskey({ id: second.id });
  expect(await (await page.call()).me()).toMatchObject({ hasPassword: true, passkeys: 0 });
});

test('two removals at once leave one passkey', async () => {
  const { page, key } = await passkeyPerson('hasty');
  const second = softwareAuthenticator({ origin });
  await add(page, second);
  const caller = await page.call();
  const tries = await Promise.allSettled([caller.removePasskey({ id: key.id }), caller.removePasskey({ id: second.id })]);
  expect(tries.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await caller.passkeys()).toHaveLength(1);
});

test('a passkey is added only by the one whose challenge it answers, and only once', async () => {
  const [ann, bob] = [await passkeyPerson('ann-adds'), await passkeyPerson('bob-adds')];
  const forAnn = await (await ann.page.call()).passkeyAddOptions();
  const planted = softwareAuthenticator({ origin });
  expect(await errorOf((await bob.page.call()).passkeyAdd({ response: planted.create(forAnn) }))).toMatchObject({
    code: 'invalid_credentials',
  });
  expect(await errorOf(add(ann.page, planted, { origin: 'http://evil.localhost:3000' }))).toMatchObject({ code: 'invalid_credentials' });
  expect((await (await ann.page.call()).passkeyAddOptions()).excludeCredentials).toEqual([expect.objectContaining({ id: ann.key.id })]);
  expect(await errorOf(add(bob.page, ann.key))).toMatchObject({ code: 'already_exists' });
  expect(await errorOf((await bob.page.call()).removePasskey({ id: ann.key.id }))).toMatchObject({ code: 'not_found' });
  expect(await errorOf((await bob.page.call()).renamePasskey({ id: ann.key.id, name: 'Mine' }))).toMatchObject({ code: 'not_found' });
});

test('a response of the wrong shape is refused before anything is looked up', async () => {
  const caller = await browser(world.services).call();
  const response = {
    id: '!',
    rawId: 'x',
    type: 'public-key' as const,
    response: { clientDataJSON: 'x', authenticatorData: 'x', signature: 'x' },
  };
  await expect(caller.passkeySignIn({ response })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  for (const clientDataJSON of ['bm8', 'e30', Buffer.from('{"challenge":7}').toString('base64url')]) {
    const garbage = { ...response, id: 'x', response: { ...response.response, clientDataJSON } };
    expect(await errorOf(caller.passkeySignIn({ response: garbage }))).toMatchObject({ code: 'invalid_credentials' });
  }
});

test('challenges do not pile up', async () => {
  const caller = await browser(world.services).call();
  await caller.passkeySignInOptions();
  world.advance(lifetimes.passkeyChallenge + 1);
  await caller.passkeySignInOptions();
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query('select count(*)::int as count from passkey_challenges');
  await client.end();
  expect(rows[0].count).toBe(1);
});
