import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../tests/harness/postgres.ts';
import { type BoundStatement, type Database, failedStatement, openDatabase } from './database.ts';
import { openLog } from './log.ts';
import type { Statement } from './statement.ts';

let own: TestDatabase;
let database: Database;
let admin: pg.Client;
beforeAll(async () => {
  own = await testDatabase();
  database = openDatabase({ url: own.url, log: openLog('silent'), connections: 2 });
  admin = new pg.Client({ connectionString: own.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.close();
  await own[Symbol.asyncDispose]();
});

const as = (owner: string, statement: Statement): BoundStatement => ({ bound: { owner, principals: [owner] }, statement });
const count = (then = ''): Statement => ({
  name: `count ${then}`,
  text: `insert into streams as s (owner_did, seq) values (vibe_owner(), 1) on conflict (owner_did) do update set seq = s.seq + 1 returning seq ${then}`,
  values: [],
});
const who: Statement = { name: 'who', text: 'select vibe_owner() as owner, vibe_principals() as principals', values: [] };
const fail = (): Statement => ({ name: 'fail', text: 'select vibe_written(null)', values: [] });
const seqOf = async (...owners: string[]) =>
  (await admin.query('select (select seq from streams where owner_did = owner) from unnest($1::text[]) as owner', [owners])).rows.map(
    ({ seq }) => seq,
  );

test('each statement sees whom it is bound to, and the answers come in the order the statements were given', async () => {
  const answers = await database.writeAll([as('z', who), as('a', count()), as('m', who), as('a', count()), as('z', count())]);
  expect(answers).toEqual([
    [{ owner: 'z', principals: ['z'] }],
    [{ seq: '1' }],
    [{ owner: 'm', principals: ['m'] }],
    [{ seq: '2' }],
    [{ seq: '1' }],
  ]);
});

test('all or nothing: an error undoes what came before it, and says which statement it is of', async () => {
  const failing = fail();
  const tried = database.writeAll([as('undone', count()), as('undone', failing), as('undone too', count())]);
  await expect(tried).rejects.toMatchObject({ code: 'VB409' });
  expect(failedStatement(await tried.catch((error: unknown) => error))).toBe(failing);
  expect(await seqOf('undone', 'undone too')).toEqual([null, null]);
});

test('what is not SQL, or cannot be sent, fails alone; the connection and those behind it go on', async () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const outcomes = await Promise.allSettled([
    database.writeAll([as('on', count())]),
    database.writeAll([
      as('on', count()),
      as('on', { name: 'new 1', text: 'select 1 as one', values: [] }),
      as('on', { name: 'no', text: 'nonsense', values: [] }),
    ]),
    database.writeAll([as('on', { name: 'circle', text: 'select $1::text', values: [circle] })]),
    // Named like what was skipped behind an error: it must have been prepared all the same, or be prepared now.
    database.writeAll([as('on', fail()), as('on', { name: 'new 2', text: 'select 2 as two', values: [] })]),
    database.writeAll([as('on', { name: 'new 2', text: 'select 2 as two', values: [] })]),
    database.writeAll([as('on', { name: 'new 1', text: 'select 1 as one', values: [] })]),
    database.writeAll([as('on', count())]),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  const again = await database.writeAll([
    as('on', { name: 'new 1', text: 'select 1 as one', values: [] }),
    as('on', { name: 'new 2', text: 'select 2 as two', values: [] }),
  ]);
  expect(again).toEqual([[{ one: 1 }], [{ two: 2 }]]);
  await expect(database.writeAll([as('on', { name: 'new 1', text: 'select 3', values: [] })])).rejects.toThrow('unique');
  expect(await seqOf('on')).toEqual(['2']);
});

test('transactions over the same owners in any order never wait in a circle, and lose no write', async () => {
  const owners = ['o1', 'o2', 'o3', 'o4'];
  // A second process: its turns are not ours.
  const other = openDatabase({ url: own.url, log: openLog('silent'), connections: 2 });
  const round = (from: Database, at: number) =>
    from.writeAll(
      [...owners, ...owners].map((_, step) => as(owners[(at * 7 + step * (at % 3 === 0 ? 3 : 1)) % owners.length] as string, count())),
    );
  await Promise.all(Array.from({ length: 60 }, (_, at) => round(at % 2 === 0 ? database : other, at)));
  await Promise.all(owners.map((owner) => database.write({ owner, principals: [owner] }, count())));
  await other.close();
  expect(await seqOf(...owners)).toEqual(['121', '121', '121', '121']);
});

test('a transaction that waits for a lock holds up nobody but its owners', async () => {
  await admin.query("insert into streams values ('locked', 0)");
  await admin.query('begin');
  await admin.query("select from streams where owner_did = 'locked' for update");
  let isDone = false;
  const batch = database.writeAll([as('locked', count()), as('lucky', count())]).then(() => {
    isDone = true;
  });
  const behind = database.write({ owner: 'locked', principals: ['locked'] }, count()).then(() => isDone);
  // Over every connection of single writes, and the other one of transactions.
  await Promise.all(Array.from({ length: 20 }, (_, at) => database.write({ owner: `free ${at}`, principals: [] }, count())));
  await database.writeAll([as('free 1', count())]);
  expect(isDone).toBe(false);
  await admin.query('commit');
  await batch;
  expect(await behind).toBe(true);
  expect(await seqOf('locked', 'lucky', 'free 1')).toEqual(['2', '1', '2']);
});

test('a connection that is cut in the middle fails the transaction, and the next opens another', async () => {
  const sleeping = database.writeAll([as('cut', count()), as('cut', { name: 'sleep', text: 'select pg_sleep(20)', values: [] })]);
  sleeping.catch(() => {});
  for (let cut = 0; cut === 0; )
    cut =
      (
        await admin.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(20)%' and pid <> pg_backend_pid() and datname = current_database()",
        )
      ).rowCount ?? 0;
  await expect(sleeping).rejects.toThrow();
  expect(await seqOf('cut')).toEqual([null]);
  const untilItHolds = async (): Promise<unknown> => database.writeAll([as('cut', count())]).catch(untilItHolds);
  expect(await untilItHolds()).toEqual([[{ seq: '1' }]]);
});
