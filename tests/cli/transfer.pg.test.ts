import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Did } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../server/src/rooms/identity/index.ts';
import { type DocumentsWorld, documentsWorld } from '../harness/documents.ts';
import { type TestDatabase, testDatabase } from '../harness/postgres.ts';
import { dataOf, exported, loseDocuments, query, recordsOf } from '../harness/transfer.ts';
import { type Ended, startVibe, vibeCommand } from '../harness/vibe-command.ts';

/** Enough for several marks. */
const MANY = 1_100;
let database: TestDatabase;
let world: DocumentsWorld;
let folder: string;
let people: Did[];
beforeAll(async () => {
  database = await testDatabase();
  world = await documentsWorld(database);
  const inside = join(import.meta.dirname, '../../.vibe');
  await mkdir(inside, { recursive: true });
  folder = await mkdtemp(join(inside, 'transfer-'));
  people = [];
  for (const handle of ['ada', 'bert']) people.push((await createAccount(world.services, { handle, name: handle })).did);
  people.sort();
  await seed();
  await writeFile(file('all.ndjson'), await exported(world.services, { all: true }));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** As an earlier server left them: straight into the tables, in one go. */
async function seed(): Promise<void> {
  await query(
    database.url,
    `with s as (insert into streams (owner_did, seq) select unnest($1::text[]), $2::bigint)
     insert into documents (owner_did, collection, id, ord, seq, generation, hash, body, bytes, created_by_app, created_at, updated_at)
     select owner, 'feeds/posts', 'n' || n, (1700000000000 + n)::bigint << 20, n, 1, md5(owner || n), jsonb_build_object('text', repeat('x', 500) || n), 512,
            'feeds', '2026-01-01', '2026-01-01' from unnest($1::text[]) as owner, generate_series(1, $2::int) as n`,
    [people, MANY],
  );
}

const env = () => ({
  DATABASE_URL: database.url,
  PUBLIC_URL: 'http://localhost:3000',
  VIBE_DATA: folder,
  VIBE_SECRET_KEY: '07'.repeat(32),
});
const vibe = (...args: string[]): Promise<Ended> => vibeCommand(args, env(), folder);
const file = (name: string) => join(folder, name);
const content = (name: string) => readFile(file(name), 'utf8');

test('an export to a file and one to standard output hold the same; progress is told beside it', async () => {
  const toFile = await vibe('export', '--all', '--out', 'file.ndjson', '--json');
  expect(JSON.parse(toFile.out)).toMatchObject({ file: 'file.ndjson', counts: { documents: 2 * MANY, owners: 2 } });
  expect(toFile.err).toMatch(new RegExp(`${2 * MANY} documents of ${2 * MANY} \\(100 %\\)`));
  expect(dataOf(await content('file.ndjson'))).toEqual(dataOf(await content('all.ndjson')));
  const toOut = await vibe('export', '--all');
  expect(dataOf(toOut.out)).toEqual(dataOf(await content('all.ndjson')));
  expect((await stat(file('file.ndjson'))).mode & 0o777).toBe(0o600);
  expect(recordsOf(await content('all.ndjson'), 'mark')).toHaveLength(4);
  expect(await vibe('export', '--all', '--out', 'all.ndjson')).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
}, 60_000);

test('an export that was cut anywhere goes on, and ends as if nothing had been', async () => {
  const whole = await content('all.ndjson');
  const bytes = Buffer.byteLength(whole);
  const lastMark = whole.lastIndexOf('{"type":"mark"');
  for (const at of [100, lastMark + 10]) {
    await writeFile(file('cut.ndjson'), whole);
    await truncate(file('cut.ndjson'), at);
    const ended = await vibe('export', '--all', '--out', 'cut.ndjson', '--resume');
    expect([at, ended.code, ended.err]).toEqual([at, 0, expect.any(String)]);
    const again = await content('cut.ndjson');
    expect(dataOf(again)).toEqual(dataOf(whole));
    // What was whole was not written again, and the hashes go on over all of it.
    if (at > bytes / 3) expect(again).toBe(whole);
  }
  expect(await vibe('export', '--all', '--out', 'all.ndjson', '--resume')).toMatchObject({
    code: 1,
    err: expect.stringContaining('is complete'),
  });
  await writeFile(file('diary.txt'), 'Dear diary');
  expect(await vibe('export', '--all', '--out', 'diary.txt', '--resume')).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not an export'),
  });
  expect(await content('diary.txt')).toBe('Dear diary');
  await truncate(file('cut.ndjson'), Math.floor(bytes / 2));
  expect(await vibe('export', '--user', 'ada', '--out', 'cut.ndjson', '--resume')).toMatchObject({
    code: 1,
    err: expect.stringContaining('somebody else'),
  });
}, 60_000);

test('an import that was killed goes on where it was, and ends as if nothing had been', async () => {
  await loseDocuments(database.url);
  // The second owner's writes wait behind this row, so the kill comes when the first owner's are there and no others.
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('insert into streams (owner_did, seq) values ($1, 0)', [people[1]]);
  await client.query('begin');
  await client.query('select from streams where owner_did = $1 for update', [people[1]]);
  const child = startVibe(['import', 'all.ndjson'], env(), folder);
  let said = '';
  child.stderr?.on('data', (data) => {
    said += data;
  });
  const ended = once(child, 'close');
  const waiting = () => query(database.url, "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
  try {
    for (let isWaiting = false; !isWaiting; ) {
      if (child.exitCode !== null) throw new Error(`the import ended: ${said}`);
      isWaiting = (await waiting()).length > 0;
    }
    child.kill('SIGKILL');
    await ended;
  } finally {
    await client.end();
  }
  const place = JSON.parse(await content('all.ndjson.imported')) as { lines: number };
  expect(place.lines).toBeGreaterThan(500);
  const [before] = await query<{ count: string }>(database.url, 'select count(*) from documents');
  expect(Number(before?.count)).toBeGreaterThanOrEqual(500);

  const resumed = await vibe('import', 'all.ndjson', '--resume', '--json');
  expect(resumed).toMatchObject({ code: 0 });
  const report = JSON.parse(resumed.out);
  expect(report.added + report.unchanged).toBeLessThan(2 * MANY);
  expect(report.left).toBe(0);
  await expect(stat(file('all.ndjson.imported'))).rejects.toMatchObject({ code: 'ENOENT' });
  const again = await vibe('export', '--all');
  expect(dataOf(again.out)).toEqual(dataOf(await content('all.ndjson')));

  await writeFile(file('all.ndjson.imported'), JSON.stringify({ lines: 502, sha256: '0'.repeat(64) }));
  expect(await vibe('import', 'all.ndjson', '--resume')).toMatchObject({
    code: 1,
    err: expect.stringContaining('not the file that was begun with'),
  });
  await rm(file('all.ndjson.imported'));
}, 60_000);

test('a dry run, what is left out, and whose it becomes', async () => {
  const dry = await vibe('import', 'all.ndjson', '--dry-run');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining(`${2 * MANY} documents would be taken`) });
  await writeFile(file('one.ndjson'), (await vibe('export', '--user', 'ada')).out);
  expect(await vibe('import', 'one.ndjson', '--as', 'bert', '--json')).toMatchObject({ code: 0 });
  await query(database.url, 'delete from documents where owner_did = $1', [people[0]]);
  await query(database.url, "update documents set collection = 'gone/posts' where id = 'n7'");
  const odd = (await vibe('export', '--all')).out;
  await writeFile(file('odd.ndjson'), odd);
  const ended = await vibe('import', 'odd.ndjson');
  expect(ended).toMatchObject({
    code: 2,
    out: expect.stringMatching(/1 documents LEFT OUT:\n {2}1 × unknown_collection gone\/posts\n {2}line \d+: There is no collection/),
  });
}, 60_000);

test.each<[string[], RegExp]>([
  [['export', '--all', '--user', 'ada'], /one of --user, --app and --all/],
  [['export', '--all', '--out', 'no/such/folder.ndjson'], /There is no folder/],
  [['import', 'missing.ndjson'], /There is no file missing.ndjson/],
  [['import', 'all.ndjson', '--as', 'did=ada'], /did is not a DID/],
])('vibe %j ends with one readable line and a failure', async (args, says) => {
  const { code, err } = await vibe(...args);
  expect(code).toBe(1);
  expect(err).toMatch(says);
  expect(err).not.toMatch(/^\s+at /m);
});

test('an operator closes an account, takes it back, and erases it', async () => {
  expect((await vibe('user', 'delete', 'bert')).out).toMatch(/bert is closed, and erased on \d{4}-\d\d-\d\d/);
  expect((await vibe('user', 'restore', 'bert')).out).toContain('bert is back');
  expect(JSON.parse((await vibe('user', 'delete', 'bert', '--erase', '--json')).out)).toMatchObject({
    handle: 'bert',
    did: expect.stringContaining(':u:bert'),
  });
  expect(await query(database.url, "select from accounts where handle = 'bert'")).toEqual([]);
}, 60_000);
