import { get } from 'node:http';
import { httpRequest, once } from '../load.ts';
import { quantile, type Row, rounded } from '../rows.ts';
import { type BenchPerson, bodyOf, collection } from './world.ts';

const SUBSCRIBERS = 200;
const PER_SECOND = 50;
const SECONDS = 10;

/** Live streams of four people; a fifth writes. A time runs from the moment the write is sent until the event has arrived. */
export async function fanOut({ port, people }: { readonly port: number; readonly people: readonly BenchPerson[] }): Promise<Row> {
  const writer = people[0] as BenchPerson;
  const sent = new Map<string, number>();
  const times: number[] = [];
  const heard: Set<string>[] = [];
  const streams = await Promise.all(
    Array.from({ length: SUBSCRIBERS }, async (_, at) => {
      const mine = new Set<string>();
      heard.push(mine);
      return subscribe(port, people[1 + (at % (people.length - 1))] as BenchPerson, (id) => {
        times.push(performance.now() - (sent.get(id) ?? Number.NaN));
        mine.add(id);
      });
    }),
  );
  const writes: Promise<string>[] = [];
  for (let at = 0; at < PER_SECOND * SECONDS; at++) {
    const id = `live-${at}`;
    const input = { collection, id, body: bodyOf('now'), acl: { read: { allow: ['*'] } } };
    sent.set(id, performance.now());
    writes.push(
      once(
        port,
        httpRequest(port, 'POST', '/trpc/documents.create', { authorization: `Bearer ${writer.token}` }, JSON.stringify({ json: input })),
      ),
    );
    await sleep(1_000 / PER_SECOND);
  }
  await Promise.all(writes);
  await sleep(1_000);
  for (const stream of streams) stream.destroy();
  const lost = heard.reduce((sum, each) => sum + writes.length - each.size, 0);
  return {
    work: `fan-out to ${SUBSCRIBERS}`,
    p50Ms: rounded(quantile(times, 0.5)),
    p99Ms: rounded(quantile(times, 0.99)),
    events: times.length,
    lost,
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function subscribe(port: number, person: BenchPerson, onDocument: (id: string) => void) {
  const input = encodeURIComponent(JSON.stringify({ json: { collection, scope: 'public' } }));
  const request = get({
    ...{ port, host: '127.0.0.1', path: `/trpc/documents.live?input=${input}` },
    headers: { authorization: `Bearer ${person.token}`, accept: 'text/event-stream' },
  });
  await new Promise<void>((resolve, reject) => {
    request.on('error', () => reject(new Error('a stream could not be opened')));
    request.on('response', (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (line.includes('"ready"')) resolve();
          const id = /"id":"(live-\d+)"/.exec(line)?.[1];
          if (id) onDocument(id);
        }
      });
      response.on('error', () => {});
      if (response.statusCode !== 200) reject(new Error(`a stream was answered with ${response.statusCode}`));
    });
  });
  return request;
}
