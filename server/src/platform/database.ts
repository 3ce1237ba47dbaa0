import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from './log.ts';
import { Pipeline } from './pipeline.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

/** One statement with a name (Postgres keeps its plan per connection) and its values. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The one Postgres, seen through the four roles of migration 0001. */
export interface Database {
  /** vibe_system: identity, apps, consent, oauth. Kysely with all its comfort; not for documents. */
  readonly system: Db;
  /** vibe_reader, bound to these principals for one read-only transaction: one round trip. Row level security decides what comes back. */
  read<Row>(principals: readonly string[], statement: Statement): Promise<Row[]>;
  /** vibe_writer, bound to one owner for one transaction: one round trip. An error in the statement rolls all of it back. */
  write<Row>(owner: string, statement: Statement): Promise<Row[]>;
  /** vibe_feed: the process's reader of `changes`, and of the documents it fans out. */
  feed<Row>(statement: Statement): Promise<Row[]>;
  /** A connection of its own that LISTENs; calls back on each notification and after each reconnect. */
  listen(channel: string, onNotify: () => void): Promise<{ stop(): Promise<void> }>;
  /** Outside any transaction: a NOTIFY inside the write would take a global lock at commit. */
  notify(channel: string): Promise<void>;
  /** The newest migration that has been applied; for /readyz. */
  migration(): Promise<string>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly log: Log;
  /** Connections for each of readers and writers; pipelined, so a few carry thousands of requests. */
  readonly connections?: number;
}

export function openDatabase(options: DatabaseOptions): Database {
  const { url, log, connections = 4 } = options;
  const as = (role: string) => ({ connectionString: url, application_name: role, options: `-c role=${role} -c statement_timeout=30000` });
  const pool = new pg.Pool({ ...as('vibe_system'), max: Math.max(4, connections) });
  // Without this listener a connection cut by the server ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  const system = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const readers = new Pipeline({ ...as('vibe_reader'), size: connections, log });
  const writers = new Pipeline({ ...as('vibe_writer'), size: connections, log });
  const feeder = new Pipeline({ ...as('vibe_feed'), size: 1, log });
  return {
    system,
    read: (principals, statement) => readers.transaction('begin read only', 'vibe.principals', principals.join('\x1f'), statement),
    write: (owner, statement) => writers.transaction('begin', 'vibe.owner', owner, statement),
    feed: (statement) => feeder.query(statement),
    notify: async (channel) => void (await feeder.query({ name: 'notify', text: "select pg_notify($1, '')", values: [channel] })),
    listen: (channel, onNotify) => listen(as('vibe_feed'), channel, onNotify, log),
    migration: async () =>
      (
        await system
          .selectFrom('migrations')
          .select((eb) => eb.fn.max('name').as('name'))
          .executeTakeFirst()
      )?.name ?? '',
    async close() {
      await Promise.all([system.destroy(), readers.close(), writers.close(), feeder.close()]);
    },
  };
}

async function listen(config: pg.ClientConfig, channel: string, onNotify: () => void, log: Log): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...config, keepAlive: true });
    next.on('notification', onNotify);
    next.on('error', () => {});
    next.on('end', () => {
      if (!stopped) again = setTimeout(() => void connect().catch(() => {}), 500);
    });
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      log.warn({ err: error }, 'cannot listen for changes; polling goes on');
      return;
    }
    client = next;
    onNotify(); // what was notified while nobody listened
  };
  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(again);
      await client?.end().catch(() => {});
    },
  };
}
