import type { Adapter } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Person, type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';
import type { App } from '../apps/index.ts';
import { createAdapter } from './adapter.ts';
import { isLiveGrant } from './grants.store.ts';
import { reap } from './reaper.ts';

let vibe: VibeServer;
let person: Person;
let app: App;
let adapter: (model: string) => Adapter;
beforeAll(async () => {
  vibe = await vibeServer();
  person = await vibe.person('alice');
  app = await vibe.push({
    id: 'notes',
    name: 'Notes',
    origins: ['https://notes.example'],
    redirectUris: ['https://notes.example/back'],
    scopes: ['openid'],
  });
  adapter = createAdapter(vibe.services);
});
afterAll(() => vibe[Symbol.asyncDispose]());

const db = () => vibe.services.database.system;
const grant = async (id: string) => {
  await db().insertInto('oauth_grants').values({ id, owner_did: person.did, app_id: app.id }).execute();
  await adapter('Grant').upsert(id, { jti: id, accountId: person.did } as never, 60);
};
const at = <Result>(times: number, run: () => Promise<Result>) => Promise.allSettled(Array.from({ length: times }, run));

describe('what the engine’s storage must keep', () => {
  test('what goes in comes out, under its id, without the id being readable in the table', async () => {
    const tokens = adapter('RefreshToken');
    await tokens.upsert('secret-id', { jti: 'secret-id', accountId: 'a', kind: 'RefreshToken' } as never, 60);
    expect(await tokens.find('secret-id')).toEqual({ jti: 'secret-id', accountId: 'a', kind: 'RefreshToken' });
    expect(await adapter('AuthorizationCode').find('secret-id')).toBeUndefined();
    expect(JSON.stringify(await db().selectFrom('oauth_records').selectAll().execute())).not.toContain('secret-id');
    await tokens.destroy('secret-id');
    expect(await tokens.find('secret-id')).toBeUndefined();
  });

  test('of many who consume a code at once one succeeds, and the others end its grant', async () => {
    await grant('g1');
    const codes = adapter('AuthorizationCode');
    await codes.upsert('code-1', { jti: 'code-1', grantId: 'g1' } as never, 60);
    const results = await at(10, () => codes.consume('code-1') as Promise<void>);
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    for (const each of results) if (each.status === 'rejected') expect(each.reason).toMatchObject({ error: 'invalid_grant' });
    expect(await isLiveGrant(db(), 'g1', new Date())).toBe(false);
    expect(await codes.find('code-1')).toBeUndefined();
  });

  test('of many who show one proof at once one is first', async () => {
    const proofs = adapter('ReplayDetection');
    const results = await at(10, () => proofs.find('proof-1') as Promise<unknown>);
    const first = results.filter((each) => each.status === 'fulfilled' && each.value === undefined);
    expect(first).toHaveLength(1);
    expect(await proofs.find('proof-1')).toBeDefined();
    expect(await proofs.find('proof-2')).toBeUndefined();
  });

  test('who destroys a grant destroys all that hangs on it, and nothing else', async () => {
    await grant('g2');
    await grant('g3');
    const tokens = adapter('RefreshToken');
    for (const id of ['g2', 'g3']) await tokens.upsert(`of-${id}`, { jti: `of-${id}`, grantId: id } as never, 60);
    await adapter('Grant').destroy('g2');
    expect(await adapter('Grant').find('g2')).toBeUndefined();
    expect(await tokens.find('of-g2')).toBeUndefined();
    expect(await isLiveGrant(db(), 'g2', new Date())).toBe(false);
    expect(await tokens.find('of-g3')).toBeDefined();
    expect(await isLiveGrant(db(), 'g3', new Date())).toBe(true);
  });

  test('sessions are found by their uid as well', async () => {
    await adapter('Session').upsert('s1', { jti: 's1', uid: 'u1', accountId: 'a' } as never, 60);
    expect(await adapter('Session').findByUid('u1')).toMatchObject({ jti: 's1', accountId: 'a' });
    expect(await adapter('Session').findByUid('u2')).toBeUndefined();
  });

  test('clients are the registered apps, by their one client id', async () => {
    expect(await adapter('Client').find('notes')).toMatchObject({
      client_id: 'notes',
      token_endpoint_auth_method: 'none',
      redirect_uris: [
        'https://notes.example/back',
        `${vibe.url}/oauth/popup/aHR0cHM6Ly9ub3Rlcy5leGFtcGxl`,
        `${vibe.url}/oauth/fedcm/return/aHR0cHM6Ly9ub3Rlcy5leGFtcGxl`,
      ],
      grant_types: ['authorization_code', 'refresh_token'],
    });
    expect(await adapter('Client').find('nobody')).toBeUndefined();
  });

  test('what has expired is not found, and goes', async () => {
    const tokens = adapter('RefreshToken');
    await tokens.upsert('old', { jti: 'old' } as never, -5);
    await tokens.upsert('fresh', { jti: 'fresh' } as never, 60);
    expect(await tokens.find('old')).toBeUndefined();
    expect(await reap(vibe.services)).toBe(1);
    expect(await tokens.find('fresh')).toBeDefined();
  });
});
