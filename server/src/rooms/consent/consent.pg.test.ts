import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Person, type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';
import type { App } from '../apps/index.ts';
import { allow, grantedScopes, listConsents, whileConsented, withdraw } from './index.ts';

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
    .select(['what', 'scopes', 'how', 'manifest_version'])
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
  expect(await events()).toEqual([
    { what: 'granted', scopes: ['openid', 'profile'], how: 'page', manifest_version: 1 },
    { what: 'changed', scopes: ['documents:read', 'openid', 'profile'], how: 'frame', manifest_version: 1 },
    { what: 'withdrawn', scopes: [], how: 'account', manifest_version: null },
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
