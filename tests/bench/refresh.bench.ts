import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts';
import { migrateDatabase } from '../../server/src/platform/migrate.ts';
import { type Loaded, load } from './load.ts';
import { type Subject, startSubject } from './pinned.ts';
import { type Device, refreshRequests } from './refresh/devices.ts';
import { median, type Row, rounded } from './rows.ts';

const ROUNDS = 5;
const ROUND_MS = 1_500;
const CONNECTIONS = 16;
const DEVICES = 100;

/** Silent refresh with DPoP at /oauth/token, beside bare node:http and pg doing the same statements and signatures. */
export async function bench(say: (line: string) => void): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), ephemeral: true });
  try {
    await migrateDatabase(postgres.url);
    say(`signing in ${DEVICES} devices`);
    await using vibe = await startSubject<{ port: number; devices: Device[] }>(join(import.meta.dirname, 'refresh/vibe.ts'), [
      postgres.url,
      String(DEVICES),
    ]);
    await using floor = await startSubject<{ port: number }>(join(import.meta.dirname, 'refresh/floor.ts'), [postgres.url]);
    return [await compare(vibe, floor, say)];
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Requests = ReturnType<typeof refreshRequests>;
interface Measured extends Loaded {
  readonly cpuMicros: number;
}

/** Alternating rounds, so that whatever else the machine does falls on both; medians of them. */
async function compare(
  vibe: Subject<{ port: number; devices: Device[] }>,
  floor: Subject<{ port: number }>,
  say: (line: string) => void,
): Promise<Row> {
  const { devices, port } = vibe.ready;
  const url = `http://localhost:${port}`;
  const [ours, bare] = [refreshRequests(devices, port, url), refreshRequests(devices, floor.ready.port, url)];
  const rounds: { ours: Measured[]; bare: Measured[] } = { ours: [], bare: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const one = await measure(vibe, port, ours);
    const other = await measure(floor, floor.ready.port, bare);
    if (round < 0) continue; // warm-up
    rounds.ours.push(one);
    rounds.bare.push(other);
  }
  const of = (measured: Measured[], what: keyof Measured) => median(measured.map((each) => each[what]));
  const row = {
    work: 'refresh with DPoP',
    cpuRatio: rounded(of(rounds.ours, 'cpuMicros') / of(rounds.bare, 'cpuMicros')),
    rateRatio: rounded(of(rounds.ours, 'perSecond') / of(rounds.bare, 'perSecond')),
    p50Ms: rounded(of(rounds.ours, 'p50Ms')),
    p99Ms: rounded(of(rounds.ours, 'p99Ms')),
    cpuMicros: rounded(of(rounds.ours, 'cpuMicros'), 0),
    floorCpuMicros: rounded(of(rounds.bare, 'cpuMicros'), 0),
    perSecond: rounded(of(rounds.ours, 'perSecond'), 0),
    floorPerSecond: rounded(of(rounds.bare, 'perSecond'), 0),
  };
  say(JSON.stringify(row));
  return row;
}

async function measure(subject: Subject<unknown>, port: number, requests: Requests): Promise<Measured> {
  requests.prepare(8_000);
  const before = await subject.usage();
  const loaded = await load(port, CONNECTIONS, ROUND_MS, () => requests.next());
  const after = await subject.usage();
  return { ...loaded, cpuMicros: (after.cpuMicros - before.cpuMicros) / loaded.requests };
}
