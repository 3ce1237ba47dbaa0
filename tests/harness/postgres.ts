import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase extends AsyncDisposable {
  /** As superuser, with every migration applied and nothing in it. */
  readonly url: string;
}

/**
 * A database of its own for a test file (a clone costs some 50 ms to 300 ms: one per file, not per test). Dropped when disposed, with whoever is
 * still connected. Only in the projects `pg` and `web`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const postgres = inject('postgresUrl');
  const name = `vibe_test_${randomBytes(6).toString('hex')}`;
  await administer(postgres, `create database ${name} template ${inject('templateDatabase')}`);
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => administer(postgres, `drop database if exists ${name} with (force)`),
  };
}

async function administer(postgres: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
