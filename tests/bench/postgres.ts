import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts';
import { migrateDatabase } from '../../server/src/platform/migrate.ts';

/** A Postgres of a bench's own; gone when disposed. */
export interface BenchPostgres extends AsyncDisposable {
  /** As superuser: its first database, which is empty. */
  readonly url: string;
  /** Another database in it: empty, or with our tables. Its URL. */
  database(name: string, tables?: 'ours' | 'none'): Promise<string>;
}

export async function benchPostgres(): Promise<BenchPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), ephemeral: true });
  return {
    url: postgres.url,
    async database(name, tables = 'ours') {
      const admin = new pg.Client({ connectionString: postgres.url });
      await admin.connect();
      await admin.query(`create database ${admin.escapeIdentifier(name)}`).finally(() => admin.end());
      const { href } = Object.assign(new URL(postgres.url), { pathname: `/${name}` });
      if (tables === 'ours') await migrateDatabase(href);
      return href;
    },
    async [Symbol.asyncDispose]() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
