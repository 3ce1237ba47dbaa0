import { type Loaded, load } from './load.ts';
import type { Subject } from './pinned.ts';
import { median, type Row, rounded } from './rows.ts';

const CONNECTIONS = 16;

/** A measured server, and the requests that it gets. */
export interface Side {
  readonly subject: Subject<unknown>;
  readonly port: number;
  /** @param lane the connection that it is sent on, counted from 0 */
  readonly next: (lane: number) => string;
  readonly answered?: (lane: number, body: string) => void;
  /** Before each round: what would cost the load's core while it measures. */
  readonly prepare?: () => void | Promise<void>;
}
export interface Rounds {
  readonly count: number;
  readonly ms: number;
}

interface Measured extends Loaded {
  /** Of the server's process, for each request; that of a database beside it is not in it. */
  readonly cpuMicros: number;
}

/** What a side's rounds came to. */
export type Medians = { readonly [what in keyof Measured]: number };

/** Rounds in turn, so that whatever else the machine does falls on all sides; their medians, side by side. */
export async function inTurn(sides: readonly Side[], { count, ms }: Rounds): Promise<Medians[]> {
  const measured: Measured[][] = sides.map(() => []);
  for (let round = -1; round < count; round++) {
    for (const [at, side] of sides.entries()) {
      const one = await measure(side, ms);
      if (round >= 0) measured[at]?.push(one); // the first is a warm-up
    }
  }
  return measured.map((rounds) => {
    const of = (what: keyof Measured) => median(rounds.map((each) => each[what]));
    return {
      ...{ requests: of('requests'), perSecond: of('perSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms') },
      cpuMicros: of('cpuMicros'),
    };
  });
}

export async function compare(work: string, ours: Side, floor: Side, rounds: Rounds): Promise<Row> {
  const [one, other] = (await inTurn([ours, floor], rounds)) as [Medians, Medians];
  return rowOf(work, one, other);
}

export const rowOf = (work: string, ours: Medians, floor: Medians): Row => ({
  work,
  cpuRatio: rounded(ours.cpuMicros / floor.cpuMicros),
  rateRatio: rounded(ours.perSecond / floor.perSecond),
  p50Ms: rounded(ours.p50Ms),
  p99Ms: rounded(ours.p99Ms),
  cpuMicros: rounded(ours.cpuMicros, 0),
  floorCpuMicros: rounded(floor.cpuMicros, 0),
  perSecond: rounded(ours.perSecond, 0),
  floorPerSecond: rounded(floor.perSecond, 0),
});

async function measure({ subject, port, next, answered, prepare }: Side, ms: number): Promise<Measured> {
  await prepare?.();
  const before = await subject.usage();
  const loaded = await load(port, CONNECTIONS, ms, next, answered);
  const after = await subject.usage();
  return { ...loaded, cpuMicros: (after.cpuMicros - before.cpuMicros) / loaded.requests };
}
