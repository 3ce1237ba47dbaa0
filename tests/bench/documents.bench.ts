import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts';
import { migrateDatabase } from '../../server/src/platform/migrate.ts';
import { fill, ownId } from './documents/data.ts';
import { fanOut } from './documents/fan-out.ts';
import { idle } from './documents/idle.ts';
import { aPost, type BenchPerson, bodyOf, collection } from './documents/world.ts';
import { httpRequest, type Loaded, load } from './load.ts';
import { type Subject, startSubject } from './pinned.ts';
import { median, type Row, rounded } from './rows.ts';

const ROUNDS = 5;
const ROUND_MS = 1_500;
const CONNECTIONS = 16;
const SMALL = 10_000;
const LARGE = 1_000_000;

/**
 * The documents room behind the whole server, beside bare node:http and pg doing the same SQL.
 * @param wanted says which works to do, by the beginning of their names
 */
export async function bench(say: (line: string) => void, wanted: (work: string) => boolean): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), ephemeral: true });
  const rows: Row[] = [];
  try {
    for (const [documents, works] of [
      [SMALL, ['get', 'create', `list 20 of ${SMALL}`, 'fan-out', 'idle']],
      [LARGE, [`list 20 of ${LARGE}`]],
    ] as const) {
      const now = works.filter(wanted);
      if (now.length === 0) continue;
      await using over = await stage(postgres.url, documents, say);
      for (const work of now) {
        const row = await (work === 'fan-out' ? fanOut(over.vibe.ready) : work === 'idle' ? idle(over.url) : compare(work, over));
        say(JSON.stringify(row));
        rows.push(row);
      }
    }
    return rows;
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Stage extends AsyncDisposable {
  readonly url: string;
  readonly vibe: Subject<{ port: number; people: BenchPerson[] }>;
  readonly floor: Subject<{ port: number }>;
}

/** A database with so many documents, and both servers over it. */
async function stage(postgres: string, documents: number, say: (line: string) => void): Promise<Stage> {
  const url = new URL(postgres);
  url.pathname = `/bench_${documents}`;
  const admin = new pg.Client({ connectionString: postgres });
  await admin.connect();
  await admin.query(`create database bench_${documents}`);
  await admin.end();
  await migrateDatabase(url.href);
  const vibe: Stage['vibe'] = await startSubject(join(import.meta.dirname, 'documents/vibe.ts'), [url.href]);
  say(`filling in ${documents} documents`);
  const { people } = vibe.ready;
  await fill(
    url.href,
    documents,
    people.map((each) => each.did),
  );
  const floor: Stage['floor'] = await startSubject(join(import.meta.dirname, 'documents/floor.ts'), [url.href]);
  return {
    url: url.href,
    vibe,
    floor,
    async [Symbol.asyncDispose]() {
      await vibe[Symbol.asyncDispose]();
      await floor[Symbol.asyncDispose]();
    },
  };
}

interface Measured extends Loaded {
  readonly cpuMicros: number;
}

/** Alternating rounds, so that whatever else the machine does falls on both; medians of them. */
async function compare(work: string, { vibe, floor }: Stage): Promise<Row> {
  const kind = work.split(' ')[0] as keyof typeof requests;
  const ours = requests[kind].vibe(vibe.ready.port, vibe.ready.people);
  const bare = requests[kind].floor(floor.ready.port, vibe.ready.people);
  const rounds: { ours: Measured[]; bare: Measured[] } = { ours: [], bare: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const one = await measure(vibe, vibe.ready.port, ours);
    const other = await measure(floor, floor.ready.port, bare);
    if (round < 0) continue; // warm-up
    rounds.ours.push(one);
    rounds.bare.push(other);
  }
  const of = (measured: Measured[], what: keyof Measured) => median(measured.map((each) => each[what]));
  return {
    work,
    cpuRatio: rounded(of(rounds.ours, 'cpuMicros') / of(rounds.bare, 'cpuMicros')),
    rateRatio: rounded(of(rounds.ours, 'perSecond') / of(rounds.bare, 'perSecond')),
    p50Ms: rounded(of(rounds.ours, 'p50Ms')),
    p99Ms: rounded(of(rounds.ours, 'p99Ms')),
    cpuMicros: rounded(of(rounds.ours, 'cpuMicros'), 0),
    floorCpuMicros: rounded(of(rounds.bare, 'cpuMicros'), 0),
    perSecond: rounded(of(rounds.ours, 'perSecond'), 0),
    floorPerSecond: rounded(of(rounds.bare, 'perSecond'), 0),
  };
}

async function measure(subject: Subject<unknown>, port: number, next: () => string): Promise<Measured> {
  const before = await subject.usage();
  const loaded = await load(port, CONNECTIONS, ROUND_MS, next);
  const after = await subject.usage();
  return { ...loaded, cpuMicros: (after.cpuMicros - before.cpuMicros) / loaded.requests };
}

type Requests = (port: number, people: readonly BenchPerson[]) => () => string;
const first = (people: readonly BenchPerson[]) => people[0] as BenchPerson;
const bearer = (people: readonly BenchPerson[]) => ({ authorization: `Bearer ${first(people).token}` });
const query = (name: string, input: object) => `/trpc/documents.${name}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
let made = 0;
let asked = 0;
const newPost = () => ({ id: `made-${process.pid}-${made++}`, body: bodyOf(aPost) });

const requests: Record<'get' | 'create' | 'list', { vibe: Requests; floor: Requests }> = {
  get: {
    vibe: (port, people) => () =>
      httpRequest(port, 'GET', query('get', { collection, id: ownId(0, people.length, asked++) }), bearer(people)),
    floor: (port, people) => () =>
      httpRequest(port, 'GET', `/get?owner=${encodeURIComponent(first(people).did)}&id=${ownId(0, people.length, asked++)}`),
  },
  create: {
    vibe: (port, people) => () =>
      httpRequest(
        port,
        'POST',
        '/trpc/documents.create',
        bearer(people),
        JSON.stringify({ json: { collection, ...newPost(), acl: { read: { allow: ['*'] } } } }),
      ),
    floor: (port, people) => () =>
      httpRequest(port, 'POST', `/create?owner=${encodeURIComponent(first(people).did)}`, {}, JSON.stringify(newPost())),
  },
  list: {
    vibe: (port, people) => () => httpRequest(port, 'GET', query('list', { collection, scope: 'all', limit: 20 }), bearer(people)),
    floor: (port, people) => () => httpRequest(port, 'GET', `/list?owner=${encodeURIComponent(first(people).did)}`),
  },
};
