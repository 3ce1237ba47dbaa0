import type { Did } from '@vibe/shared';
import { createApp } from '../../../server/src/http/app.ts';
import { bind } from '../../../server/src/http/bind.ts';
import { systemClock } from '../../../server/src/platform/clock.ts';
import type { Services } from '../../../server/src/platform/context.ts';
import { openDatabase } from '../../../server/src/platform/database.ts';
import { createLifetime } from '../../../server/src/platform/lifetime.ts';
import { openLog } from '../../../server/src/platform/log.ts';
import { createSealer } from '../../../server/src/platform/sealer.ts';
import { pushApp } from '../../../server/src/rooms/apps/index.ts';
import { createAccount } from '../../../server/src/rooms/identity/index.ts';
import { mintAccessToken } from '../../../server/src/rooms/oauth/index.ts';
import { stand } from '../pinned.ts';
import { type BenchPerson, bodyOf, secretKey } from './world.ts';

/** The whole server, as `vibe serve` runs it but for the limit of requests per address; with five people and an app. */
const [url = ''] = process.argv.slice(2);
const log = openLog('info', { write: () => {} });
const server = await bind('127.0.0.1', 0);
const services: Services = {
  database: openDatabase({ url, log }),
  clock: systemClock,
  log,
  sealer: createSealer(secretKey),
  lifetime: createLifetime(),
  publicUrl: `http://localhost:${server.port}`,
};
server.serve(createApp(services, { requestsPerTenSeconds: 0 }));
const text = { type: 'string', maxLength: 500 };
const known = Object.keys(bodyOf('')).map((name) => [name, name === 'text' ? text : {}]);
await pushApp(services, {
  id: 'feeds',
  name: 'Feeds',
  origins: ['http://feeds.localhost:4000'],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'],
  collections: {
    posts: {
      schema: { type: 'object', properties: Object.fromEntries(known), required: ['text'], additionalProperties: false },
      purpose: 'Posts',
      public: true,
    },
  },
});
const people: BenchPerson[] = [];
for (const handle of ['ann', 'ben', 'cat', 'dan', 'eve']) {
  const { did } = await createAccount(services, { handle, name: handle });
  const { token } = await mintAccessToken(services, { did: did as Did, appId: 'feeds', scopes: ['documents:read', 'documents:write'] });
  people.push({ did, token });
}
stand({ port: server.port, people });
