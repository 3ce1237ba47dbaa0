import { type Did, defaultScopes, type PulledPage, type Scope } from '@vibe/shared';
import { systemClock } from '../../server/src/platform/clock.ts';
import type { Asker, Context, Services } from '../../server/src/platform/context.ts';
import { openDatabase } from '../../server/src/platform/database.ts';
import { createLifetime } from '../../server/src/platform/lifetime.ts';
import { openLog } from '../../server/src/platform/log.ts';
import { createSealer } from '../../server/src/platform/sealer.ts';
import { pushApp } from '../../server/src/rooms/apps/index.ts';
import { documentsProcedures } from '../../server/src/rooms/documents/index.ts';
import { toVibeError } from '../../server/src/trpc/errors.ts';
import { router } from '../../server/src/trpc/init.ts';
import { type TestDatabase, testDatabase } from './postgres.ts';

/** For tests: a database of its own, two apps in it, and callers of the procedures as anybody. */
export async function documentsWorld(database?: TestDatabase) {
  const own = database ?? (await testDatabase());
  const log = openLog('silent');
  const lifetime = createLifetime();
  const services: Services = {
    database: openDatabase({ url: own.url, log }),
    clock: systemClock,
    log,
    sealer: createSealer(Buffer.alloc(32, 7)),
    lifetime,
    publicUrl: 'http://localhost:3000',
  };
  const posts = { schema: postSchema, purpose: 'What you post' };
  await pushApp(services, {
    ...{ id: 'feeds', name: 'Feeds', origins: ['http://feeds.localhost:4000'], scopes: [...defaultScopes] },
    collections: {
      posts: { ...posts, public: true },
      drafts: posts,
      kept: { ...posts, history: true },
      open: { ...posts, public: true, defaultAcl: { read: { allow: ['*'] } } },
    },
  });
  await pushApp(services, {
    ...{ id: 'other', name: 'Other', origins: ['http://other.localhost:4000'], scopes: ['openid', 'documents:read:all'] },
    collections: { notes: posts },
  });
  // A live stream asks every few seconds whether its grant still stands.
  const grants = [alice, bob, carol, dan].map((did) => ({ id: grantOf(did), owner_did: did, app_id: 'feeds' }));
  await services.database.system
    .insertInto('oauth_grants')
    .values(grants)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const contextOf = (asker: Asker): Context => ({
    ...{ ...services, asker, requestId: 'test', signal: undefined, userAgent: 'test', ip: '127.0.0.1', cookies: {} },
    setHeader: () => {},
  });
  return {
    services,
    url: own.url,
    app: (did: Did, scopes: readonly Scope[] = defaultScopes, appId = 'feeds') =>
      contextOf({ kind: 'app', did, appId, scopes: new Set(scopes), grantId: grantOf(did) }),
    person: (did: Did) => contextOf({ kind: 'person', did, sessionId: `session of ${did}` }),
    visitor: () => contextOf({ kind: 'visitor' }),
    async [Symbol.asyncDispose]() {
      await lifetime.close();
      await services.database.close();
      if (!database) await own[Symbol.asyncDispose]();
    },
  };
}
export type DocumentsWorld = Awaited<ReturnType<typeof documentsWorld>>;

const grantOf = (did: Did): string => `grant of ${did}`;

const postSchema = {
  type: 'object',
  properties: { text: { type: 'string', maxLength: 2_000 }, likes: { type: 'integer' } },
  required: ['text'],
  additionalProperties: true,
};

const documents = router(documentsProcedures);

/** The documents procedures as this asker calls them; what they throw is a VibeError, as on the wire. */
export function documentsOf(ctx: Context) {
  const caller = documents.createCaller(ctx);
  const plain =
    <Input, Output>(call: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      try {
        return await call(input);
      } catch (error) {
        throw toVibeError(error);
      }
    };
  return {
    create: plain(caller.create),
    get: plain(caller.get),
    list: plain(caller.list),
    find: plain(caller.find),
    count: plain(caller.count),
    aggregate: plain(caller.aggregate),
    update: plain(caller.update),
    remove: plain(caller.remove),
    batch: plain(caller.batch),
    // The answer is text in the process, as it is on the wire.
    pull: plain(async (input: Parameters<typeof caller.pull>[0]) => JSON.parse(JSON.stringify(await caller.pull(input))) as PulledPage),
    conflicts: plain(caller.conflicts),
    resolve: plain(caller.resolve),
    history: plain(caller.history),
    live: plain(caller.live),
    setCollectionAcl: plain(caller.setCollectionAcl),
    collectionAcl: plain(caller.collectionAcl),
    explainAccess: plain(caller.explainAccess),
    subscribe: plain(caller.subscribe),
  };
}

export const alice: Did = 'did:webvh:alice:localhost%3A3000:u:alice';
export const bob: Did = 'did:webvh:bob:localhost%3A3000:u:bob';
export const carol: Did = 'did:webvh:carol:localhost%3A3000:u:carol';
export const dan: Did = 'did:webvh:dan:localhost%3A3000:u:dan';
