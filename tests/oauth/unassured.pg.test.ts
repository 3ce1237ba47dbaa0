import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Services } from '../../server/src/platform/context.ts';
import { createLifetime } from '../../server/src/platform/lifetime.ts';
import { allow } from '../../server/src/rooms/consent/index.ts';
import { frameAuthorize } from '../../server/src/rooms/oauth/index.ts';
import { type VibeServer, vibeServer } from '../harness/server.ts';
import { signInDirectly } from './direct.ts';

let vibe: VibeServer;
/** The same server as the internet would see it. */
let publicServices: Services;
beforeAll(async () => {
  vibe = await vibeServer();
  publicServices = { ...vibe.services, publicUrl: 'https://vibe.example', lifetime: createLifetime() };
});
afterAll(async () => {
  await publicServices.lifetime.close();
  await vibe[Symbol.asyncDispose]();
});

test('on a public server nothing is silent towards a page on somebody’s own machine', async () => {
  const local = 'http://localhost:5173';
  const app = await vibe.push({ id: 'dev', name: 'Dev', origins: ['https://dev.example', local], scopes: ['openid', 'documents:read'] });
  const person = await vibe.person('ada');
  await allow(publicServices, { did: person.did, app, scopes: ['openid', 'documents:read'], how: 'page' });
  const cookies = await signInDirectly(publicServices, person.did);
  const input = {
    client_id: 'dev',
    scope: 'openid documents:read',
    code_challenge: 'x'.repeat(43),
    dpop_jkt: 'y'.repeat(43),
    approve: false,
  };
  const authorize = (origin: string) => frameAuthorize(publicServices, cookies, { ...input, origin });
  await expect(authorize('https://dev.example')).resolves.toMatchObject({ code: expect.any(String), iss: 'https://vibe.example' });
  await expect(authorize(local)).rejects.toMatchObject({ code: 'consent_required' });
});
