import { compare } from '../compare.ts';
import { httpRequest, once } from '../load.ts';
import { type Row, rounded } from '../rows.ts';
import { databaseMs } from './database-time.ts';
import type { Recorded } from './recorded.ts';
import type { Stage } from './stage.ts';
import { requestOf, type Work } from './works.ts';

/** One work at one size. */
export interface Measurement {
  readonly documents: number;
  readonly databaseMs: number;
  readonly row: Row;
}

/** Ours beside the floor, which runs the statements that ours ran; and those statements in the database alone. */
export async function measureWork(work: Work, over: Stage, rounds: { count: number; ms: number }): Promise<Measurement> {
  const { vibe, floor, url, documents } = over;
  const request = requestOf(work, vibe.ready);
  // Past the memory of what visitors read; who the reader is, is remembered.
  const unkept = requestOf(work, vibe.ready, { 'content-type': 'application/json' });
  await once(vibe.ready.port, unkept);
  await vibe.ask({ tape: 'start' });
  const answer = JSON.parse(await once(vibe.ready.port, unkept)) as { result: { data: { json: { documents: unknown[] } } } };
  const recorded = (await vibe.ask({ tape: 'stop' })) as Recorded[];
  const found = answer.result.data.json.documents.length;
  if (found < work.documents || (work.documents === 0 && found > 0)) throw new Error(`${work.name} found ${found} documents`);
  if (recorded.length === 0) throw new Error(`${work.name} read nothing`);
  await floor.ask({ work: work.name, recorded });
  const bare = httpRequest(floor.ready.port, 'GET', `/?work=${encodeURIComponent(work.name)}`);
  const row = await compare(
    work.name,
    { subject: vibe, port: vibe.ready.port, next: () => request },
    { subject: floor, port: floor.ready.port, next: () => bare },
    rounds,
  );
  return { documents, row, databaseMs: await databaseMs(url, recorded) };
}

/** What the last, largest database says, and how it compares with the smallest. */
export function summary(measurements: readonly Measurement[]): Row {
  const [first, last] = [measurements[0], measurements.at(-1)];
  if (!first || !last) throw new Error('nothing was measured');
  const { work, cpuRatio, ...more } = last.row;
  return {
    work,
    ...(cpuRatio !== undefined && { cpuRatio }),
    growth: rounded(last.databaseMs / first.databaseMs),
    ...Object.fromEntries(measurements.map((each) => [`databaseMs${sizeOf(each.documents)}`, rounded(each.databaseMs, 3)])),
    ...Object.fromEntries(measurements.slice(0, -1).map((each) => [`cpuRatio${sizeOf(each.documents)}`, each.row.cpuRatio])),
    ...more,
  };
}

const sizeOf = (documents: number): string => (documents < 1_000_000 ? `${documents / 1_000}k` : `${documents / 1_000_000}M`);
