import { join } from 'node:path';
import type { Config } from '../config.ts';
import { systemClock } from '../platform/clock.ts';
import type { Services } from '../platform/context.ts';
import { openDatabase } from '../platform/database.ts';
import { findRunningPostgres } from '../platform/embedded-postgres/announcement.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { createLifetime } from '../platform/lifetime.ts';
import { type Log, openLog } from '../platform/log.ts';
import { migrateDatabase } from '../platform/migrate.ts';
import { createSealer } from '../platform/sealer.ts';
import { keptSecretKey, parseSecretKey } from '../platform/secret-key.ts';
import { readServerFact } from '../platform/server-state.ts';
import { configuredMailer } from './mail.ts';

export const defaultPort = 3000;

export interface OpenPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** DATABASE_URL; or the embedded Postgres that another process runs on our data folder; or one of our own for as long as this process lasts. */
export async function openPostgres(config: Config, log: Log): Promise<OpenPostgres> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} };
  const dataDir = join(config.dataDir, 'pg18');
  const running = await findRunningPostgres(dataDir);
  if (running !== undefined) return { url: running, stop: async () => {} };
  return startEmbeddedPostgres({ dataDir, log: (line) => log.warn(line) });
}

export interface OpenServices {
  readonly services: Services;
  /** Ends streams and timers, waits until the running requests are `drained`, then closes the database and a Postgres of our own. */
  close(drained?: Promise<void>): Promise<void>;
}

/** What every verb works with, over a database that is migrated first. `publicUrl` left out: as configured, or where it was last served. */
export async function openServices(
  config: Config,
  options: { publicUrl?: string; postgres?: OpenPostgres; log?: Log } = {},
): Promise<OpenServices> {
  const log = options.log ?? openLog(config.logLevel ?? 'info');
  const postgres = options.postgres ?? (await openPostgres(config, log));
  try {
    await migrateDatabase(postgres.url, (name) => log.info({ migration: name }, 'migrated'));
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const database = openDatabase({ url: postgres.url, log, connections: config.databaseConnections });
  const lifetime = createLifetime();
  const key = config.secretKey === undefined ? await keptSecretKey(join(config.dataDir, 'secret-key')) : parseSecretKey(config.secretKey);
  const publicUrl =
    options.publicUrl ??
    config.publicUrl ??
    (await readServerFact(database, 'public_url')) ??
    `http://localhost:${config.port ?? defaultPort}`;
  return {
    services: {
      database,
      clock: systemClock,
      log,
      sealer: createSealer(key),
      lifetime,
      mailer: configuredMailer(config, publicUrl),
      publicUrl,
    },
    async close(drained) {
      await lifetime.close();
      await drained;
      await database.close();
      await postgres.stop();
    },
  };
}
