import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Browser, browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { createAccount } from './identity.accounts.ts';
import { lifetimes } from './identity.limits.ts';
import { createSignInLink } from './identity.links.ts';
import { findFrameSession, findSession } from './identity.sessions.find.ts';

const password = 'correct horse battery';
const unconfirmed = { cause: { code: 'confirmation_required' } };
let world: World;
let device: Browser;
let handle: string;
let count = 0;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  handle = `conny-${++count}`;
  await createAccount(world.services, { handle, name: 'Conny', password });
  device = browser(world.services);
});

const signIn = async () => void (await (await device.call()).signIn({ handle, password }));
async function enterByLink(): Promise<void> {
  const { url } = await createSignInLink(world.services, { handle });
  await (await device.call()).useSignInLink({ token: new URL(url).hash.replace('#link=', '') });
}
/** Each thing that decides who can get in from now on. */
const guarded: Record<string, () => Promise<unknown>> = {
  'adding a passkey': async () => (await device.call()).passkeyAddOptions(),
  'removing a passkey': async () => (await device.call()).removePasskey({ id: 'some' }),
  'a sign-in link for another device': async () => (await device.call()).createSignInLink({}),
};

test.each(Object.entries(guarded))('%s needs a fresh sign-in, or the password once more', async (_what, act) => {
  await signIn();
  await act().catch((error) => expect(error).toMatchObject({ cause: { code: 'not_found' } })); // there is no such passkey: it got that far
  world.advance(lifetimes.freshSession + 1);
  await expect(act()).rejects.toMatchObject(unconfirmed);
  await expect((await device.call()).confirm({ password: 'not the password' })).rejects.toMatchObject({
    cause: { code: 'invalid_credentials' },
  });
  await expect(act()).rejects.toMatchObject(unconfirmed);
  await (await device.call()).confirm({ password });
  await act().catch((error) => expect(error).toMatchObject({ cause: { code: 'not_found' } }));
  world.advance(lifetimes.freshSession + 1);
  await expect(act()).rejects.toMatchObject(unconfirmed);
});

test('a link is enough where there is nothing else, and not where there is a password', async () => {
  await enterByLink();
  await expect(guarded['adding a passkey']?.()).rejects.toMatchObject(unconfirmed);
  handle = `bare-${count}`;
  await createAccount(world.services, { handle, name: 'Bare' });
  await enterByLink();
  await guarded['adding a passkey']?.();
  world.advance(lifetimes.freshSession + 1);
  await expect((await device.call()).setPassword({ password: 'four green elephants' })).rejects.toMatchObject(unconfirmed);
  await enterByLink();
  await (await device.call()).setPassword({ password: 'four green elephants' });
});

test('who shows who they are goes on under new tokens; what was seen of the old ones opens nothing, and other devices gain nothing', async () => {
  await signIn();
  const other = browser(world.services);
  await (await other.call()).signIn({ handle, password });
  world.advance(lifetimes.freshSession + 1);
  const before = { ...device.cookies };
  const session = await findSession(world.services, before);
  await (await device.call()).confirm({ password });
  expect(await findSession(world.services, before)).toBeUndefined();
  expect(await findFrameSession(world.services, before)).toBeUndefined();
  expect(await findSession(world.services, device.cookies)).toEqual(session);
  expect(await findFrameSession(world.services, device.cookies)).toEqual(session);
  await expect((await other.call()).passkeyAddOptions()).rejects.toMatchObject(unconfirmed);
});

test('a new password renews the tokens too; a sign-in anew takes the confirmation of the one before away', async () => {
  await signIn();
  const before = { ...device.cookies };
  await (await device.call()).setPassword({ current: password, password: 'four green elephants' });
  expect(await findSession(world.services, before)).toBeUndefined();
  expect(await findSession(world.services, device.cookies)).toBeDefined();
  await enterByLink(); // somebody who was sent a link, in the browser that was just confirmed
  await expect((await device.call()).passkeyAddOptions()).rejects.toMatchObject(unconfirmed);
});

test('renewing the tokens of one account leaves the others of the browser as they are', async () => {
  await signIn();
  const first = handle;
  handle = `other-${count}`;
  await createAccount(world.services, { handle, name: 'Other', password });
  await signIn();
  const [, others] = device.cookies.vibe?.split('.') ?? [];
  await (await device.call()).confirm({ password });
  expect(device.cookies.vibe?.split('.')[1]).toBe(others);
  expect((await (await device.call()).accounts()).map(({ profile, active }) => [profile.handle, active])).toEqual([
    [handle, true],
    [first, false],
  ]);
});
