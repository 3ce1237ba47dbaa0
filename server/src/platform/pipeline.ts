import pg from 'pg';
import type { Statement } from './database.ts';
import type { Log } from './log.ts';

interface PipelineOptions extends pg.ClientConfig {
  readonly size: number;
  readonly log: Log;
}

/**
 * A few connections shared by all requests. The four messages of a transaction (BEGIN, the binding, the statement, COMMIT) are queued in one
 * go, so they stand next to each other on the wire: one round trip, and no other request's statement in between. When the statement fails, Postgres
 * makes the COMMIT a ROLLBACK.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #clients: (Promise<pg.Client> | undefined)[];
  #next = 0;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#clients = Array.from({ length: options.size });
  }

  async transaction<Row>(begin: 'begin' | 'begin read only', setting: string, value: string, statement: Statement): Promise<Row[]> {
    const client = await this.#client();
    const opened = client.query({ name: begin, text: begin, values: [] });
    const bound = client.query({ name: `bind ${setting}`, text: `select set_config('${setting}', $1, true)`, values: [value] });
    const answered = client.query({ name: statement.name, text: statement.text, values: statement.values as unknown[] });
    const committed = client.query({ name: 'commit', text: 'commit', values: [] });
    // Every promise is awaited, or a failure of the connection would surface as an unhandled rejection.
    const [, , answer, commit] = await Promise.allSettled([opened, bound, answered, committed]);
    if (answer.status === 'rejected') throw answer.reason;
    if (commit.status === 'rejected') throw commit.reason;
    return answer.value.rows as Row[];
  }

  async query<Row>(statement: Statement): Promise<Row[]> {
    const client = await this.#client();
    const { rows } = await client.query({ name: statement.name, text: statement.text, values: statement.values as unknown[] });
    return rows as Row[];
  }

  async close(): Promise<void> {
    const open = this.#clients.splice(0);
    await Promise.all(open.map(async (each) => (await each?.catch(() => undefined))?.end().catch(() => {})));
  }

  #client(): Promise<pg.Client> {
    const slot = this.#next;
    this.#next = (slot + 1) % this.#clients.length;
    const client = this.#clients[slot] ?? this.#connect(slot);
    this.#clients[slot] = client;
    return client;
  }

  async #connect(slot: number): Promise<pg.Client> {
    const { size: _, log, ...config } = this.#options;
    const client = new pg.Client({ ...config, pipeline: true, keepAlive: true } as pg.ClientConfig);
    const forget = () => {
      this.#clients[slot] = undefined;
    };
    client.on('error', (error) => {
      log.warn({ err: error }, 'a database connection was lost');
      forget();
    });
    client.on('end', forget);
    try {
      await client.connect();
    } catch (error) {
      forget();
      throw error;
    }
    return client;
  }
}
