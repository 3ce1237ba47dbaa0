import { get } from 'node:http';
import pg from 'pg';
import { aPost } from '../documents/world.ts';
import { posts } from './world.ts';

/** Streams of server-sent events, and how many documents came over all of them. */
export class Listeners {
  arrived = 0;
  readonly #requests: ReturnType<typeof get>[] = [];

  /** Opens a stream; resolves once it says that it stands. */
  async open(port: number, path: string, headers: Record<string, string> = {}): Promise<void> {
    const request = get({ port, host: '127.0.0.1', path, headers: { accept: 'text/event-stream', ...headers }, agent: false });
    this.#requests.push(request);
    await new Promise<void>((resolve, reject) => {
      request.on('error', () => reject(new Error('a stream could not be opened')));
      request.on('response', (response) => {
        if (response.statusCode !== 200) reject(new Error(`a stream was answered with ${response.statusCode}`));
        let rest = '';
        response.on('error', () => {});
        response.setEncoding('utf8').on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            if (line.includes('"type":"ready"')) resolve();
            if (line.includes('"type":"refused"')) reject(new Error(line));
            this.arrived += line.split('"op":"insert"').length - 1;
          }
        });
      });
    });
  }

  close(): void {
    for (const request of this.#requests) request.destroy();
  }
}

/** Commits new documents, as another process of the server would have left them, and tells of them. */
export class Elsewhere {
  readonly #client: pg.Client;
  #made = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
  }
  static async open(url: string): Promise<Elsewhere> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new Elsewhere(client);
  }

  /** One document for each status. */
  async write(statuses: readonly string[]): Promise<void> {
    const from = this.#made;
    this.#made += statuses.length;
    await this.#client.query(
      `with made as (
         select 'did:example:elsewhere' as owner, '${posts}' as collection, 'live' || $2 + n as id, (1900000000000 + $2 + n) << 20 as ord, $2 + n as seq,
                md5(n::text) as hash, jsonb_build_object('text', $3::text, 'status', status, 'likes', 1) as body
           from unnest($1::text[]) with ordinality as each (status, n)),
       written as (
         insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, body, created_by_app, created_at, updated_at)
         select owner, collection, id, ord, seq, 1, hash, '{"read":{"allow":["*"],"deny":[]}}', '{*}', body, 'feeds', now(), now() from made)
       insert into changes (owner_did, collection, id, seq, rev, op, ord, readers)
       select owner, collection, id, seq, '1-' || hash, 'c', ord, '{*}' from made`,
      [statuses, from, aPost],
    );
    await this.#client.query("select pg_notify('vibe_changes', '')");
  }
  close(): Promise<void> {
    return this.#client.end();
  }
}
