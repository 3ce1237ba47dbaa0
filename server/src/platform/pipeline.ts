import pg from 'pg';
import { BoundQuery } from './bound-query.ts';
import { type BoundStep, BoundTransaction } from './bound-transaction.ts';
import type { Log } from './log.ts';
import type { Statement } from './statement.ts';
import type { Binding } from './wire.ts';

interface PipelineOptions extends pg.ClientConfig {
  readonly size: number;
  readonly log: Log;
  /** What every transaction begins with; its values come with the transaction. */
  readonly binding?: Binding;
}

/**
 * A few connections shared by all requests: statements are written as they come, without waiting for the answers before them. Nothing may stay
 * open between two statements, so a transaction is one BoundQuery or one BoundTransaction.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #clients: (Promise<pg.Client> | undefined)[];
  /** Transactions of several statements under way, by connection. */
  readonly #open: number[];
  #next = 0;
  #closed = false;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#clients = Array.from({ length: options.size });
    this.#open = this.#clients.map(() => 0);
  }

  /**
   * One transaction, one round trip.
   * @param lane transactions of one lane share a connection, so they queue here instead of waiting for each other's row locks, which would hold up
   *   everybody behind them on the connection.
   */
  async transaction<Row>(values: readonly string[], statement: Statement, lane?: string): Promise<Row[]> {
    const { binding } = this.#options;
    if (!binding) throw new Error('this pipeline binds nothing');
    const client = await this.#client(lane === undefined ? this.#turn() : slotOf(lane, this.#clients.length));
    gather(client);
    const result = await new Promise<pg.QueryResult>((resolve, reject) => {
      client.query(new BoundQuery(binding, values, statement, (error, answer) => (error ? reject(error) : resolve(answer))));
    });
    return result.rows as Row[];
  }

  /** Several statements as one transaction, in one round trip, over the connection with the least to do. */
  async transactionOf(steps: readonly BoundStep[]): Promise<unknown[][]> {
    const { binding } = this.#options;
    if (!binding) throw new Error('this pipeline binds nothing');
    if (steps.length === 0) return [];
    const slot = this.#open.indexOf(Math.min(...this.#open));
    this.#open[slot] = (this.#open[slot] ?? 0) + 1;
    try {
      const client = await this.#client(slot);
      gather(client);
      const results = await new Promise<readonly pg.QueryResult[]>((resolve, reject) => {
        client.query(new BoundTransaction(binding, steps, (error, answers) => (error ? reject(error) : resolve(answers))));
      });
      return results.map(({ rows }) => rows as unknown[]);
    } finally {
      this.#open[slot] = (this.#open[slot] ?? 1) - 1;
    }
  }

  async query<Row>(statement: Statement): Promise<Row[]> {
    const client = await this.#client(this.#turn());
    const { rows } = await client.query({ name: statement.name, text: statement.text, values: statement.values as unknown[] });
    return rows as Row[];
  }

  async close(): Promise<void> {
    this.#closed = true;
    const open = this.#clients.map(async (each) => (await each?.catch(() => undefined))?.end().catch(() => {}));
    await Promise.all(open);
  }

  #turn(): number {
    return this.#next++ % this.#clients.length;
  }

  #client(slot: number): Promise<pg.Client> {
    if (this.#closed) throw new Error('Client was closed and is not queryable');
    const client = this.#clients[slot] ?? this.#connect(slot);
    this.#clients[slot] = client;
    return client;
  }

  #connect(slot: number): Promise<pg.Client> {
    const { size: _, log, binding, ...config } = this.#options;
    const client = new pg.Client({ ...config, pipeline: true, keepAlive: true } as pg.ClientConfig);
    const forget = () => {
      if (this.#clients[slot] === opening) this.#clients[slot] = undefined;
    };
    client.on('error', (error) => {
      log.warn({ err: error }, 'a database connection was lost');
      forget();
    });
    client.on('end', forget);
    const open = async (): Promise<pg.Client> => {
      try {
        await client.connect();
        if (binding) await client.query({ ...binding, values: binding.text.match(/\$\d/g)?.map(() => '') ?? [] });
        return client;
      } catch (error) {
        forget();
        throw error;
      }
    };
    const opening = open();
    return opening;
  }
}

/** What one turn of the event loop sends over a connection leaves in one write: under load that is several requests' for the price of one. */
function gather(client: pg.Client): void {
  const { stream } = client.connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}

/** FNV-1a, 32 bits: spreads text evenly over a few slots. */
function slotOf(lane: string, slots: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < lane.length; at++) hash = Math.imul(hash ^ lane.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % slots;
}
