import { join } from 'node:path';
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import type { AppManifestInput, Did, Profile, Scope } from '@vibe/shared';
import superjson from 'superjson';
import { readManifestFile } from '../../server/src/cli/manifest-file.ts';
import { type AppOptions, createApp } from '../../server/src/http/app.ts';
import { bind } from '../../server/src/http/bind.ts';
import { type Clock, systemClock } from '../../server/src/platform/clock.ts';
import type { Services } from '../../server/src/platform/context.ts';
import { openDatabase } from '../../server/src/platform/database.ts';
import { createLifetime } from '../../server/src/platform/lifetime.ts';
import { openLog } from '../../server/src/platform/log.ts';
import type { Mailer } from '../../server/src/platform/mailer.ts';
import { createSealer } from '../../server/src/platform/sealer.ts';
import { type App, pushApp } from '../../server/src/rooms/apps/index.ts';
import { createAccount, createSignInLink } from '../../server/src/rooms/identity/index.ts';
import { mintAccessToken } from '../../server/src/rooms/oauth/index.ts';
import { testDatabase } from './postgres.ts';

export type Api = TRPCClient<AppRouter>;

/** One person of a test, with an account on the server. */
export interface Person extends Profile {
  /** A link that signs them in once; `continueTo` is any address of a registered app. */
  link(continueTo?: string): Promise<string>;
  /** A token as the CLI makes it: Bearer, ten minutes. */
  token(appId: string, scopes?: readonly Scope[]): Promise<string>;
}

/** A whole Vibe server on a database of its own, over real HTTP. */
export interface VibeServer extends AsyncDisposable {
  readonly url: string;
  /** Where it listens on the loopback, whatever `url` says. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly services: Services;
  /** Log lines so far, as JSON text. */
  readonly log: readonly string[];
  person(handle: string, name?: string): Promise<Person>;
  push(manifest: AppManifestInput): Promise<App>;
  /** The example app's own manifest, on the origin where the test serves it. */
  pushFeeds(origin: string): Promise<App>;
  /** A typed client; without a token it is a visitor's. */
  api(token?: string, origin?: string): Api;
}

const everything: readonly Scope[] = ['profile', 'documents:read', 'documents:write'];

export async function vibeServer(options: AppOptions & { publicUrl?: string; clock?: Clock; mailer?: Mailer } = {}): Promise<VibeServer> {
  const testDb = await testDatabase();
  const lines: string[] = [];
  const log = openLog('debug', { write: (line) => void lines.push(line) });
  const server = await bind('127.0.0.1', 0);
  const url = options.publicUrl ?? `http://localhost:${server.port}`;
  const database = openDatabase({ url: testDb.url, log });
  const lifetime = createLifetime();
  const services: Services = {
    database,
    lifetime,
    log,
    clock: options.clock ?? systemClock,
    sealer: createSealer(Buffer.alloc(32, 7)),
    mailer: options.mailer,
    publicUrl: url,
  };
  server.serve(createApp(services, options));
  return {
    url,
    port: server.port,
    databaseUrl: testDb.url,
    services,
    log: lines,
    person: async (handle, name = handle) => person(services, await createAccount(services, { handle, name })),
    push: (manifest) => pushApp(services, manifest),
    pushFeeds: async (origin) =>
      pushApp(services, await readManifestFile(join(import.meta.dirname, '../../examples/feeds/vibe.config.ts'), { origin })),
    api: (token, origin) => api(url, token, origin),
    async [Symbol.asyncDispose]() {
      await lifetime.close();
      await server.close();
      await database.close();
      await testDb[Symbol.asyncDispose]();
    },
  };
}

const person = (services: Services, profile: Profile): Person => ({
  ...profile,
  link: async (continueTo) =>
    (await createSignInLink(services, { handle: profile.handle, ...(continueTo !== undefined && { continueTo }) })).url,
  token: async (appId, scopes = everything) => (await mintAccessToken(services, { did: profile.did as Did, appId, scopes })).token,
});

function api(url: string, token: string | undefined, origin: string | undefined): Api {
  const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(origin !== undefined && { origin }) };
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${url}/trpc`, transformer: superjson, headers })] });
}

/** A small app for tests that need one: public posts, private notes. */
export const testApp = (overrides: Partial<AppManifestInput> = {}): AppManifestInput => ({
  id: 'feeds',
  name: 'Feeds',
  origins: ['http://feeds.localhost:4999'],
  redirectUris: ['http://feeds.localhost:4999/'],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'],
  collections: {
    posts: {
      schema: {
        type: 'object',
        properties: { text: { type: 'string', minLength: 1, maxLength: 500 } },
        required: ['text'],
        additionalProperties: false,
      },
      purpose: 'Your posts',
      public: true,
    },
    notes: { schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }, purpose: 'Your notes' },
  },
  ...overrides,
});
