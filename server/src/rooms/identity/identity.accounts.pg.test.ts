import type { VibeError } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { createAccount, listAccounts, pictureOf, profileOf } from './identity.accounts.ts';
import { attempts } from './identity.limits.ts';
import { hashPassword } from './identity.passwords.ts';

const password = 'correct horse battery';
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

test('who signs up with a password is signed in, and can sign in with it in another browser', async () => {
  const first = browser(world.services);
  const me = await (await first.call()).signUp({ handle: 'grace', name: ' Grace Hopper ', password });
  expect(me).toMatchObject({ handle: 'grace', name: 'Grace Hopper', hasPassword: true, passkeys: 0 });
  expect(me.did).toMatch(/^did:webvh:Qm\w+:localhost%3A3000:u:grace$/);
  expect(await (await first.call()).me()).toEqual(me);

  const second = browser(world.services);
  expect(await (await second.call()).signIn({ handle: ' Grace ', password })).toMatchObject({ did: me.did });
  expect(await (await second.call()).me()).toMatchObject({ did: me.did });
});

test('a password is kept as argon2id with OWASP parameters, never as it was typed', async () => {
  await createAccount(world.services, { handle: 'hashed', name: 'Hashed', password });
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query("select password_hash, accounts::text as whole from accounts where handle = 'hashed'");
  await client.end();
  expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(rows[0].whole).not.toContain(password);
});

test('a wrong password, an unknown handle, an impossible handle and an account without password get the same answer', async () => {
  await createAccount(world.services, { handle: 'known', name: 'Known', password });
  await createAccount(world.services, { handle: 'keyless', name: 'Keyless' });
  const answers = [];
  for (const handle of ['known', 'nobody-here', 'no such\0handle!', 'keyless']) {
    const { code, message, hint } = await errorOf((await browser(world.services).call()).signIn({ handle, password: 'not the password' }));
    answers.push({ code, message, hint });
  }
  expect(answers[0]?.code).toBe('invalid_credentials');
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test('an unknown handle costs a hash as a wrong password does', async () => {
  await createAccount(world.services, { handle: 'timed', name: 'Timed', password });
  for (const handle of ['timed', 'nobody-here']) {
    const caller = await browser(world.services).call();
    // Hashes are made in turn: an answer that needs one comes after all that were asked for before it, however fast the machine is.
    let made = 0;
    const before = Array.from({ length: 40 }, () => hashPassword('somebody else').then(() => made++));
    await errorOf(caller.signIn({ handle, password: 'not the password' }));
    expect(made).toBe(before.length);
  }
});

test('a handle belongs to one account, also when two ask for it at once', async () => {
  const tries = await Promise.allSettled(
    ['One', 'Two', 'Three'].map((name) => createAccount(world.services, { handle: 'wanted', name, password })),
  );
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  for (const each of tries) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'handle_taken' });
  expect((await listAccounts(world.services)).filter((each) => each.handle === 'wanted')).toHaveLength(1);
  expect(await (await browser(world.services).call()).isHandleFree({ handle: 'wanted' })).toBe(false);
});

test.each(['password1234', 'P@ssw0rd2024!', 'qwertyuiop123', '1234567890', 'aaaaaaaaaaaa', 'weakling2024'])(
  '%s is refused as a password',
  async (weak) => {
    const error = await errorOf((await browser(world.services).call()).signUp({ handle: 'weakling', name: 'Weak Ling', password: weak }));
    expect(error.code).toBe('weak_password');
    expect(error.hint).toBeTruthy();
  },
);

test('reserved handles are for the operator', async () => {
  expect(await errorOf((await browser(world.services).call()).signUp({ handle: 'admin', name: 'Mallory', password }))).toMatchObject({
    code: 'handle_taken',
  });
  const visitor = await browser(world.services).call();
  expect([await visitor.isHandleFree({ handle: 'admin' }), await visitor.isHandleFree({ handle: 'not-taken' })]).toEqual([false, true]);
  expect(await createAccount(world.services, { handle: 'admin', name: 'Operator', password })).toMatchObject({ handle: 'admin' });
});

test.each(['Zero\0Byte', 'Line\nBreak', 'Right\u202eto left', 'Half \ud800 pair', '   '])('%j is no name', async (name) => {
  const signUp = (await browser(world.services).call()).signUp({ handle: 'misnamed', name, password });
  await expect(signUp).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('guessing one password is stopped, for this handle and network only, with the time to wait', async () => {
  await createAccount(world.services, { handle: 'guessed', name: 'Guessed', password });
  const attacker = browser(world.services);
  const { points, seconds } = attempts.signInPerHandleAndNetwork;
  for (let tried = 0; tried < points; tried++) {
    const guess = errorOf((await attacker.call()).signIn({ handle: 'guessed', password: `guess ${tried}` }));
    expect(await guess).toMatchObject({ code: 'invalid_credentials' });
  }
  const refused = await errorOf((await attacker.call()).signIn({ handle: 'guessed', password }));
  expect(refused).toMatchObject({ code: 'rate_limited' });
  expect(refused.retryAfterSeconds).toBeGreaterThan(0);
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(seconds);
  expect(await (await browser(world.services).call()).signIn({ handle: 'guessed', password })).toMatchObject({ handle: 'guessed' });
});

test('signing up is limited per network', async () => {
  const farm = browser(world.services, { ip: '198.51.100.9' });
  const call = async () => (await farm.call()).signUp({ handle: 'farmed', name: 'Farmed', password: 'password1234' });
  for (let tried = 0; tried < attempts.signUpPerNetwork.points; tried++)
    expect(await errorOf(call())).toMatchObject({ code: 'weak_password' });
  expect(await errorOf(call())).toMatchObject({ code: 'rate_limited' });
});

test('changing the password needs the old one and ends every other session', async () => {
  const here = browser(world.services);
  const there = browser(world.services);
  await (await here.call()).signUp({ handle: 'changer', name: 'Changer', password });
  await (await there.call()).signIn({ handle: 'changer', password });
  const next = 'something else entirely';
  expect(await errorOf((await here.call()).setPassword({ current: 'not it at all', password: next }))).toMatchObject({
    code: 'invalid_credentials',
  });
  expect(await errorOf((await here.call()).setPassword({ password: next }))).toMatchObject({ code: 'invalid_credentials' });
  expect(await (await here.call()).setPassword({ current: password, password: next })).toEqual({ sessionsEnded: 1 });
  expect(await (await here.call()).me()).toMatchObject({ handle: 'changer' });
  expect(await errorOf((await there.call()).me())).toMatchObject({ code: 'not_signed_in' });
  expect(await errorOf((await there.call()).signIn({ handle: 'changer', password }))).toMatchObject({ code: 'invalid_credentials' });
  expect(await (await there.call()).signIn({ handle: 'changer', password: next })).toMatchObject({ handle: 'changer' });
});

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('a profile shows its new name and picture, and the picture has an address that changes with it', async () => {
  const person = browser(world.services);
  await (await person.call()).signUp({ handle: 'painter', name: 'Painter', password });
  const picture = `data:image/png;base64,${png.toString('base64')}`;
  const changed = await (await person.call()).updateProfile({ name: 'Frida', picture });
  expect(changed).toMatchObject({
    name: 'Frida',
    picture: expect.stringMatching(/^http:\/\/localhost:3000\/u\/painter\/picture\?v=[0-9a-f]{12}$/),
  });
  expect((await pictureOf(world.services, 'painter'))?.bytes).toEqual(png);
  expect(await profileOf(world.services, changed.did)).toEqual({
    did: changed.did,
    handle: 'painter',
    name: 'Frida',
    picture: changed.picture,
  });
  const without = await (await person.call()).updateProfile({ picture: null });
  expect(without.picture).toBeUndefined();
  expect(without.name).toBe('Frida');
  expect(await pictureOf(world.services, 'painter')).toBeUndefined();
});

test('a picture that is something else inside is refused', async () => {
  const person = browser(world.services);
  await (await person.call()).signUp({ handle: 'forger', name: 'Forger', password });
  const html = Buffer.from('<script>alert(1)</script>').toString('base64');
  expect(await errorOf((await person.call()).updateProfile({ picture: `data:image/png;base64,${html}` }))).toMatchObject({
    code: 'bad_request',
  });
});

test('profiles of several people come in one call, without those who do not exist', async () => {
  const [one, two] = [
    await createAccount(world.services, { handle: 'one-of-two', name: 'One' }),
    await createAccount(world.services, { handle: 'two-of-two', name: 'Two' }),
  ];
  const visitor = await browser(world.services).call();
  const found = await visitor.profiles({ dids: [one.did, 'did:web:nobody.example', two.did] });
  expect(found.map((each) => each.handle).sort()).toEqual(['one-of-two', 'two-of-two']);
  expect(await visitor.profiles({ dids: [] })).toEqual([]);
  expect(await visitor.resolveHandle({ handle: 'two-of-two' })).toEqual(two);
  expect(await errorOf(visitor.resolveHandle({ handle: 'nobody\0' }))).toMatchObject({ code: 'not_found' });
});

test('what is only for the person themself is refused to a visitor', async () => {
  const visitor = await browser(world.services).call();
  const calls = [
    () => visitor.me(),
    () => visitor.updateProfile({ name: 'X' }),
    () => visitor.setPassword({ password }),
    () => visitor.passkeyAddOptions(),
    () => visitor.passkeys(),
    () => visitor.renamePasskey({ id: 'x', name: 'x' }),
    () => visitor.removePasskey({ id: 'x' }),
    () => visitor.sessions(),
    () => visitor.endSession({ id: 'x' }),
    () => visitor.endAllSessions({}),
    () => visitor.createSignInLink({}),
  ];
  for (const call of calls) expect(await errorOf(call())).toMatchObject({ code: 'not_signed_in' });
});
