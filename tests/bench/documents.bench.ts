import { join } from 'node:path';
import { compare } from './compare.ts';
import { fill, ownId } from './documents/data.ts';
import { fanOut } from './documents/fan-out.ts';
import { idle } from './documents/idle.ts';
import { aPost, type BenchPerson, bodyOf, collection } from './documents/world.ts';
import { httpRequest } from './load.ts';
import { type Subject, startSubject } from './pinned.ts';
import { type BenchPostgres, benchPostgres } from './postgres.ts';
import type { Row } from './rows.ts';

const ROUNDS = 5;
const ROUND_MS = 1_500;
const SMALL = 10_000;
const LARGE = 1_000_000;

/**
 * The documents room behind the whole server, beside bare node:http and pg doing the same SQL.
 * @param wanted says which works to do, by the beginning of their names
 */
export async function bench(say: (line: string) => void, wanted: (work: string) => boolean): Promise<Row[]> {
  await using postgres = await benchPostgres();
  const rows: Row[] = [];
  for (const [documents, works] of [
    [SMALL, ['get', 'create', `list 20 of ${SMALL}`, 'fan-out', 'idle']],
    [LARGE, [`list 20 of ${LARGE}`]],
  ] as const) {
    const now = works.filter(wanted);
    if (now.length === 0) continue;
    await using over = await stage(postgres, documents, say);
    for (const work of now) {
      const row = await (work === 'fan-out' ? fanOut(over.vibe.ready) : work === 'idle' ? idle(over.url) : compareWork(work, over));
      say(JSON.stringify(row));
      rows.push(row);
    }
  }
  return rows;
}

interface Stage extends AsyncDisposable {
  readonly url: string;
  readonly vibe: Subject<{ port: number; people: BenchPerson[] }>;
  readonly floor: Subject<{ port: number }>;
}

/** A database with so many documents, and both servers over it. */
async function stage(postgres: BenchPostgres, documents: number, say: (line: string) => void): Promise<Stage> {
  const url = await postgres.database(`bench_${documents}`);
  const vibe: Stage['vibe'] = await startSubject(join(import.meta.dirname, 'documents/vibe.ts'), [url]);
  say(`filling in ${documents} documents`);
  const { people } = vibe.ready;
  await fill(
    url,
    documents,
    people.map((each) => each.did),
  );
  const floor: Stage['floor'] = await startSubject(join(import.meta.dirname, 'documents/floor.ts'), [url]);
  return {
    url,
    vibe,
    floor,
    async [Symbol.asyncDispose]() {
      await vibe[Symbol.asyncDispose]();
      await floor[Symbol.asyncDispose]();
    },
  };
}

function compareWork(work: string, { vibe, floor }: Stage): Promise<Row> {
  const kind = work.split(' ')[0] as keyof typeof requests;
  const { people } = vibe.ready;
  const ours = { subject: vibe, port: vibe.ready.port, next: requests[kind].vibe(vibe.ready.port, people) };
  const bare = { subject: floor, port: floor.ready.port, next: requests[kind].floor(floor.ready.port, people) };
  return compare(work, ours, bare, { count: ROUNDS, ms: ROUND_MS });
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
