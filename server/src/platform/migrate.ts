import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VibeError } from '@vibe/shared';
import pg from 'pg';

const folder = join(import.meta.dirname, 'migrations');
/** Any constant will do, as long as every server asks for the same one. */
const LOCK = 7_316_025_091;

export interface Migrated {
  readonly applied: readonly string[];
  readonly version: string;
}

/**
 * Brings the database up to this code: ordered, forward only, each migration in a transaction, one server at a time (advisory lock).
 * @throws {VibeError} unavailable when the database is newer than the code, or older than Postgres 15.
 */
export async function migrateDatabase(databaseUrl: string, log: (name: string) => void = () => {}): Promise<Migrated> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'vibe-migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    await requirePostgres15(client);
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'create table if not exists migrations (name text collate "C" primary key, applied_at timestamptz not null default now())',
    );
    const known = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
    const done = new Set((await client.query<{ name: string }>('select name from migrations order by name')).rows.map((row) => row.name));
    refuseNewer(known, done);
    const applied: string[] = [];
    for (const name of known.filter((each) => !done.has(each))) {
      await applyOne(client, name);
      applied.push(name);
      log(name);
    }
    return { applied, version: known.at(-1) ?? '' };
  } finally {
    await client.end(); // ends the session, and with it the advisory lock
  }
}

/** Is the database at exactly this code's version? For /readyz and `vibe doctor`. */
export async function latestMigration(): Promise<string> {
  return (
    (await readdir(folder))
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .at(-1) ?? ''
  );
}

async function applyOne(client: pg.Client, name: string): Promise<void> {
  const text = await readFile(join(folder, name), 'utf8');
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new VibeError('unavailable', `Migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}

async function requirePostgres15(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>("select current_setting('server_version_num')::int as version");
  const version = rows[0]?.version ?? 0;
  if (version < 150_000) throw new VibeError('unavailable', `Vibe needs Postgres 15 or newer; this is ${Math.floor(version / 10_000)}.`);
}

function refuseNewer(known: readonly string[], done: ReadonlySet<string>): void {
  const foreign = [...done].filter((name) => !known.includes(name));
  if (foreign.length === 0) return;
  throw new VibeError('unavailable', `The database is newer than this code: it has ${foreign.join(', ')}.`, {
    hint: 'Start the version of Vibe that made it, or a later one.',
  });
}
