import { expect, test } from 'vitest';
import { testApp } from '../harness/server.ts';
import { signedInAs, signInByPopup, tagWorld } from './tag-world.ts';

test('a tag without `scope` asks for what the manifest says, and for nothing sensitive', async () => {
  await using world = await tagWorld();
  const { vibe, host } = world;
  const scopes = ['openid', 'profile', 'documents:read', 'documents:read:all'] as const;
  await vibe.push(testApp({ origins: [host.url], redirectUris: [`${host.url}/`], scopes: [...scopes] }));
  await world.signInAtVibe(await vibe.person('ada', 'Ada Lovelace'));
  const page = await world.open();
  await signInByPopup(page);
  await signedInAs(page, 'Ada Lovelace');
  const consents = await vibe.services.database.system.selectFrom('consents').select('scope').orderBy('scope').execute();
  expect(consents.map(({ scope }) => scope)).toEqual(['documents:read', 'openid', 'profile']);
  expect(world.browser.problems).toEqual([]);
});
