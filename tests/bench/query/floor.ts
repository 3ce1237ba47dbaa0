import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { stand } from '../pinned.ts';
import type { Recorded } from './recorded.ts';

/*
 * The floor: bare node:http and pg, the very statements that the server sent for the same request, each in the same kind of transaction (BEGIN, the binding,
 * the statement, COMMIT), pipelined over as many connections. No routes to speak of, no schemas, no tokens, no rights but those of row level security.
 */
const [url = ''] = process.argv.slice(2);
const clients = await Promise.all(
  Array.from({ length: 4 }, async () => {
    const client = new pg.Client({
      connectionString: url,
      options: '-c role=vibe_reader -c plan_cache_mode=force_generic_plan',
      pipeline: true,
    } as pg.ClientConfig);
    await client.connect();
    return client;
  }),
);
let turn = 0;
const works = new Map<string, readonly Recorded[]>();

async function read({ principals, statement: { name, text, values } }: Recorded): Promise<unknown[]> {
  const client = clients[turn++ % clients.length] as pg.Client;
  const [, , { rows }] = await Promise.all([
    client.query({ name: 'begin', text: 'begin read only' }),
    client.query({ name: 'bind', text: "select set_config('vibe.principals', $1, true)", values: [principals.join('\x1f')] }),
    client.query({ name, text, values: values as unknown[] }),
    client.query({ name: 'commit', text: 'commit' }),
  ]);
  return rows;
}

async function answer({ url: path = '' }: IncomingMessage): Promise<unknown> {
  const { searchParams } = new URL(path, 'http://localhost');
  const answers: unknown[] = [];
  for (const each of works.get(searchParams.get('work') ?? '') ?? []) answers.push(await read(each));
  return answers;
}

const server = createServer((request, response) => {
  answer(request).then(
    (value) => {
      const text = JSON.stringify(value);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    },
    (error: Error) => response.writeHead(500).end(error.message),
  );
}).listen(0, '127.0.0.1', () =>
  stand<{ work: string; recorded: readonly Recorded[] }>({ port: (server.address() as AddressInfo).port }, async ({ work, recorded }) => {
    works.set(work, recorded);
    return {};
  }),
);
