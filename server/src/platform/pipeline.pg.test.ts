import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../tests/harness/postgres.ts';
import { type Database, openDatabase } from './database.ts';
import { openLog } from './log.ts';
import type { Statement } from './statement.ts';

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await testDatabase();
  database = openDatabase({ url: own.url, log: openLog('silent'), connections: 2 });
});
afterAll(async () => {
  await database.close();
  await own[Symbol.asyncDispose]();
});

const statement = (name: string, text: string, ...values: unknown[]): Statement => ({ name, text, values });
const whoAmI = statement(
  'who',
  "select vibe_principals() as principals, current_setting('vibe.owner', true) as owner, current_user as role",
);
const note = (id: string, then = '') =>
  statement(
    `note ${then}`,
    `insert into changes (owner_did, collection, id, seq, rev, op, ord) values (vibe_owner(), 'a/b', $1, 1, '1-0', 'c', 0) ${then}`,
    id,
  );
const notes = async (owner: string) =>
  (await database.read<{ id: string }>([owner], statement('notes', 'select id from changes order by n'))).map((row) => row.id);

test('a thousand transactions over two connections each see who they are bound to, and nobody else', async () => {
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_, at) =>
      at % 2 === 0
        ? database.read<Record<string, unknown>>([`did:a:${at}`, '*'], whoAmI)
        : database.write<Record<string, unknown>>({ owner: `did:b:${at}`, principals: [`did:a:${at}`] }, whoAmI),
    ),
  );
  answers.forEach(([row], at) => {
    if (at % 2 === 0) expect(row).toMatchObject({ principals: [`did:a:${at}`, '*'], role: 'vibe_reader' });
    else expect(row).toEqual({ principals: [`did:a:${at}`], owner: `did:b:${at}`, role: 'vibe_writer' });
  });
});

test('the binding ends with its transaction', async () => {
  await database.read(['did:a:first'], whoAmI);
  await expect(
    database.feed(statement('unbound', "select nullif(current_setting('vibe.principals', true), '') as left_over")),
  ).resolves.toEqual([{ left_over: null }]);
  const bare = statement('bare', "select current_setting('vibe.principals', true) as principals");
  expect(await database.write({ owner: 'did:a:x', principals: [] }, bare)).toEqual([{ principals: '' }]);
});

test('a statement that fails is undone whole, and those before and behind it on the connection are not', async () => {
  const owner = 'did:a:undone';
  const bound = { owner, principals: [owner] };
  const outcomes = await Promise.allSettled([
    database.write(bound, note('before')),
    database.write(bound, note('failing', 'returning 1 / (n - n)')),
    database.write(bound, statement('broken', 'select * from no_such_table')),
    database.write(bound, note('behind')),
  ]);
  expect(outcomes.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await notes(owner)).toEqual(['before', 'behind']);
});

test('what is bound to a reader cannot write', async () => {
  const write = statement(
    'reader writes',
    "insert into changes (owner_did, collection, id, seq, rev, op, ord) values ('a', 'b', 'c', 1, '', 'c', 0)",
  );
  await expect(database.read(['did:a:reader'], write)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|25006)$/) });
});

test('one owner’s writes are made in the order they were asked for', async () => {
  const owner = 'did:a:ordered';
  const ids = Array.from({ length: 50 }, (_, at) => String(at));
  await Promise.all(ids.map((id) => database.write({ owner, principals: [owner] }, note(id))));
  expect(await notes(owner)).toEqual(ids);
});

test('connections that were cut are opened again by the next who ask', async () => {
  const bound = { owner: 'did:a:again', principals: ['did:a:again'] };
  await Promise.all([database.read(bound.principals, whoAmI), database.read(bound.principals, whoAmI), database.write(bound, whoAmI)]);
  const admin = new pg.Client({ connectionString: own.url });
  await admin.connect();
  const { rowCount } = await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('vibe_reader', 'vibe_writer') and datname = current_database()",
  );
  await admin.end();
  expect(rowCount).toBeGreaterThanOrEqual(3);
  const untilItHolds = async (ask: () => Promise<unknown>): Promise<unknown> => ask().catch(() => untilItHolds(ask));
  expect(await untilItHolds(() => database.read(bound.principals, whoAmI))).toMatchObject([{ principals: ['did:a:again'] }]);
  expect(await untilItHolds(() => database.write(bound, whoAmI))).toMatchObject([{ owner: 'did:a:again' }]);
});
