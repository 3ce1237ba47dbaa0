import { setTimeout as sleep } from 'node:timers/promises';
import { type Did, principalOfEntry } from '@vibe/shared';
import { createApp } from '../../../server/src/http/app.ts';
import { bind } from '../../../server/src/http/bind.ts';
import { systemClock } from '../../../server/src/platform/clock.ts';
import type { Services } from '../../../server/src/platform/context.ts';
import { openDatabase } from '../../../server/src/platform/database.ts';
import { createLifetime } from '../../../server/src/platform/lifetime.ts';
import { openLog } from '../../../server/src/platform/log.ts';
import { createSealer } from '../../../server/src/platform/sealer.ts';
import { findCollection, pushApp } from '../../../server/src/rooms/apps/index.ts';
import { issueCertificate } from '../../../server/src/rooms/certificates/index.ts';
import { finishIndexes } from '../../../server/src/rooms/documents/index.ts';
import { createAccount } from '../../../server/src/rooms/identity/index.ts';
import { mintAccessToken } from '../../../server/src/rooms/oauth/index.ts';
import { secretKey } from '../documents/world.ts';
import { stand } from '../pinned.ts';
import { recording } from './recorded.ts';
import { type BenchReader, type BenchReaders, manifest, posts, type ReaderName, readers } from './world.ts';

/** The whole server, as `vibe serve` runs it but for the limit of requests per address; with the bench's people, and an ear at its database. */
const [url = ''] = process.argv.slice(2);
const log = openLog('info', { write: () => {} });
const server = await bind('127.0.0.1', 0);
const tape = recording(openDatabase({ url, log }));
const services: Services = {
  database: tape.database,
  clock: systemClock,
  log,
  sealer: createSealer(secretKey),
  lifetime: createLifetime(),
  publicUrl: `http://localhost:${server.port}`,
};
server.serve(createApp(services, { requestsPerTenSeconds: 0 }));
await pushApp(services, manifest);
await finishIndexes(services, manifest.id, () => {}, 0);
const ready = async (): Promise<boolean> =>
  (await findCollection(services, posts))?.indexes.every(({ state }) => state === 'ready') ?? false;
while (!(await ready())) await sleep(100);
const made = Object.fromEntries(
  await Promise.all(
    readers.map(async (handle): Promise<[ReaderName, BenchReader]> => {
      const { did } = await createAccount(services, { handle, name: handle });
      const { token } = await mintAccessToken(services, { did: did as Did, appId: 'feeds', scopes: ['documents:read', 'documents:write'] });
      return [handle, { did, token }];
    }),
  ),
) as Record<ReaderName, BenchReader>;
const issuer = made.issuer.did as Did;
await issueCertificate(services, issuer, { subject: made.third.did as Did, type: 'Member', claims: {} });

stand<{ tape: 'start' | 'stop' }>(
  {
    ...{ port: server.port, readers: made, member: principalOfEntry({ issuer, type: 'Member' }) },
    indexes: Object.fromEntries((await findCollection(services, posts))?.indexes.map(({ name, stored }) => [name, stored]) ?? []),
  } satisfies BenchReaders,
  async (question) => {
    if (question.tape === 'stop') return tape.stop();
    tape.start();
    return {};
  },
);
