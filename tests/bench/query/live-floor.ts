import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Database } from '../../../server/src/platform/database.ts';
import type { Statement } from '../../../server/src/platform/statement.ts';
import { readChanges, readHead } from '../../../server/src/rooms/changes/changes.store.ts';
import { findDocumentsForFeed } from '../../../server/src/rooms/documents/documents.store.ts';
import { stand } from '../pinned.ts';

/*
 * The floor under live queries: the server's statements that read changes and the documents they are of, a Map from status to who asked for it, and a
 * frame written to each. No rights, no windows, no order, nothing to resume.
 */
const [url = ''] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url, options: '-c role=vibe_feed' });
await client.connect();
const database = {
  feed: async ({ name, text, values }: Statement) => (await client.query({ name, text, values: values as unknown[] })).rows,
} as Database;
const asked = new Map<unknown, ServerResponse[]>();
let { position } = await readHead(database);
let reading = false;

async function read(): Promise<void> {
  if (reading) return;
  reading = true;
  for (;;) {
    const { changes } = await readChanges(database, position, 500);
    if (changes.length === 0) break;
    position = changes.at(-1) ?? position;
    for (const [stored] of await findDocumentsForFeed(database, changes)) {
      const frame = `data: ${JSON.stringify({ json: { type: 'patch', ops: [{ op: 'insert', at: 0, document: { id: stored.id, body: stored.body } }] } })}\n\n`;
      for (const response of asked.get(stored.body.status) ?? []) response.write(frame);
    }
  }
  reading = false;
}
setInterval(() => void read(), 500);
const listener = new pg.Client({ connectionString: url });
await listener.connect();
await listener.query('listen vibe_changes');
listener.on('notification', () => void read());

const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const status of new URL(request.url ?? '', 'http://localhost').searchParams.getAll('status'))
    asked.set(status, [...(asked.get(status) ?? []), response]);
  response.write('data: {"type":"ready"}\n\n');
}).listen(0, '127.0.0.1', () => stand({ port: (server.address() as AddressInfo).port }));
