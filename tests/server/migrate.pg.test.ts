import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { latestMigration, migrateDatabase } from '../../server/src/platform/migrate.ts';

let admin: pg.Client;
let name: string;
beforeEach(async () => {
  admin = new pg.Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  name = `vibe_migrate_${randomBytes(6).toString('hex')}`;
});
afterEach(async () => {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.query(`drop role if exists ${name}`);
  await admin.end();
});

const urlOf = (user?: string): string => {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  if (user !== undefined) Object.assign(url, { username: user, password: 'secret' });
  return url.href;
};

test('two servers that start at once migrate an empty database once', async () => {
  await admin.query(`create database ${name}`);
  const [one, other] = await Promise.all([migrateDatabase(urlOf()), migrateDatabase(urlOf())]);
  expect([one.applied.length, other.applied.length].sort()[0]).toBe(0);
  expect(one.version).toBe(await latestMigration());
  expect(other.version).toBe(one.version);
});

test('an owner who is no superuser, as on a managed Postgres, can migrate and be all four roles', async () => {
  await admin.query(`create role ${name} login createrole password 'secret'`);
  await admin.query(`create database ${name} owner ${name}`);
  // A managed Postgres has one such owner: there the roles are not somebody else's already.
  await admin.query(`grant vibe_reader, vibe_writer, vibe_feed, vibe_system to ${name}`);
  await migrateDatabase(urlOf(name));
  const client = new pg.Client({ connectionString: urlOf(name) });
  await client.connect();
  for (const role of ['vibe_reader', 'vibe_writer', 'vibe_feed', 'vibe_system']) await client.query(`set role ${role}`);
  await client.end();
});

test('a database that is newer than the code is refused, and left as it is', async () => {
  await admin.query(`create database ${name}`);
  await migrateDatabase(urlOf());
  const client = new pg.Client({ connectionString: urlOf() });
  await client.connect();
  await client.query("insert into migrations (name) values ('9999-from-the-future.sql')");
  await client.end();
  await expect(migrateDatabase(urlOf())).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The database is newer than this code: it has 9999-from-the-future.sql.',
    hint: expect.stringContaining('later'),
  });
});

test('a migration that fails leaves nothing behind', async () => {
  await admin.query(`create database ${name}`);
  const client = new pg.Client({ connectionString: urlOf() });
  await client.connect();
  await client.query('create table documents (in_the_way int)');
  await expect(migrateDatabase(urlOf())).rejects.toThrow(/documents.* failed/);
  const { rows } = await client.query<{ table: string }>(
    "select relname as table from pg_class where relnamespace = 'public'::regnamespace and relname in ('document_readers', 'changes', 'streams')",
  );
  await client.end();
  expect(rows).toEqual([]);
});
