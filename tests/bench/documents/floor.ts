import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Database } from '../../../server/src/platform/database.ts';
import type { Statement } from '../../../server/src/platform/statement.ts';
import { findDocument } from '../../../server/src/rooms/documents/documents.store.ts';
import { listStored } from '../../../server/src/rooms/documents/list.store.ts';
import { creation } from '../../../server/src/rooms/documents/write/write.store.ts';
import { stand } from '../pinned.ts';
import { collection } from './world.ts';

/*
 * The floor: bare node:http and pg, the same statements in the same kind of transaction (BEGIN, the binding, the statement, COMMIT), pipelined over as
 * many connections. No routes to speak of, no schemas, no tokens, no rights but those of row level security.
 */
const [url = ''] = process.argv.slice(2);
const connect = (role: string) =>
  Promise.all(
    Array.from({ length: 4 }, async () => {
      const client = new pg.Client({ connectionString: url, options: `-c role=${role}`, pipeline: true } as pg.ClientConfig);
      await client.connect();
      return client;
    }),
  );
const readers = await connect('vibe_reader');
const writers = await connect('vibe_writer');
let turn = 0;

async function transaction(
  clients: pg.Client[],
  begin: string,
  settings: readonly string[],
  values: readonly string[],
  statement: Statement,
) {
  const client = clients[turn++ % clients.length] as pg.Client;
  const bind = `select ${settings.map((setting, at) => `set_config('${setting}', $${at + 1}, true)`).join(', ')}`;
  const [, , { rows }] = await Promise.all([
    client.query({ name: begin, text: begin }),
    client.query({ name: 'bind', text: bind, values: values as string[] }),
    client.query({ name: statement.name, text: statement.text, values: statement.values as unknown[] }),
    client.query({ name: 'commit', text: 'commit' }),
  ]);
  return rows;
}
const read = (reader: string, statement: Statement) =>
  transaction(readers, 'begin read only', ['vibe.principals'], [`*\x1f${reader}`], statement);
const write = (owner: string, statement: Statement) =>
  transaction(writers, 'begin', ['vibe.owner', 'vibe.principals'], [owner, `*\x1f${owner}`], statement);

/** The statements as the rooms write them, with names in place of what each request brings. */
async function taken(use: (database: Database) => Promise<unknown>): Promise<Statement> {
  let statement: Statement | undefined;
  const take = (_: unknown, each: Statement) => {
    statement = each;
    return Promise.resolve([]);
  };
  await use({ read: take, write: take } as unknown as Database).catch(() => {});
  if (!statement) throw new Error('no statement came');
  return statement;
}
function filled({ name, text, values }: Statement, given: Record<string, unknown>): Statement {
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    return typeof value === 'string' && value in given ? given[value] : value;
  };
  return { name, text, values: values.map(fill) };
}
const key = { owner: '$owner' as never, collection, id: '$id' };
const get = await taken((database) => findDocument(database, [], key));
const list = await taken((database) =>
  listStored(database, {
    collection,
    scope: 'all',
    reader: '$owner' as never,
    principals: ['*', '$owner'],
    limit: 21,
    after: undefined,
  }),
);
const sharing = {
  acl: { read: { allow: ['*' as const], deny: [] } },
  readers: ['*'],
  denied: [],
  writers: [],
  writeDenied: [],
  groups: [],
};
const { statement: create } = creation({ principals: [], did: '$owner', history: false }, key, {
  ...sharing,
  ord: 0n,
  revision: { generation: 1, hash: '0'.repeat(32) },
  body: '$body',
  app: 'feeds',
  at: new Date(),
});

async function answer(request: IncomingMessage): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const owner = searchParams.get('owner') ?? '';
  if (pathname === '/get') return (await read(owner, filled(get, { $owner: owner, $id: searchParams.get('id') })))[0];
  if (pathname === '/list') return read(owner, filled(list, { $owner: owner }));
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const { id, body } = JSON.parse(text);
  return (await write(owner, filled(create, { $owner: owner, $id: id, $body: JSON.stringify(body), 0: String(Date.now() * 2 ** 20) })))[0];
}

const server = createServer((request, response) => {
  answer(request).then(
    (value) => {
      const text = JSON.stringify(value);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    },
    (error: Error) => response.writeHead(500).end(error.message),
  );
}).listen(0, '127.0.0.1', () => stand({ port: (server.address() as AddressInfo).port }));
