import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from './log.ts';
import { type Listening, listen } from './notify.ts';
import { Pipeline } from './pipeline.ts';
import type { Statement } from './statement.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

export interface WriteBinding {
  /** Whose documents are written. */
  readonly owner: string;
  /** Who writes. */
  readonly principals: readonly string[];
}

/** The one Postgres, seen through the four roles of migration 0001. */
export interface Database {
  /** vibe_system: identity, apps, consent, oauth. Kysely with all its comfort; not for documents. */
  readonly system: Db;
  /** vibe_reader, bound to these principals for one read-only transaction: one round trip. Row level security decides what comes back. */
  read<Row>(principals: readonly string[], statement: Statement): Promise<Row[]>;
  /** vibe_writer, bound to whose documents and to who writes, for one transaction: one round trip. An error in the statement rolls all of it back. */
  write<Row>(bound: WriteBinding, statement: Statement): Promise<Row[]>;
  /** vibe_feed: the process's reader of `changes`, and of the documents it fans out. */
  feed<Row>(statement: Statement): Promise<Row[]>;
  /** A connection of its own that LISTENs; calls back on each notification and after each reconnect. */
  listen(channel: string, onNotify: () => void): Listening;
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

/** What vibe_principals() splits at; no DID holds it. */
const SEPARATOR = '\x1f';
const bindReader = { name: 'bind reader', text: "select set_config('vibe.principals', $1, true)" };
const bindWriter = { name: 'bind writer', text: "select set_config('vibe.owner', $1, true), set_config('vibe.principals', $2, true)" };

export function openDatabase(options: DatabaseOptions): Database {
  const { url, log, connections = 4 } = options;
  const as = (role: string, more = '') => ({
    connectionString: url,
    application_name: role,
    options: `-c role=${role} -c statement_timeout=30000 ${more}`,
    connectionTimeoutMillis: 5_000,
    keepAliveInitialDelayMillis: 10_000,
  });
  const pool = new pg.Pool({ ...as('vibe_system'), max: Math.max(4, connections), keepAlive: true });
  // Without this listener a connection cut by the server ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  const system = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const readers = new Pipeline({
    ...as('vibe_reader', '-c default_transaction_read_only=on'),
    size: connections,
    log,
    binding: bindReader,
  });
  const writers = new Pipeline({ ...as('vibe_writer'), size: connections, log, binding: bindWriter });
  const feeder = new Pipeline({ ...as('vibe_feed'), size: 1, log });
  return {
    system,
    read: (principals, statement) => readers.transaction([principals.join(SEPARATOR)], statement),
    write: ({ owner, principals }, statement) => writers.transaction([owner, principals.join(SEPARATOR)], statement, owner),
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
