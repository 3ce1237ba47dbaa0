import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { type FedcmWorld, fedcmWorld } from './fedcm-world.ts';

// Chromium's own dialog, answered over CDP. Third-party cookies are blocked: the frame sees no session, the browser does.
let world: FedcmWorld;
let ada: Person;
beforeAll(async () => {
  world = await fedcmWorld();
  ada = await world.vibe.person('ada', 'Ada Lovelace');
}, 60_000);
afterEach(async () => {
  for (const page of world.browser.context.pages().slice(1)) await page.close();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const db = () => world.vibe.services.database.system;
const consents = async () => (await db().selectFrom('consents').select('scope').orderBy('scope').execute()).map(({ scope }) => scope);

test('nobody is signed in: the button opens Vibe’s sign-in page, and after it the dialog goes on', async () => {
  const { page, dialogs, signIn } = await world.open();
  const opened = world.browser.context.waitForEvent('page');
  const asked = signIn({ mode: 'active' });
  const login = await opened;
  await login.waitForURL(`${world.vibe.url}/sign-in?continue=/oauth/fedcm/signed-in`);
  await login.goto(await ada.link('/oauth/fedcm/signed-in'));
  await login.getByRole('button', { name: 'Ada Lovelace' }).click();
  expect(await asked).toMatchObject({ autoSelected: false, token: { profile: { handle: 'ada' } } });
  await expect.poll(() => dialogs.at(-1)).toEqual({ type: 'AccountChooser', login: 'SignUp', name: 'Ada Lovelace' });
  expect(await consents()).toContain('documents:write');

  // The frame keeps it: the next load needs neither dialog nor window.
  await page.reload();
  expect(await page.evaluate("ask({ type: 'refresh' })")).toMatchObject({ type: 'token', token: { token_type: 'DPoP' } });
  expect(dialogs.map(({ type }) => type)).not.toContain('AutoReauthn');
});

test('who has signed in here before is signed in by the browser itself, without a tap', async () => {
  const { dialogs, signIn } = await world.open();
  expect(await signIn({ mode: 'passive' })).toMatchObject({ autoSelected: true, token: { profile: { handle: 'ada' } } });
  await expect.poll(() => dialogs).toEqual([{ type: 'AutoReauthn', login: 'SignIn', name: 'Ada Lovelace' }]);
});

test('a sensitive scope goes on at Vibe’s consent page, which hands the code to the page that asked', async () => {
  const { signIn } = await world.open();
  const opened = world.browser.context.waitForEvent('page');
  const asked = signIn({ mode: 'active', scope: 'openid profile offline_access documents:read:all' });
  const consent = await opened;
  await consent.getByRole('checkbox').first().check();
  await consent.getByRole('button', { name: 'Allow', exact: true }).click();
  expect(await asked).toMatchObject({ token: { scope: expect.stringContaining('documents:read:all') } });
  expect(await consents()).toContain('documents:read:all');
});

test('an unregistered site gets nothing, whatever the person chooses', async () => {
  const before = await consents();
  const { signIn } = await world.open(world.evil);
  expect(await signIn({ mode: 'active' })).toEqual({ error: expect.stringMatching(/NetworkError|IdentityCredentialError/) });
  expect(await consents()).toEqual(before);
});

test('the app disconnects: what it was allowed is withdrawn, and the dialog introduces it anew', async () => {
  const { page, dialogs, signIn } = await world.open();
  // The frame refreshes as it loads; that the sign-in it had is over, it shall learn from the next one.
  expect(await page.evaluate("ask({ type: 'refresh' })")).toMatchObject({ type: 'token' });
  await page.evaluate(
    ([server, hint]) =>
      (window as unknown as { IdentityCredential: { disconnect(options: object): Promise<void> } }).IdentityCredential.disconnect({
        configURL: `${server}/fedcm.json`,
        clientId: 'feeds',
        accountHint: hint,
      }),
    [world.vibe.url, ada.did] as const,
  );
  expect(await consents()).toEqual([]);
  expect(await signIn({ mode: 'active' })).toMatchObject({ token: { profile: { handle: 'ada' } } });
  await expect.poll(() => dialogs.at(-1)).toMatchObject({ login: 'SignUp' });
});

test('after a sign-out at Vibe the browser knows it, and shows nothing by itself', async () => {
  const account = await world.browser.page();
  await account.goto(`${world.vibe.url}/account`);
  await account.evaluate(() =>
    fetch('/trpc/identity.signOut', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"json":{}}' }),
  );
  const { dialogs, signIn } = await world.open();
  expect(await signIn({ mode: 'passive' })).toEqual({ error: 'NetworkError' });
  expect(dialogs).toEqual([]);
});
