import type { PulledPage } from '@vibe/shared';
import { httpRequest, once } from '../load.ts';
import type { Subject } from '../pinned.ts';
import { median, rounded } from '../rows.ts';
import { databaseMs } from './database-time.ts';
import type { Measurement } from './measure.ts';
import type { Recorded } from './recorded.ts';
import type { Stage } from './stage.ts';
import { notes, PULLED } from './world.ts';

const ROUNDS = 7;

/** All notes of one person, page by page, beside the floor sending the rows of the same statements. */
export async function pull({ vibe, floor, url, documents }: Stage): Promise<Measurement> {
  const { port, readers } = vibe.ready;
  const bearer = { authorization: `Bearer ${readers.puller.token}` };
  const page = (since?: string) =>
    httpRequest(
      port,
      'GET',
      `/trpc/documents.pull?input=${encodeURIComponent(JSON.stringify({ json: { collection: notes, since } }))}`,
      bearer,
    );
  const requests = [page()];
  await once(port, page());
  await vibe.ask({ tape: 'start' });
  let pulled = 0;
  for (let more = true; more; ) {
    const answer = JSON.parse(await once(port, requests.at(-1) as string)) as { result: { data: { json: PulledPage } } };
    const { rows, checkpoint, more: goesOn } = answer.result.data.json;
    pulled += rows.length;
    more = goesOn;
    if (more) requests.push(page(checkpoint));
  }
  // Who the reader is may have been asked anew meanwhile.
  const recorded = ((await vibe.ask({ tape: 'stop' })) as Recorded[]).filter(({ statement }) => statement.name === 'documents.pull');
  if (pulled !== PULLED || recorded.length !== requests.length)
    throw new Error(`${pulled} notes came in ${requests.length} pages and ${recorded.length} statements`);
  const bare: string[] = [];
  for (const [at, each] of recorded.entries()) {
    await floor.ask({ work: `pull ${at}`, recorded: [each] });
    bare.push(httpRequest(floor.ready.port, 'GET', `/?work=pull%20${at}`));
  }
  const rounds: { ours: Cost; bare: Cost }[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const both = { ours: await costOf(vibe, port, requests), bare: await costOf(floor, floor.ready.port, bare) };
    if (round >= 0) rounds.push(both);
  }
  const of = (side: 'ours' | 'bare', what: keyof Cost) => median(rounds.map((each) => each[side][what]));
  return {
    documents,
    databaseMs: await databaseMs(url, recorded),
    row: {
      work: `pull ${PULLED}`,
      cpuRatio: rounded(of('ours', 'cpuMicros') / of('bare', 'cpuMicros')),
      timeRatio: rounded(of('ours', 'ms') / of('bare', 'ms')),
      ms: rounded(of('ours', 'ms'), 0),
      floorMs: rounded(of('bare', 'ms'), 0),
    },
  };
}

interface Cost {
  readonly ms: number;
  readonly cpuMicros: number;
}

async function costOf(subject: Subject<unknown>, port: number, requests: readonly string[]): Promise<Cost> {
  const before = await subject.usage();
  const began = performance.now();
  for (const request of requests) await once(port, request);
  const ms = performance.now() - began;
  return { ms, cpuMicros: (await subject.usage()).cpuMicros - before.cpuMicros };
}
