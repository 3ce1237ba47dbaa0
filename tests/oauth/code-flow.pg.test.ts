import { expect, test } from 'vitest';
import { vibeServer } from '../harness/server.ts';
import { independentClient, signedInBrowser } from './client.ts';

const site = 'https://app.example';
const notes = {
  id: 'notes',
  name: 'Notes',
  origins: [site],
  redirectUris: [`${site}/back`],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'] as const,
  collections: { notes: { schema: { type: 'object' }, purpose: 'what you write down' } },
};

test('an independent client signs in with code, PKCE and DPoP, calls the API, and refreshes', async () => {
  await using vibe = await vibeServer();
  await vibe.push({ ...notes, scopes: [...notes.scopes] });
  const alice = await vibe.person('alice');
  const app = await independentClient(vibe, 'notes', `${site}/back`);
  const dpop = await app.dpop();
  const browser = await signedInBrowser(vibe, alice);
  const answer = await app.authorize(browser, { dpop_jkt: await dpop.calculateThumbprint() });
  expect(answer.callback.href.startsWith(`${site}/back?`)).toBe(true);
  const tokens = await app.redeem(answer, dpop);
  expect(tokens).toMatchObject({ token_type: 'dpop', expires_in: 600 });
  const again = await app.refresh(tokens.refresh_token ?? '', dpop);
  expect(again.access_token).not.toBe(tokens.access_token);
});
