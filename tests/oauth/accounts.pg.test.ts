import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Person } from '../harness/server.ts';
import { query as inDatabase } from '../harness/transfer.ts';
import { Browser, decide, independentClient, insecure } from './client.ts';
import { back, refusal, type World, world } from './world.ts';

let here: World;
let app: Awaited<ReturnType<typeof independentClient>>;
let ann: Person;
let ben: Person;
let device: Browser;
let count = 0;
beforeAll(async () => {
  here = await world();
  app = await independentClient(here.vibe, 'notes', back);
});
afterAll(() => here[Symbol.asyncDispose]());
/** One browser: Ann has signed in to it, then Ben, who is active. */
beforeEach(async () => {
  count++;
  ann = await here.vibe.person(`ann-${count}`, 'Ann');
  ben = await here.vibe.person(`ben-${count}`, 'Ben');
  device = new Browser(here.vibe.url);
  for (const person of [ann, ben]) await signIn(person);
  // Not just now: an authorization that begins in the same second would take it for an answer.
  await inDatabase(here.vibe.databaseUrl, "update sessions set created_at = created_at - interval '1 minute'");
});

const signIn = async (person: Person) =>
  device.call('identity.useSignInLink', { token: new URL(await person.link()).hash.replace('#link=', '') });
const active = async () => (await device.fetch('/trpc/identity.me', {}, 'same-origin')).json();
const isActive = async (person: Person) => expect(await active()).toMatchObject({ result: { data: { json: { did: person.did } } } });
const uidOf = (url: URL) => url.searchParams.get('interaction') ?? '';
/** Whose the code at the end is. */
const subjectOf = async (answer: Awaited<ReturnType<typeof app.authorize>>) => decodeJwt((await app.redeem(answer)).id_token ?? '').sub;
const details = async (url: URL) =>
  (await (await device.fetch(`/oauth/interaction/${uidOf(url)}/details`, {}, 'same-origin')).json()) as { account: { did: string } };

test.each(['did', 'handle'] as const)(
  'a hint by %s at another account of the browser signs that one in, and switches nothing',
  async (by) => {
    expect(await subjectOf(await app.authorize(device, { login_hint: ann[by] }))).toBe(ann.did);
    await isActive(ben);
    // Both have allowed it by then: without a page, as hinted.
    expect(await subjectOf(await app.authorize(device))).toBe(ben.did);
    for (const person of [ann, ben])
      expect(await subjectOf(await app.authorize(device, { prompt: 'none', login_hint: person[by] }))).toBe(person.did);
  },
);

test('the ID token of another account of the browser is a hint too', async () => {
  const { id_token = '' } = await app.redeem(await app.authorize(device, { login_hint: ann.did }));
  expect(await subjectOf(await app.authorize(device, { prompt: 'none', id_token_hint: id_token }))).toBe(ann.did);
});

test('a pushed request carries the hint as well', async () => {
  const { verifier, state, url } = await app.start({ login_hint: ann.did });
  const pushed = await oauth.pushedAuthorizationRequest(app.as, app.client, oauth.None(), new URL(url).searchParams, insecure);
  const { request_uri } = await oauth.processPushedAuthorizationResponse(app.as, app.client, pushed);
  const { url: asked } = await device.follow(`/oauth/authorize?${new URLSearchParams({ client_id: 'notes', request_uri })}`);
  expect(asked.pathname).toBe('/consent');
  expect((await details(asked)).account.did).toBe(ann.did);
  const decided = await decide(device, uidOf(asked), {
    allow: true,
    scopes: 'openid profile offline_access documents:read documents:write'.split(' '),
  });
  const { url: callback } = await device.follow(decided);
  expect(await subjectOf({ verifier, state, url, redirectUri: back, callback })).toBe(ann.did);
});

test('who asks without a page learns of no account that has not allowed it anything: there or not, it is login_required', async () => {
  const errorOf = async (login_hint: string) =>
    (await device.follow((await app.start({ prompt: 'none', login_hint })).url)).url.searchParams.get('error');
  for (const hint of [ann.did, ann.handle, ben.handle, here.alice.did, here.alice.handle, 'nobody-at-all'])
    expect(await errorOf(hint)).toBe('login_required');
  // What is no name of an account is no hint.
  expect(await errorOf('somebody@example.org')).toBe('consent_required');
});

test('a hint at somebody who is not signed in here leads to the accounts that are, and to a sign-in; who then signs in goes on', async () => {
  const { url } = await device.follow((await app.start({ login_hint: here.alice.handle })).url);
  expect([url.pathname, url.searchParams.has('switch')]).toEqual(['/sign-in', true]);
  await signIn(here.bob);
  const { url: asked } = await device.follow(`/oauth/interaction/${uidOf(url)}`);
  expect(asked.pathname).toBe('/consent');
  expect((await details(asked)).account.did).toBe(here.bob.did);
});

test('select_account shows the accounts; the chosen one goes on, also when nobody is active', async () => {
  const choose = async (person: Person) => {
    const started = await app.start({ prompt: 'select_account' });
    const { url } = await device.follow(started.url);
    expect([url.pathname, url.searchParams.has('switch')]).toEqual(['/sign-in', true]);
    const { url: asked } = await device.follow(await decide(device, uidOf(url), { allow: true, account: person.did }));
    expect(asked.pathname).toBe('/consent');
    expect((await details(asked)).account.did).toBe(person.did);
  };
  await choose(ann);
  await isActive(ben);
  await device.call('identity.signOut');
  await choose(ann);
  const { url } = await device.follow((await app.start()).url);
  expect([url.pathname, url.searchParams.has('switch')]).toEqual(['/sign-in', true]);
});

test('nobody can choose an account that is not signed in in this browser', async () => {
  const { url } = await device.follow((await app.start({ prompt: 'select_account' })).url);
  const body = JSON.stringify({ allow: true, account: here.alice.did });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  expect(await refusal(await device.fetch(`/oauth/interaction/${uidOf(url)}/decision`, init, 'same-origin'))).toEqual({
    status: 401,
    code: 'not_signed_in',
  });
});

test('choosing an account is no new sign-in, where the app wants one', async () => {
  const { url } = await device.follow((await app.start({ prompt: 'login select_account' })).url);
  const { url: next } = await device.follow(await decide(device, uidOf(url), { allow: true, account: ann.did }));
  expect([next.pathname, next.searchParams.has('switch')]).toEqual(['/sign-in', false]);
  expect(await decide(device, uidOf(next), { allow: true, account: ann.did })).toMatch(/^\/sign-in\?interaction=/);
  await signIn(ann);
  const { url: asked } = await device.follow(`/oauth/interaction/${uidOf(next)}`);
  expect([asked.pathname, (await details(asked)).account.did]).toEqual(['/consent', ann.did]);
});

test('a sign-out that an app asks for is for the account that its ID token is of', async () => {
  const { id_token = '' } = await app.redeem(await app.authorize(device, { login_hint: ann.did }));
  const query = new URLSearchParams({ client_id: 'notes', id_token_hint: id_token });
  expect(await (await device.fetch(`/oauth/logout?${query}`)).text()).toContain('Ann');
  await device.fetch('/oauth/logout', { method: 'POST', body: query, headers: { origin: 'null' } }, 'same-origin');
  await isActive(ben);
  expect(await device.call('identity.switchAccount', { did: ann.did }).catch((error: Error) => error.message)).toContain('not_signed_in');
});
