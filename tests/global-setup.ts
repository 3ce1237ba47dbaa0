import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../server/src/platform/embedded-postgres.ts';
import { migrateDatabase } from '../server/src/platform/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres where tests may create databases, as its superuser. */
    postgresUrl: string;
    /** A migrated, empty database there that test files clone. */
    templateDatabase: string;
  }
}

interface TestPostgres {
  readonly url: string;
  readonly template: string;
  stop(): Promise<void>;
}

// The projects `pg` and `web` are set up one after the other in one process: they share one Postgres.
const shared = globalThis as { vibeTestPostgres?: { users: number; readonly running: Promise<TestPostgres> } };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.vibeTestPostgres ??= { users: 0, running: start() };
  const entry = shared.vibeTestPostgres;
  entry.users++;
  const { url, template, stop } = await entry.running;
  project.provide('postgresUrl', url);
  project.provide('templateDatabase', template);
  return async () => {
    if (--entry.users > 0) return;
    delete shared.vibeTestPostgres;
    await stop();
  };
}

async function start(): Promise<TestPostgres> {
  const given = process.env.VIBE_TEST_DATABASE_URL ?? process.env.DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startOwn();
  const template = `vibe_template_${process.pid}`;
  const inTemplate = new URL(server.url);
  inTemplate.pathname = `/${template}`;
  try {
    await administer(server.url, [`drop database if exists ${template}`, `create database ${template}`]);
    await migrateDatabase(inTemplate.href);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const stop = async () => {
    if (given) await administer(server.url, [`drop database if exists ${template} with (force)`]);
    await server.stop();
  };
  return { url: server.url, template, stop };
}

async function startOwn() {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-tests-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), ephemeral: true });
  const stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: postgres.url, stop };
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
