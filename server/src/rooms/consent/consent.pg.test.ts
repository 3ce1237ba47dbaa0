import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Person, type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';
import type { Services } from '../../platform/context.ts';
import type { App } from '../apps/index.ts';
import { isLive, mintAccessToken } from '../oauth/index.ts';
import { pageOfHistory } from './consent-list.ts';
import { allow, grantedScopes, lapsedConsent, listConsents, noteUse, settleConsents, whileConsented, withdraw } from './index.ts';

let vibe: VibeServer;
let app: App;
let person: Person;
let count = 0;
beforeAll(async () => {
  vibe = await vibeServer();
  app = await vibe.push({
    id: 'notes',
    name: 'Notes',
    origins: ['https://notes.example'],
    scopes: ['openid', 'profile', 'documents:read'],
  });
});
afterAll(() => vibe[Symbol.asyncDispose]());
beforeEach(async () => {
  person = await vibe.person(`person${count++}`);
});

const events = () =>
  vibe.services.database.system
    .selectFrom('consent_events')
    .select(['what', 'scopes', 'added', 'removed', 'how', 'manifest_version'])
    .where('owner_did', '=', person.did)
    .orderBy('id')
    .execute();

test('each change is written down with all that was allowed after it, and a repetition is no change', async () => {
  const { did } = person;
  await allow(vibe.services, { did, app, scopes: ['openid', 'profile'], how: 'page' });
  await allow(vibe.services, { did, app, scopes: ['openid'], how: 'page' });
  await allow(vibe.services, { did, app, scopes: ['documents:read', 'openid'], how: 'frame' });
  expect(await grantedScopes(vibe.services, did, 'notes')).toEqual(new Set(['openid', 'profile', 'documents:read']));
  await withdraw(vibe.services, did, 'notes');
  await withdraw(vibe.services, did, 'notes');
  expect(await grantedScopes(vibe.services, did, 'notes')).toEqual(new Set());
  const [first, all] = [
    ['openid', 'profile'],
    ['documents:read', 'openid', 'profile'],
  ];
  expect(await events()).toEqual([
    { what: 'granted', scopes: first, added: first, removed: [], how: 'page', manifest_version: 1 },
    { what: 'changed', scopes: all, added: ['documents:read'], removed: [], how: 'frame', manifest_version: 1 },
    { what: 'withdrawn', scopes: [], added: [], removed: all, how: 'account', manifest_version: null },
  ]);
});

test('what the manifest does not declare cannot be allowed', async () => {
  const asked = allow(vibe.services, { did: person.did, app, scopes: ['documents:write'], how: 'page' });
  await expect(asked).rejects.toMatchObject({ code: 'bad_request' });
  expect(await events()).toEqual([]);
});

test('the list names the apps, and belongs to one person', async () => {
  await allow(vibe.services, { did: person.did, app, scopes: ['openid', 'profile'], how: 'page' });
  expect(await listConsents(vibe.services, person.did)).toEqual([
    {
      app: { id: 'notes', did: app.did, name: 'Notes', origins: ['https://notes.example'] },
      scopes: ['openid', 'profile'],
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      renewedAt: expect.any(String),
      endsAt: expect.any(String),
    },
  ]);
  expect(await listConsents(vibe.services, (await vibe.person('stranger')).did)).toEqual([]);
});

test('a withdrawal waits for what is being built on the consent, and what is built on none is not built', async () => {
  const { did } = person;
  await allow(vibe.services, { did, app, scopes: ['openid'], how: 'page' });
  const order: string[] = [];
  const building = Promise.withResolvers<void>();
  const built = whileConsented(vibe.services, { did, app, scopes: ['openid'] }, async () => {
    await building.promise;
    order.push('built');
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const withdrawn = withdraw(vibe.services, did, 'notes').then(() => order.push('withdrawn'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(order).toEqual([]);
  building.resolve();
  await Promise.all([built, withdrawn]);
  expect(order).toEqual(['built', 'withdrawn']);
  const late = whileConsented(vibe.services, { did, app, scopes: ['openid'] }, async () => order.push('never'));
  await expect(late).rejects.toMatchObject({ code: 'consent_required' });
  expect(order).toHaveLength(2);
});

/** The same server, that many days later. */
const later = (days: number): Services => {
  const at = Date.now() + days * 86_400_000;
  return { ...vibe.services, clock: { ...vibe.services.clock, now: () => new Date(at) } };
};
const whats = async () => (await events()).map(({ what, how }) => `${what} by ${how}`);

/** A grant as the engine makes one: of somebody who is signed in. */
async function grantOf(did: string): Promise<string> {
  const id = `g-${did}-${count}`;
  const values = { id, owner_did: did, app_id: 'notes', session_id: 's' };
  await whileConsented(vibe.services, { did: did as never, app, scopes: ['openid'] }, (db) =>
    db.insertInto('oauth_grants').values(values).execute(),
  );
  return id;
}

test('a consent ends after a year without use, to the moment, and everything that stands on it; then it is known what it was', async () => {
  const { did } = person;
  await allow(vibe.services, { did, app, scopes: ['openid', 'profile'], how: 'page' });
  const grant = await grantOf(did);
  expect(await grantedScopes(later(364.99), did, 'notes')).toEqual(new Set(['openid', 'profile']));
  expect(await isLive(later(364.99), grant)).toBe(true);
  for (const services of [later(365.01)]) {
    expect(await grantedScopes(services, did, 'notes')).toEqual(new Set());
    expect(await listConsents(services, did)).toEqual([]);
    expect(await isLive(services, grant)).toBe(false);
    await expect(whileConsented(services, { did, app, scopes: ['openid'] }, async () => 'done')).rejects.toMatchObject({
      code: 'consent_required',
    });
    expect(await lapsedConsent(services, did, 'notes')).toMatchObject({ scopes: new Set(['openid', 'profile']) });
  }
  expect(await whats()).toEqual(['granted by page', 'expired by time']);
  const [, ended] = await vibe.services.database.system
    .selectFrom('consent_events')
    .select(['at', 'ends_at'])
    .where('owner_did', '=', did)
    .orderBy('id')
    .execute();
  const [granted] = await vibe.services.database.system
    .selectFrom('consent_events')
    .select('ends_at')
    .where('owner_did', '=', did)
    .orderBy('id')
    .execute();
  expect(ended?.at).toEqual(granted?.ends_at);
  // Asked again, and allowed again: what was is history.
  await allow(later(366), { did, app, scopes: ['openid'], how: 'page' });
  expect(await lapsedConsent(later(366), did, 'notes')).toBeUndefined();
  expect(await grantedScopes(later(366), did, 'notes')).toEqual(new Set(['openid']));
});

test('use renews it, and with it what stands on it; at most once a month, and that is written down', async () => {
  const { did } = person;
  await allow(vibe.services, { did, app, scopes: ['openid'], how: 'page' });
  const grant = await grantOf(did);
  for (const day of [0.5, 10, 20, 40, 41, 360]) await noteUse(later(day), did, 'notes');
  expect(await whats()).toEqual(['granted by page', 'renewed by use', 'renewed by use']);
  expect(await isLive(later(500), grant)).toBe(true);
  const [consent] = await listConsents(later(400), did);
  const days = (text: string | undefined) => Math.round((Date.parse(text ?? '') - Date.now()) / 86_400_000) + 0;
  expect([days(consent?.since), days(consent?.usedAt), days(consent?.endsAt)]).toEqual([0, 360, 725]);
  // What is over is not brought back by use.
  await noteUse(later(800), did, 'notes');
  expect(await grantedScopes(later(800), did, 'notes')).toEqual(new Set());
});

test('the sweep writes down what ended by itself, once, and leaves the rest', async () => {
  const other = await vibe.person(`stays${count}`);
  await allow(vibe.services, { did: person.did, app, scopes: ['openid'], how: 'page' });
  await allow(later(200), { did: other.did, app, scopes: ['openid'], how: 'page' });
  const counts = await Promise.all([settleConsents(later(370)), settleConsents(later(370))]);
  expect(Math.max(...counts)).toBeGreaterThan(0);
  expect(await whats()).toEqual(['granted by page', 'expired by time']);
  expect(await grantedScopes(later(370), other.did, 'notes')).toEqual(new Set(['openid']));
});

test('an app may ask for less time', async () => {
  const short = await vibe.push({ id: 'short', name: 'Short', origins: ['https://short.example'], scopes: ['openid'], consentDays: 7 });
  const { did } = person;
  await allow(vibe.services, { did, app: short, scopes: ['openid'], how: 'page' });
  expect((await grantedScopes(later(6.9), did, 'short')).size).toBe(1);
  expect((await grantedScopes(later(7.1), did, 'short')).size).toBe(0);
  const asks = (consentDays: number) =>
    vibe.push({ id: 'long', name: 'Long', origins: ['https://long.example'], scopes: ['openid'], consentDays });
  await expect(asks(366)).rejects.toThrow();
  await expect(asks(0)).rejects.toThrow();
});

test('a manifest that asks for less narrows what is allowed, and one that wants it back asks anew', async () => {
  const { did } = person;
  const push = (scopes: readonly ('openid' | 'profile' | 'documents:read')[]) =>
    vibe.push({ id: 'moody', name: 'Moody', origins: ['https://moody.example'], scopes: [...scopes] });
  const first = await push(['openid', 'profile']);
  await allow(vibe.services, { did, app: first, scopes: ['openid', 'profile'], how: 'page' });
  await push(['openid']);
  expect(await grantedScopes(vibe.services, did, 'moody')).toEqual(new Set(['openid']));
  const back = await push(['openid', 'profile', 'documents:read']);
  expect(await grantedScopes(vibe.services, did, 'moody')).toEqual(new Set(['openid']));
  await allow(vibe.services, { did, app: back, scopes: ['profile'], how: 'page' });
  expect(await grantedScopes(vibe.services, did, 'moody')).toEqual(new Set(['openid', 'profile']));
  const [last] = (await events()).slice(-1);
  expect(last).toMatchObject({ what: 'changed', added: ['profile'], scopes: ['openid', 'profile'] });
});

test('two who allow, renew and withdraw at once leave one history without a gap', async () => {
  const { did } = person;
  const both = ['openid', 'profile'] as const;
  await Promise.all([
    ...both.map((scope) => allow(vibe.services, { did, app, scopes: [scope], how: 'page' })),
    ...both.map(() => withdraw(vibe.services, did, 'notes')),
    noteUse(later(100), did, 'notes'),
  ]);
  let before: string[] = [];
  for (const event of await events()) {
    expect([...before.filter((scope) => !event.removed.includes(scope)), ...event.added].sort()).toEqual(event.scopes);
    before = event.scopes;
  }
  expect([...(await grantedScopes(vibe.services, did, 'notes'))].sort()).toEqual(before);
});

test('the history is read page by page, newest first, in words, by its person alone', async () => {
  const { did } = person;
  for (const scope of ['openid', 'profile', 'documents:read'] as const)
    await allow(vibe.services, { did, app, scopes: [scope], how: 'page' });
  const read = (cursor?: string) => pageOfHistory(vibe.services, did, { limit: 2, lang: 'de', cursor });
  const first = await read();
  expect(first.events.map((event) => [event.app.name, event.says.added])).toEqual([
    ['Notes', ['lesen, was du in dieser App ablegst und was andere dort mit dir teilen']],
    ['Notes', ['deinen Namen, dein Handle und dein Bild sehen']],
  ]);
  const second = await read(first.cursor);
  expect(second.events.map(({ what, added }) => [what, added])).toEqual([['granted', ['openid']]]);
  expect(second.cursor).toBeUndefined();
  await expect(read("1' or true")).rejects.toMatchObject({ code: 'bad_cursor' });
  expect((await pageOfHistory(vibe.services, (await vibe.person(`nosy${count}`)).did, { limit: 2, lang: 'en' })).events).toEqual([]);
});

test('an operator’s token stands on no consent, and outlives none', async () => {
  await mintAccessToken(vibe.services, { did: person.did, appId: 'notes', scopes: ['openid'] });
  const made = await vibe.services.database.system
    .selectFrom('oauth_grants')
    .select('consent_ends_at')
    .where('owner_did', '=', person.did)
    .execute();
  expect(made).toEqual([{ consent_ends_at: null }]);
});
