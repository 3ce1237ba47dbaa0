import type { AppManifestInput } from '@vibe/shared';
import { type Person, type VibeServer, vibeServer } from '../harness/server.ts';
import { defaultScope, independentClient, signedInBrowser } from './client.ts';

export const site = 'https://notes.example';
export const back = `${site}/back`;

export const notes: AppManifestInput = {
  id: 'notes',
  name: 'Notes',
  origins: [site],
  redirectUris: [back],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write', 'documents:read:all'],
  collections: { notes: { schema: { type: 'object' }, purpose: 'what you write down' } },
};
/** Another app, to which nothing of the first belongs. */
export const other: AppManifestInput = {
  ...notes,
  id: 'other',
  name: 'Other',
  origins: ['https://other.example'],
  redirectUris: ['https://other.example/back'],
};

/** A server with two apps and two people. */
export interface World extends AsyncDisposable {
  readonly vibe: VibeServer;
  readonly alice: Person;
  readonly bob: Person;
}

export async function world(): Promise<World> {
  const vibe = await vibeServer({ requestsPerTenSeconds: 0 });
  await vibe.push(notes);
  await vibe.push(other);
  const [alice, bob] = [await vibe.person('alice', 'Alice'), await vibe.person('bob', 'Bob')];
  return { vibe, alice, bob, [Symbol.asyncDispose]: () => vibe[Symbol.asyncDispose]() };
}

/** Somebody signed in to the app on a device of their own, with a key there. */
export async function signedInToNotes({ vibe }: World, person: Person, scope = defaultScope) {
  const app = await independentClient(vibe, 'notes', back, scope);
  const browser = await signedInBrowser(vibe, person);
  const dpop = await app.dpop();
  const tokens = await app.redeem(await app.authorize(browser), dpop);
  return { app, browser, dpop, tokens, accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? '' };
}

/** A procedure that needs to be allowed, over plain HTTP. */
export const listUrl = (vibe: VibeServer): URL => {
  const url = new URL('/trpc/documents.list', vibe.url);
  url.searchParams.set('input', JSON.stringify({ json: { collection: 'notes/notes', scope: 'own' } }));
  return url;
};

/** The code of a refusal, from a problem document or a tRPC answer. */
export async function refusal(response: Response): Promise<{ status: number; code: string }> {
  const body = (await response.json()) as { code?: string; error?: { json: { data: { vibe: { code: string } } } } };
  return { status: response.status, code: body.code ?? body.error?.json.data.vibe.code ?? JSON.stringify(body) };
}
