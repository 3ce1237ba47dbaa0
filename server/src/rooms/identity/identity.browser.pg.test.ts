import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { createAccount } from './identity.accounts.ts';
import { sessionsPerBrowser } from './identity.limits.ts';
import { browserSessions, findFrameSession, findSession } from './identity.sessions.find.ts';

const password = 'correct horse battery';
let world: World;
let count = 0;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A browser in which these people sign in one after the other. */
async function shared(...names: string[]) {
  const device = browser(world.services);
  const people = [];
  for (const name of names) people.push(await enter(device, `${name}-${++count}`));
  return { ...device, people };
}
async function enter(device: Browser, handle: string) {
  await createAccount(world.services, { handle, name: handle, password });
  return (await device.call()).signIn({ handle, password });
}
const accounts = async (device: Browser) => (await (await device.call()).accounts()).map(({ profile, active }) => [profile.did, active]);
const dids = async (device: Browser, door: 'page' | 'frame') =>
  (await browserSessions(world.services, device.cookies, door)).map(({ did }) => did);

test('who signs in beside somebody else is active; both stay signed in, and each is found through the frame', async () => {
  const device = await shared('ann', 'ben');
  const [ann, ben] = device.people;
  expect(await accounts(device)).toEqual([
    [ben?.did, true],
    [ann?.did, false],
  ]);
  expect(await (await device.call()).me()).toMatchObject({ did: ben?.did });
  expect(await findFrameSession(world.services, device.cookies)).toMatchObject({ did: ben?.did });
  expect(await findFrameSession(world.services, device.cookies, ann?.did)).toMatchObject({ did: ann?.did });
  // No more is found than is in the cookie: nobody's session of another browser.
  const elsewhere = await shared('eve');
  expect(await findFrameSession(world.services, device.cookies, elsewhere.people[0]?.did)).toBeUndefined();
  expect(device.cookies.vibe).toMatch(/^[\w-]{43}\.[\w-]{43}$/);
});

test('switching makes the other one active at both doors, without new tokens; nobody who is not here can be switched to', async () => {
  const device = await shared('ann', 'ben');
  const [ann, ben] = device.people;
  const before = device.cookies.vibe?.split('.').sort();
  await (await device.call()).switchAccount({ did: ann?.did ?? 'did:web:nobody' });
  expect(await (await device.call()).me()).toMatchObject({ did: ann?.did });
  expect(await dids(device, 'frame')).toEqual([ann?.did, ben?.did]);
  expect(device.cookies.vibe?.split('.').sort()).toEqual(before);
  const stranger = await shared('eve');
  const toStranger = (await device.call()).switchAccount({ did: stranger.people[0]?.did ?? 'did:web:nobody' });
  await expect(toStranger).rejects.toMatchObject({ cause: { code: 'not_signed_in' } });
});

test('signing out the active one leaves the others, and nobody active: no account takes its place unasked', async () => {
  const device = await shared('ann', 'ben');
  const [ann, ben] = device.people;
  await (await device.call()).signOut();
  expect(await findSession(world.services, device.cookies)).toBeUndefined();
  expect(await findFrameSession(world.services, device.cookies)).toBeUndefined();
  expect(await accounts(device)).toEqual([[ann?.did, false]]);
  expect(await dids(device, 'frame')).toEqual([ann?.did]);
  await (await device.call()).switchAccount({ did: ann?.did ?? 'did:web:nobody' });
  expect(await (await device.call()).me()).toMatchObject({ did: ann?.did });
  await (await device.call()).signOut({ did: ben?.did }); // is gone already
  expect(await accounts(device)).toEqual([[ann?.did, true]]);
  await (await device.call()).signOut();
  expect(device.cookies).toEqual({});
});

test('one of the others can be signed out, and all of a browser at once; other browsers keep theirs', async () => {
  const device = await shared('ann', 'ben', 'cleo');
  const [ann, ben, cleo] = device.people;
  const other = browser(world.services);
  await (await other.call()).signIn({ handle: ann?.handle ?? '', password });
  const bens = { vibe: device.cookies.vibe?.split('.')[1] ?? '' };
  expect(await findSession(world.services, bens)).toMatchObject({ did: ben?.did });
  await (await device.call()).signOut({ did: ben?.did });
  expect(await findSession(world.services, bens)).toBeUndefined();
  expect(await accounts(device)).toEqual([
    [cleo?.did, true],
    [ann?.did, false],
  ]);
  const before = { ...device.cookies };
  await (await device.call()).signOutBrowser();
  expect(device.cookies).toEqual({});
  expect(await browserSessions(world.services, before, 'page')).toEqual([]);
  expect(await findSession(world.services, other.cookies)).toMatchObject({ did: ann?.did });
});

test('an account whose session ended elsewhere is not replaced by another; it goes from the cookies at the next sign-in', async () => {
  const device = await shared('ann', 'ben');
  const [ann] = device.people;
  await (await device.call()).endAllSessions({});
  expect(await findSession(world.services, device.cookies)).toBeUndefined();
  expect(await accounts(device)).toEqual([[ann?.did, false]]);
  const cleo = await enter(device, `cleo-${++count}`);
  expect(await accounts(device)).toEqual([
    [cleo.did, true],
    [ann?.did, false],
  ]);
  expect(device.cookies.vibe?.split('.')).toHaveLength(2);
});

test('a browser holds five; the sixth sign-in signs out who was active longest ago, and cookies with more are cut', async () => {
  const device = await shared('a1', 'a2', 'a3', 'a4', 'a5');
  const [first, second] = device.people;
  await (await device.call()).switchAccount({ did: first?.did ?? 'did:web:nobody' });
  const seconds = { vibe: device.cookies.vibe?.split('.').at(-1) ?? '' };
  expect(await findSession(world.services, seconds)).toMatchObject({ did: second?.did });
  await enter(device, `a6-${++count}`);
  expect(await accounts(device)).toHaveLength(sessionsPerBrowser);
  expect(await findSession(world.services, seconds)).toBeUndefined();
  expect(device.cookies.vibe?.length).toBe(5 * 43 + 4);
  const stuffed = {
    vibe: Array<string>(50)
      .fill(device.cookies.vibe?.slice(0, 43) ?? '')
      .join('.'),
  };
  expect(await browserSessions(world.services, stuffed, 'page')).toHaveLength(sessionsPerBrowser);
});

test('signing in again as one of the others keeps its session and renews its tokens alone', async () => {
  const device = await shared('ann', 'ben');
  const [ann, ben] = device.people;
  const [bens, anns] = device.cookies.vibe?.split('.') ?? [];
  const before = await findFrameSession(world.services, device.cookies, ann?.did);
  await (await device.call()).signIn({ handle: ann?.handle ?? '', password });
  expect(await findSession(world.services, device.cookies)).toEqual(before);
  expect(await findSession(world.services, { vibe: anns ?? '' })).toBeUndefined();
  expect(await findSession(world.services, { vibe: bens ?? '' })).toMatchObject({ did: ben?.did });
});

test('a page elsewhere switches nobody and signs nobody out, also when nobody is active', async () => {
  const device = await shared('ann', 'ben');
  const [ann] = device.people;
  const { router } = await import('../../trpc/init.ts');
  const { identityProcedures } = await import('./identity.procedures.ts');
  const { VibeError } = await import('@vibe/shared');
  /** As http/trpc-route makes it for a request that another site is behind. */
  const fromElsewhere = async () =>
    router(identityProcedures).createCaller({
      ...(await device.context()),
      asker: { kind: 'visitor' },
      setHeader: (name) => {
        if (name === 'set-cookie') throw new VibeError('forbidden', 'from elsewhere');
      },
    });
  const forbidden = { cause: { code: 'forbidden' } };
  const before = { ...device.cookies };
  await expect((await fromElsewhere()).switchAccount({ did: ann?.did ?? 'did:web:nobody' })).rejects.toMatchObject(forbidden);
  await (await fromElsewhere()).signOutBrowser();
  expect(await browserSessions(world.services, before, 'page')).toHaveLength(2);
  await (await device.call()).signOut();
  await expect((await fromElsewhere()).signOutBrowser()).rejects.toMatchObject(forbidden);
  await expect((await fromElsewhere()).signOut({ did: ann?.did })).rejects.toMatchObject(forbidden);
  expect(await browserSessions(world.services, device.cookies, 'page')).toHaveLength(1);
});
