import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { allow, consentHistory, grantedScopes } from '../../server/src/rooms/consent/index.ts';
import type { InteractionDetails } from '../../server/src/rooms/oauth/index.ts';
import type { Person } from '../harness/server.ts';
import { type Browser, decide, independentClient, signedInBrowser } from './client.ts';
import { back, listUrl, notes, refusal, signedInToNotes, type World, world } from './world.ts';

let here: World;
let person: Person;
let count = 0;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(async () => {
  person = await here.vibe.person(`somebody${count++}`);
});

const held = async (appId = 'notes') => [...(await grantedScopes(here.vibe.services, person.did, appId))].sort();
/** As if so many days had gone by for this consent. */
const age = (days: number) =>
  here.vibe.services.database.system
    .updateTable('consent_terms')
    .set({
      renewed_at: sql<Date>`renewed_at - make_interval(days => ${days})`,
      ends_at: sql<Date>`ends_at - make_interval(days => ${days})`,
    })
    .where('owner_did', '=', person.did)
    .execute();

/** The consent page that an authorization leads to. */
async function asked(browser: Browser, url: string): Promise<{ uid: string; details: InteractionDetails; page: URL }> {
  const { url: page } = await browser.follow(url);
  expect(page.pathname).toBe('/consent');
  const uid = page.searchParams.get('interaction') ?? '';
  const lang = page.searchParams.get('ui_locales') ?? 'en';
  const details = (await (
    await browser.fetch(`/oauth/interaction/${uid}/details?lang=${lang}`, {}, 'same-origin')
  ).json()) as InteractionDetails;
  return { uid, details, page };
}

test('a stream that an app has open ends when its person withdraws the consent, and a new one is refused', async () => {
  const { accessToken, browser } = await bearer();
  const url = new URL('/trpc/documents.live', here.vibe.url);
  url.searchParams.set('input', JSON.stringify({ json: { collection: 'notes/notes', scope: 'own' } }));
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'text/event-stream' };
  const stream = await fetch(url, { headers });
  expect(stream.status).toBe(200);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader?.read();
  expect(first?.done).toBe(false);
  await browser.call('consent.withdraw', { appId: 'notes' });
  let text = '';
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) text += read.value;
  expect(text).toContain('invalid_token');
  expect(await refusal(await fetch(listUrl(here.vibe), { headers: { authorization: `Bearer ${accessToken}` } }))).toEqual({
    status: 401,
    code: 'invalid_token',
  });
});

const bearer = async () => {
  const app = await independentClient(here.vibe, 'notes', back);
  const browser = await signedInBrowser(here.vibe, person);
  const tokens = await app.redeem(await app.authorize(browser));
  return { accessToken: tokens.access_token, browser };
};

test('a consent that has run out ends its tokens, and asks again with what it had', async () => {
  const { app, browser, dpop, refreshToken } = await signedInToNotes(here, person);
  await age(366);
  await expect(app.refresh(refreshToken, dpop)).rejects.toMatchObject({ error: 'invalid_grant' });
  const again = await asked(browser, (await app.start({ scope: 'openid profile documents:read:all' })).url);
  expect(again.details.consent.items.map(({ scope, isNew, before }) => ({ scope, isNew, before }))).toEqual([
    { scope: 'openid', isNew: true, before: true },
    { scope: 'profile', isNew: true, before: true },
    { scope: 'documents:read:all', isNew: true, before: false },
  ]);
  expect(again.details.consent.endedAt).toMatch(/Z$/);
  await decide(browser, again.uid, { allow: true, scopes: ['openid', 'profile'] });
  expect(await held()).toEqual(['openid', 'profile']);
  expect((await consentHistory(here.vibe.services, person.did as never)).map(({ what, how }) => `${what} by ${how}`)).toEqual([
    'granted by page',
    'expired by time',
    'granted by page',
  ]);
});

test('using the app renews the consent, once a month at most', async () => {
  const { app, dpop, refreshToken } = await signedInToNotes(here, person);
  await age(40);
  // The memory of the last use is an hour long, and this process has just seen one.
  const { services } = here.vibe;
  const forgetful = await import('../../server/src/rooms/consent/index.ts');
  const later = { ...services, clock: { ...services.clock, now: () => new Date(Date.now() + 3_700_000) } };
  await forgetful.noteUse(later, person.did, 'notes');
  await app.refresh(refreshToken, dpop);
  const [granted, renewed, ...rest] = await consentHistory(services, person.did);
  expect([granted?.what, renewed?.what, renewed?.how, rest.length]).toEqual(['granted', 'renewed', 'use', 0]);
  expect(renewed?.scopes).toEqual(granted?.scopes);
});

test('what the app marks as optional is left to the person, and asked on a page only', async () => {
  await here.vibe.push({ ...notes, id: 'modest', optional: ['documents:write'] });
  const browser = await signedInBrowser(here.vibe, person);
  const app = await independentClient(here.vibe, 'modest', back, 'openid documents:read documents:write');
  const { uid, details } = await asked(browser, (await app.start()).url);
  expect(details.consent.items.map(({ scope, optional }) => [scope, optional])).toEqual([
    ['openid', false],
    ['documents:read', false],
    ['documents:write', true],
  ]);
  const status = await browser.fetch(
    `/oauth/frame/status?${new URLSearchParams({ client_id: 'modest', scope: 'openid documents:write', origin: 'https://notes.example' })}`,
    {},
    'same-origin',
  );
  expect(await status.json()).toMatchObject({ one_tap: false });
  await decide(browser, uid, { allow: true, scopes: ['openid', 'documents:read'] });
  expect(await held('modest')).toEqual(['documents:read', 'openid']);
});

test('an app that gives a scope up does not get it back by itself: neither on a page, nor by a token of before', async () => {
  const push = (scopes: ('openid' | 'profile' | 'offline_access' | 'documents:read')[]) =>
    here.vibe.push({ ...notes, id: 'moody', scopes });
  await push(['openid', 'profile', 'offline_access', 'documents:read']);
  const app = await independentClient(here.vibe, 'moody', back, 'openid profile offline_access documents:read');
  const browser = await signedInBrowser(here.vibe, person);
  const dpop = await app.dpop();
  const tokens = await app.redeem(await app.authorize(browser), dpop);
  const scopesOf = async () => (await app.refresh(tokens.refresh_token ?? '', dpop)).scope?.split(' ').sort();
  expect(await scopesOf()).toContain('documents:read');
  await push(['openid', 'profile', 'offline_access']);
  expect(await scopesOf()).not.toContain('documents:read');
  // Grants know their time by the second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await push(['openid', 'profile', 'offline_access', 'documents:read']);
  expect(await scopesOf()).not.toContain('documents:read');
  const { details } = await asked(browser, (await app.start()).url);
  expect(details.consent.items.filter(({ isNew }) => isNew).map(({ scope }) => scope)).toEqual(['documents:read']);
});

test('the consent speaks the language that the app asks for, and the purposes do', async () => {
  await here.vibe.push({ ...notes, id: 'polyglot', purposes: { profile: { en: 'to greet you', ja: 'ご挨拶のため' } } });
  const browser = await signedInBrowser(here.vibe, person);
  const app = await independentClient(here.vibe, 'polyglot', back, 'openid profile');
  const { details, page } = await asked(browser, (await app.start({ ui_locales: 'tlh ja-JP de' })).url);
  expect(page.searchParams.get('ui_locales')).toBe('ja-JP');
  expect(details.consent).toMatchObject({ lang: 'ja', items: [{ scope: 'openid' }, { scope: 'profile', purpose: 'ご挨拶のため' }] });
  expect(details.consent.cannot).toContain('パスワードやパスキーを見ること');
});

test('the list and the history are the person’s alone: an app is refused them', async () => {
  await allow(here.vibe.services, { did: person.did, app: await here.vibe.push(notes), scopes: ['openid'], how: 'operator' });
  const token = await person.token('notes');
  for (const procedure of ['consent.list', 'consent.history', 'account.space']) {
    const url = `${here.vibe.url}/trpc/${procedure}?input=${encodeURIComponent('{"json":{}}')}`;
    expect(await refusal(await fetch(url, { headers: { authorization: `Bearer ${token}` } }))).toEqual({ status: 403, code: 'forbidden' });
    expect((await refusal(await fetch(url))).status).toBe(401);
  }
});
