import { afterAll, beforeAll, expect, test } from 'vitest';
import { signOutEverywhere } from '../../server/src/rooms/oauth/sign-out.ts';
import { button, heard, signedInAs, signInByPopup, type TagWorld, tagWorld } from './tag-world.ts';

let world: TagWorld;
beforeAll(async () => {
  world = await tagWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

test('a sign-out everywhere, from another device, reaches every tab of a site when one of them asks for a token', async () => {
  const ada = await world.vibe.person('everywhere-ada', 'Ada');
  await world.signInAtVibe(ada);
  const page = await world.open();
  await signInByPopup(page);
  const other = await world.open('/notes');
  await signedInAs(other, 'Ada');
  await signOutEverywhere(world.vibe.services, ada.did);
  // A reload asks for one.
  await page.reload();
  for (const tab of [page, other]) await button(tab, /Sign in with Vibe/).waitFor();
  expect((await heard(other)).map(([type]) => type)).toContain('vibe-signout');
});
