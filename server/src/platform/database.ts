import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { failedStatement } from './bound-transaction.ts';
import type { Log } from './log.ts';
import { type Listening, listen } from './notify.ts';
import { inOrderOfOwners } from './owner-order.ts';
import { Pipeline } from './pipeline.ts';
import type { Statement } from './statement.ts';
import type { Tables } from './tables.ts';
import { Turns } from './turns.ts';

export { failedStatement };
export type Db = Kysely<Tables>;

export interface WriteBinding {
  /** Whose documents are written. */
  readonly owner: string;
  /** Who writes. */
  readonly principals: readonly string[];
}

export interface BoundStatement {
  readonly bound: WriteBinding;
  readonly statement: Statement;
}

/** The one Postgres, seen through the four roles of migration 0001. */
export interface Database {
  /** vibe_system: identity, apps, consent, oauth. Kysely with all its comfort; not for documents. */
  readonly system: Db;
  /** vibe_reader, bound to these principals for one read-only transaction: one round trip. Row level security decides what comes back. */
  read<Row>(principals: readonly string[], statement: Statement): Promise<Row[]>;
  /** vibe_writer, bound to whose documents and to who writes, for one transaction: one round trip. An error in the statement rolls all of it back. */
  write<Row>(bound: WriteBinding, statement: Statement): Promise<Row[]>;
  /**
   * Several such statements as one transaction in one round trip, all or nothing; the rows of each. Those of one owner run in the order given, the owners
   * in theirs, so that two transactions never wait for each other's owners in a circle. `failedStatement(error)` is the one an error came from.
   */
  writeAll(statements: readonly BoundStatement[]): Promise<unknown[][]>;
  /** As `read`, for answers of megabytes: over connections where nobody waits behind them for a small one. Sorted only by what an index is in the order of. */
  readBulk<Row>(principals: readonly string[], statement: Statement): Promise<Row[]>;
  /** vibe_feed: the process's reader of `changes`, and of the documents it fans out. */
  feed<Row>(statement: Statement): Promise<Row[]>;
  /** As `feed`, for work in the background that reads long: on a connection of its own, or live streams would wait behind it. */
  scan<Row>(statement: Statement): Promise<Row[]>;
  /** vibe_system, for what counts requests: many small statements, of which a crash may lose the last few. */
  count<Row>(statement: Statement): Promise<Row[]>;
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

/**
 * A statement that is prepared is planned when it is first used. Left to itself the planner likes to look at the values of each call, and so at all partitions of
 * `documents`: that takes 1.5 ms where the statement takes 0.3, and comes to the same plan.
 */
const PLAN_ONCE = '-c plan_cache_mode=force_generic_plan';
/**
 * Pages of one long reading come in the order of an index. An owner with far more documents than others looks to the planner like all others, and it would sort all they
 * have for each page.
 */
const IN_ORDER_OF_INDEX = '-c enable_sort=off';
/** What vibe_principals() splits at; no DID holds it. */
const SEPARATOR = '\x1f';
/** Rows of `rate_limits` are found by their key, although the table may have been empty when the statement was planned. */
const COUNTS = `-c synchronous_commit=off -c enable_seqscan=off ${PLAN_ONCE}`;
const BULK_CONNECTIONS = 2;
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
  // Nor is the pool told of one that is cut while somebody holds it; who holds it learns it from the next query.
  pool.on('connect', (client) => client.on('error', (error) => log.warn({ err: error }, 'a database connection was lost')));
  const system = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const reader = {
    ...as('vibe_reader', `-c default_transaction_read_only=on ${PLAN_ONCE}`),
    log,
    binding: bindReader,
  };
  const writer = { ...as('vibe_writer', PLAN_ONCE), log, binding: bindWriter };
  const readers = new Pipeline({ ...reader, size: connections });
  const bulkReaders = new Pipeline({ ...reader, options: `${reader.options} ${IN_ORDER_OF_INDEX}`, size: BULK_CONNECTIONS });
  const writers = new Pipeline({ ...writer, size: connections });
  // A transaction of hundreds of statements holds its owners' locks for long, and may wait for others': not on a connection where strangers' writes queue.
  const batchWriters = new Pipeline({ ...writer, size: BULK_CONNECTIONS });
  const turns = new Turns();
  const feeder = new Pipeline({ ...as('vibe_feed', PLAN_ONCE), size: 1, log });
  const scanner = new Pipeline({ ...as('vibe_feed', PLAN_ONCE), size: 1, log });
  const counter = new Pipeline({ ...as('vibe_system', COUNTS), size: 1, log });
  return {
    system,
    read: (principals, statement) => readers.transaction([principals.join(SEPARATOR)], statement),
    readBulk: (principals, statement) => bulkReaders.transaction([principals.join(SEPARATOR)], statement),
    async write({ owner, principals }, statement) {
      const turn = turns.before(owner);
      if (turn) await turn;
      return writers.transaction([owner, principals.join(SEPARATOR)], statement, owner);
    },
    async writeAll(statements) {
      const { sorted, owners, asGiven } = inOrderOfOwners(statements);
      const steps = sorted.map(({ bound, statement }) => ({ values: [bound.owner, bound.principals.join(SEPARATOR)], statement }));
      return asGiven(await turns.take(owners, () => batchWriters.transactionOf(steps)));
    },
    feed: (statement) => feeder.query(statement),
    scan: (statement) => scanner.query(statement),
    count: (statement) => counter.query(statement),
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
      await Promise.all([
        system.destroy(),
        ...[readers, bulkReaders, writers, batchWriters, feeder, scanner, counter].map((each) => each.close()),
      ]);
    },
  };
}
