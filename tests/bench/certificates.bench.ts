import type { Did } from '@vibe/shared';
import { createLifetime } from '../../server/src/platform/lifetime.ts';
import { principalsFor } from '../../server/src/rooms/documents/access/memberships.ts';
import { type DocumentsWorld, documentsOf, documentsWorld } from '../harness/documents.ts';
import { fillWithCertificates, hold } from './certificates/fill.ts';
import { collection } from './documents/world.ts';
import { benchPostgres } from './postgres.ts';
import { databaseMs } from './query/database-time.ts';
import { type Recorded, recording } from './query/recorded.ts';
import { median, type Row, rounded } from './rows.ts';

const DOCUMENTS = 100_000;
const ROUNDS = 9;
const ROUND_CALLS = 400;
const AT_ONCE = 8;
const issuers = Array.from(
  { length: 5 },
  (_, at): Did => `did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:club.example:u:issuer-${at}`,
);
const types = Array.from({ length: 20 }, (_, at) => `Member-${at}`);
const held = issuers.length * types.length;
const readers: readonly (readonly [string, Did])[] = [
  ['0 certificates', 'did:web:nobody.example'],
  [`${held} certificates`, 'did:web:somebody.example'],
];

/** What a reader's certificates cost: the room alone, in this process, without HTTP. CPU is this process's; database time is Postgres's own. */
export async function bench(say: (line: string) => void, wanted: (work: string) => boolean): Promise<Row[]> {
  await using postgres = await benchPostgres();
  const url = await postgres.database('bench_certificates');
  await using world = await documentsWorld({ url, [Symbol.asyncDispose]: async () => {} });
  say(`filling in ${DOCUMENTS} documents`);
  await fillWithCertificates(url, DOCUMENTS, issuers, types);
  await hold(url, readers[1]?.[1] as Did, issuers, types);
  const rows: Row[] = [];
  for (const [work, call] of Object.entries(works))
    for (const [who, did] of readers.filter(([who]) => wanted(`${work}, ${who}`))) {
      rows.push({ work: `${work}, ${who}`, ...(await measure(world, url, did, call)) });
      say(JSON.stringify(rows.at(-1)));
    }
  for (const [who, did] of readers) rows.push({ work: `who is it, ${who}`, ...(await resolving(world, url, did)) });
  return rows;
}

type Documents = ReturnType<typeof documentsOf>;
const publicKey = { collection, id: 'd5', owner: 'did:example:5' as Did };
const works: Record<string, (documents: Documents) => Promise<unknown>> = {
  'get, for everyone': (documents) => documents.get(publicKey),
  'list 20 of all': (documents) => documents.find({ collection, limit: 20 }),
  'list 20 shared': (documents) => documents.find({ collection, scope: 'shared', limit: 20 }),
};

async function measure(world: DocumentsWorld, url: string, did: Did, call: (typeof works)[string]) {
  const documents = documentsOf(world.app(did));
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const [used, begun] = [process.cpuUsage(), performance.now()];
    for (let at = 0; at < ROUND_CALLS; at += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, () => call(documents)));
    const { user, system } = process.cpuUsage(used);
    if (round < 0) continue;
    cpu.push((user + system) / ROUND_CALLS);
    wall.push(((performance.now() - begun) * 1_000) / ROUND_CALLS);
  }
  const reads = await taped(world, did, call);
  return {
    cpuMicros: rounded(median(cpu), 0),
    wallMicros: rounded(median(wall), 0),
    databaseMs: rounded(await databaseMs(url, reads), 3),
    boundBytes: Math.max(...reads.map(({ principals }) => principals.join('\x1f').length)),
  };
}

/** What asking who somebody is costs, which a process does once and then only when something changed. */
async function resolving(world: DocumentsWorld, url: string, did: Did) {
  const lifetime = createLifetime();
  const { database, ...services } = world.services;
  const tape = recording(database);
  tape.start();
  await principalsFor({ ...services, lifetime, database: tape.database }, did);
  const reads = tape.stop();
  await lifetime.close();
  return { databaseMs: rounded(await databaseMs(url, reads), 3), statements: reads.length };
}

async function taped(world: DocumentsWorld, did: Did, call: (typeof works)[string]): Promise<Recorded[]> {
  const tape = recording(world.services.database);
  const documents = documentsOf({ ...world.app(did), database: tape.database });
  await call(documents);
  tape.start();
  await call(documents);
  return tape.stop().filter(({ statement }) => !['documents.groups', 'certificates.held'].includes(statement.name));
}
