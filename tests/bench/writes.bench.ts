import { join } from 'node:path';
import { aPost, type BenchPerson, bodyOf, collection } from './documents/world.ts';
import { httpRequest, once } from './load.ts';
import { type Subject, startSubject } from './pinned.ts';
import { benchPostgres } from './postgres.ts';
import { median, quantile, type Row, rounded } from './rows.ts';

const ROUNDS = 5;
const WRITES = 500;
/** Of those that are made one by one. */
const SINGLE = 100;

/** Writes over HTTP, one after another and in batches: milliseconds and microseconds of the server's CPU for each; of one owner. */
export async function bench(say: (line: string) => void, wanted: (work: string) => boolean): Promise<Row[]> {
  await using postgres = await benchPostgres();
  const rows: Row[] = [];
  const url = await postgres.database('bench_writes');
  await using vibe: Server = await startSubject(join(import.meta.dirname, 'documents/vibe.ts'), [url]);
  for (const [work, once] of Object.entries(works).filter(([name]) => wanted(name))) {
    const row = await measure(vibe, work, once);
    say(JSON.stringify(row));
    rows.push(row);
  }
  return rows;
}

type Server = Subject<{ port: number; people: BenchPerson[] }>;
type Call = <Answer>(procedure: string, input: object) => Promise<Answer>;
interface Made {
  readonly id: string;
  readonly rev: string;
}
type Work = (call: Call, round: number) => Promise<() => Promise<unknown>>;

const body = bodyOf(aPost);
const each = <Value>(of: (at: number) => Value): Value[] => Array.from({ length: WRITES }, (_, at) => of(at));
const creations = (name: string) => each((at) => ({ op: 'create', collection, id: `${name}-${at}`, body, acl: {} }));
const batch = async (call: Call, atomic: boolean, writes: readonly object[], more = {}): Promise<Made[]> => {
  const { results } = await call<{ results: { ok: boolean; document: Made }[] }>('batch', { atomic, writes, ...more });
  if (results.some(({ ok }) => !ok)) throw new Error(JSON.stringify(results.find(({ ok }) => !ok)));
  return results.map(({ document }) => document);
};
const updates = (made: readonly Made[]) => made.map(({ id, rev }) => ({ collection, id, rev, body: { ...body, likes: 4 } }));

/** What is to be there first, then what is measured. */
const works: Record<string, Work> = {
  'create one by one': async (call, round) => async () => {
    for (const { op: _, ...input } of creations(`single-${round}`).slice(0, SINGLE)) await call('create', input);
  },
  'update one by one': async (call, round) => {
    const made = await batch(call, true, creations(`edited-${round}`));
    return async () => {
      for (const input of updates(made).slice(0, SINGLE)) await call('update', input);
    };
  },
  'update with conflicts one by one': async (call, round) => {
    const made = await batch(call, true, creations(`torn-${round}`));
    await batch(
      call,
      true,
      updates(made).map((write) => ({ op: 'update', ...write })),
    );
    const torn = made.map(({ id, rev }) => ({ op: 'update', collection, id, rev, body: { ...body, likes: 5 }, conflict: 'keep' }));
    const kept = await batch(call, true, torn);
    return async () => {
      for (const input of updates(kept).slice(0, SINGLE)) await call('update', input);
    };
  },
  'batch, atomic, creates': async (call, round) => () => batch(call, true, creations(`atomic-${round}`)),
  'batch, each, creates': async (call, round) => () => batch(call, false, creations(`each-${round}`)),
  'batch, atomic, creates, with key': async (call, round) => () =>
    batch(call, true, creations(`keyed-${round}`), { idempotencyKey: `keyed-${round}` }),
  'batch, atomic, updates': async (call, round) => {
    const made = await batch(call, true, creations(`changed-${round}`));
    return () =>
      batch(
        call,
        true,
        updates(made).map((write) => ({ op: 'update', ...write })),
      );
  },
};

async function measure({ ready: { port, people }, usage }: Server, work: string, prepare: Work): Promise<Row> {
  const writes = work.endsWith('one by one') ? SINGLE : WRITES;
  const times: number[] = [];
  const cpu: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const person = people[(round + 1) % people.length] as BenchPerson;
    const call: Call = async (procedure, input) => {
      const request = httpRequest(
        port,
        'POST',
        `/trpc/documents.${procedure}`,
        { authorization: `Bearer ${person.token}` },
        JSON.stringify({ json: input }),
      );
      return JSON.parse(await once(port, request)).result.data.json;
    };
    const run = await prepare(call, round + 1);
    const before = await usage();
    const began = performance.now();
    await run();
    const ms = performance.now() - began;
    if (round < 0) continue; // warm-up
    times.push(ms);
    cpu.push(((await usage()).cpuMicros - before.cpuMicros) / writes);
  }
  return {
    work,
    writes,
    ms: rounded(median(times), 0),
    msEach: rounded(median(times) / writes),
    worstMs: rounded(quantile(times, 1), 0),
    cpuMicros: rounded(median(cpu), 0),
  };
}
