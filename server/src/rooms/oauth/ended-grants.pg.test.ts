import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp, type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';
import { insertGrant } from './grants.store.ts';
import { isLive, onGrantEnded } from './index.ts';

let vibe: VibeServer;
beforeAll(async () => {
  vibe = await vibeServer();
  await vibe.push(testApp());
});
afterAll(() => vibe[Symbol.asyncDispose]());

test('whoever waits for a grant hears that it ended, by whichever door, and then knows; others hear nothing', async () => {
  const { services } = vibe;
  const { system } = services.database;
  for (const id of ['one', 'two'])
    await insertGrant(system, { id, did: 'did:web:somebody', appId: 'feeds', session: undefined, now: services.clock.now() });
  const heard: string[] = [];
  const ended = Promise.withResolvers<void>();
  const stops = [
    onGrantEnded(services, 'two', () => heard.push('two')),
    onGrantEnded(services, 'one', () => heard.push('nobody waits any more')),
    onGrantEnded(services, 'one', () => {
      heard.push('one');
      ended.resolve();
    }),
  ];
  stops[1]?.();
  expect(await isLive(services, 'one')).toBe(true); // remembered for two seconds, but for the notice
  await system.updateTable('oauth_grants').set({ ended_at: new Date() }).where('id', '=', 'one').execute();
  await ended.promise;
  expect(await isLive(services, 'one')).toBe(false);
  expect(new Set(heard)).toEqual(new Set(['one']));
  for (const stop of stops) stop();
});
