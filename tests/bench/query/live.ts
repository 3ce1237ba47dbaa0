import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Subject, startSubject } from '../pinned.ts';
import { type Row, rounded } from '../rows.ts';
import { Elsewhere, Listeners } from './live-load.ts';
import type { Stage } from './stage.ts';
import { posts, readers } from './world.ts';

const FEW = 100;
const MANY = 10_000;
const PER_STREAM = 20;
/** Changes of one measurement, each for one of the queries: so many bursts of so many. */
const BURSTS = 40;
const BURST = 50;
const PAUSE_MS = 50;
const OPEN_AT_ONCE = 20;

const room = (at: number) => `room ${at}`;
/** The rooms of each stream, from one room on to before another. */
const streams = (from: number, to: number): string[][] =>
  Array.from({ length: (to - from) / PER_STREAM }, (_, stream) =>
    Array.from({ length: PER_STREAM }, (_, at) => room(from + stream * PER_STREAM + at)),
  );

/**
 * Ten thousand live queries, each for another status; changes come from another process and match one query each. `cpuRatio` is the server's work for a
 * change over the floor's; `growth` is that with 10,000 queries over that with 100, for what is asked of the database does not depend on what it holds.
 */
export async function live({ url, vibe }: Stage): Promise<Row> {
  const { port } = vibe.ready;
  const tokens = readers.map((name) => vibe.ready.readers[name].token);
  let opened = 0;
  const subscribe = (to: Listeners, rooms: string[]) => {
    const queries = rooms.map((status) => ({ key: status, query: { collection: posts, where: { status }, limit: 5 } }));
    const input = encodeURIComponent(JSON.stringify({ json: { queries } }));
    return to.open(port, `/trpc/documents.subscribe?input=${input}`, { authorization: `Bearer ${tokens[opened++ % tokens.length]}` });
  };
  const elsewhere = await Elsewhere.open(url);
  try {
    const ours = await measure(vibe, elsewhere, subscribe);
    await using floor = await startSubject<{ port: number }>(join(import.meta.dirname, 'live-floor.ts'), [url]);
    const bare = await measure(floor, elsewhere, (to, rooms) =>
      to.open(floor.ready.port, `/?${rooms.map((each) => `status=${encodeURIComponent(each)}`).join('&')}`),
    );
    return {
      work: 'live',
      cpuRatio: rounded(ours.many / bare.many),
      growth: rounded(ours.many / ours.few),
      cpuMicros: rounded(ours.many, 0),
      cpuMicrosOfFew: rounded(ours.few, 0),
      floorCpuMicros: rounded(bare.many, 0),
      lost: ours.lost + bare.lost,
    };
  } finally {
    await elsewhere.close();
  }
}

interface Measured {
  readonly few: number;
  readonly many: number;
  readonly lost: number;
}

async function measure(
  subject: Subject<unknown>,
  elsewhere: Elsewhere,
  subscribe: (to: Listeners, rooms: string[]) => Promise<void>,
): Promise<Measured> {
  const listeners = new Listeners();
  try {
    const [few, more] = [streams(0, FEW), streams(FEW, MANY)];
    for (const rooms of few) await subscribe(listeners, rooms);
    await changes(subject, elsewhere, listeners, FEW); // warm-up
    const ofFew = await changes(subject, elsewhere, listeners, FEW);
    for (let at = 0; at < more.length; at += OPEN_AT_ONCE)
      await Promise.all(more.slice(at, at + OPEN_AT_ONCE).map((rooms) => subscribe(listeners, rooms)));
    await changes(subject, elsewhere, listeners, MANY);
    const ofMany = await changes(subject, elsewhere, listeners, MANY);
    return { few: ofFew.cpuMicros, many: ofMany.cpuMicros, lost: ofFew.lost + ofMany.lost };
  } finally {
    listeners.close();
  }
}

/** Microseconds of CPU for each change, beyond what the same time costs without any: streams are looked after all the while. */
async function changes(subject: Subject<unknown>, elsewhere: Elsewhere, listeners: Listeners, rooms: number) {
  const before = listeners.arrived;
  const busy = await costOf(subject, async () => {
    for (let burst = 0; burst < BURSTS; burst++) {
      await elsewhere.write(Array.from({ length: BURST }, (_, at) => room(((burst * BURST + at) * 7_919) % rooms)));
      await sleep(PAUSE_MS);
    }
    for (let waited = 0; listeners.arrived - before < BURSTS * BURST && waited < 10_000; waited += 50) await sleep(50);
  });
  const idle = await costOf(subject, () => sleep(busy.ms));
  return {
    cpuMicros: (busy.cpuMicros - (idle.cpuMicros * busy.ms) / idle.ms) / (BURSTS * BURST),
    lost: BURSTS * BURST - (listeners.arrived - before),
  };
}

async function costOf(subject: Subject<unknown>, work: () => Promise<unknown>): Promise<{ cpuMicros: number; ms: number }> {
  const [began, before] = [performance.now(), await subject.usage()];
  await work();
  return { cpuMicros: (await subject.usage()).cpuMicros - before.cpuMicros, ms: performance.now() - began };
}
