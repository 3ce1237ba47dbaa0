import { type Loaded, load } from './load.ts';
import type { Subject } from './pinned.ts';
import { median, type Row, rounded } from './rows.ts';

const CONNECTIONS = 16;

/** A measured server, and the requests that it gets. */
export interface Side {
  readonly subject: Subject<unknown>;
  readonly port: number;
  readonly next: () => string;
}
export interface Rounds {
  readonly count: number;
  readonly ms: number;
}

interface Measured extends Loaded {
  readonly cpuMicros: number;
}

/** Alternating rounds, so that whatever else the machine does falls on both; medians of them. */
export async function compare(work: string, ours: Side, floor: Side, { count, ms }: Rounds): Promise<Row> {
  const rounds: { ours: Measured[]; bare: Measured[] } = { ours: [], bare: [] };
  for (let round = -1; round < count; round++) {
    const one = await measure(ours, ms);
    const other = await measure(floor, ms);
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

async function measure({ subject, port, next }: Side, ms: number): Promise<Measured> {
  const before = await subject.usage();
  const loaded = await load(port, CONNECTIONS, ms, next);
  const after = await subject.usage();
  return { ...loaded, cpuMicros: (after.cpuMicros - before.cpuMicros) / loaded.requests };
}
