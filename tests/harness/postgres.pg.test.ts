import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { testDatabase } from './postgres.ts';

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('each database is migrated, and none sees what is written in another', async () => {
  await using one = await testDatabase();
  await using other = await testDatabase();
  expect((await query(one.url, 'select name from migrations')).length).toBeGreaterThan(0);
  await query(one.url, 'create table mine (n int)');
  expect(await query(other.url, "select to_regclass('mine') as found")).toEqual([{ found: null }]);
});

test('a database is dropped at the end, even with someone connected', async () => {
  const database = await testDatabase();
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => {});
  await client.connect();
  await database[Symbol.asyncDispose]();
  const name = new URL(database.url).pathname.slice(1);
  expect(await query(inject('postgresUrl'), `select datname from pg_database where datname = '${name}'`)).toEqual([]);
});
