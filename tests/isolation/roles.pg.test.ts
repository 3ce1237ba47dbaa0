import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob } from '../harness/documents.ts';
import { type TestDatabase, testDatabase } from '../harness/postgres.ts';
import { unprotected } from './audit.ts';
import { type Command, commands, type RoleRights, rights } from './rights.ts';
import { attempt, type Bound, firstColumn, insertInto, plant, type Row } from './rows.ts';

const roles = ['vibe_reader', 'vibe_writer', 'vibe_feed', 'vibe_system'] as const;
type Role = (typeof roles)[number];

/** Bob at his own documents, bob at alice's, and a connection that nobody has bound. */
const bounds: readonly Required<Bound>[] = [
  { owner: bob, principals: ['*', bob] },
  { owner: alice, principals: ['*', bob] },
  { owner: '', principals: [] },
];

let database: TestDatabase;
let client: pg.Client;
let tables: readonly { readonly name: string; readonly isPart: boolean }[];
const listTables = async () =>
  (
    await client.query<{ name: string; isPart: boolean }>(
      `select relname as name, relispartition as "isPart" from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f') order by relname`,
    )
  ).rows;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  tables = await listTables();
  for (const [table, { rows }] of Object.entries(rights))
    for (const [did, other] of [
      [alice, bob],
      [bob, alice],
    ] as const)
      for (const row of rows(did, other)) if (row.owner_did !== '*' || did === bob) await plant(client, table, row);
});
afterAll(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

const unsaid = (all: typeof tables) => all.filter(({ name, isPart }) => !isPart && !Object.hasOwn(rights, name)).map(({ name }) => name);

test('somebody has said of every table what each role may do with it, and of no table that is not there', async () => {
  expect(unsaid(tables)).toEqual([]);
  expect(Object.keys(rights).filter((name) => !tables.some((table) => table.name === name))).toEqual([]);
  await client.query('begin');
  await client.query('create table forgotten (owner_did text)');
  expect(unsaid(await listTables())).toEqual(['forgotten']);
  await client.query('rollback');
});

const mayAtAll = (role: Role, table: { name: string; isPart: boolean }, command: Command): RoleRights[Command] =>
  table.isPart ? undefined : rights[table.name]?.[role]?.[command];

async function statementFor(table: string, command: Command) {
  if (command === 'select') return { text: `select * from ${table}` };
  if (command === 'insert') return { text: `insert into ${table} default values` };
  if (command === 'delete') return { text: `delete from ${table} returning *` };
  const column = await firstColumn(client, table);
  return { text: `update ${table} set ${column} = ${column} returning *` };
}

/** Not every column of them is open, so `select *` is refused: each has a test of its own. */
const someColumns: readonly string[] = ['vibe_writer changes', 'vibe_reader certificates'];

/** Each row by itself: some policies look again at what an update leaves. */
async function touched(role: Role, bound: Bound, table: string, command: Command, row: Row): Promise<boolean> {
  const statement = await statementFor(table, command);
  const [head, tail = ''] = statement.text.split(/(?= returning)/);
  const one = { text: `${head} where tableoid = $1 and ctid = $2${tail}`, values: [row.tableoid, row.ctid] };
  const rows = await attempt(client, role, bound, one).catch(passedPolicies);
  return rows === 'passed' || (rows !== 'refused' && rows.length === 1);
}

describe.each(roles)('%s', (role) => {
  test('is refused what nobody said it may: table by table, partition by partition', async () => {
    for (const table of tables)
      for (const command of commands)
        if (!mayAtAll(role, table, command))
          expect([table.name, command, await attempt(client, role, bounds[0] as Bound, await statementFor(table.name, command))]).toEqual([
            ...[table.name, command, 'refused'],
          ]);
  });

  test.each(['select', 'update', 'delete'] as const)('%ss exactly the rows it may', async (command) => {
    for (const table of tables) {
      const may = mayAtAll(role, table, command);
      if (!may || (command === 'select' && someColumns.includes(`${role} ${table.name}`))) continue;
      const there = (await client.query<Record<string, unknown>>(`select tableoid::text, ctid::text, * from ${table.name}`)).rows;
      for (const bound of bounds)
        for (const row of there)
          expect([table.name, row, bound, await touched(role, bound, table.name, command, row)]).toEqual([
            ...[table.name, row, bound, may(row, bound)],
          ]);
    }
  });

  test('adds exactly the rows it may', async () => {
    for (const table of tables) {
      const may = mayAtAll(role, table, 'insert');
      if (!may) continue;
      for (const bound of bounds)
        for (const [did, other] of [
          [alice, bob],
          [bob, alice],
        ] as const)
          for (const row of rights[table.name]?.rows(did, other) ?? []) {
            const outcome = await attempt(client, role, bound, await insertInto(client, table.name, row)).catch(passedPolicies);
            expect([table.name, row, bound, outcome === 'refused' ? 'refused' : 'added']).toEqual([
              ...[table.name, row, bound, may(row, bound) ? 'added' : 'refused'],
            ]);
          }
    }
  });
});

/** Row level security comes first: what a constraint refuses, no policy has refused. */
function passedPolicies(error: unknown): 'passed' {
  if (String((error as { code?: string }).code).startsWith('23')) return 'passed';
  throw error;
}

test('a writer reads of the feed only the places that its own transaction has just noted', async () => {
  const bound = { owner: bob, principals: ['*', bob] };
  const columns = { text: 'select xid, n, owner_did, readers, lost from changes' };
  expect(await attempt(client, 'vibe_writer', bound, columns)).toEqual([]);
  expect(await attempt(client, 'vibe_writer', bound, { text: 'select id from changes' })).toBe('refused');
});

test('someone whom an owner lets create in a collection creates there, nowhere else, and in nobody else’s name', async () => {
  await plant(client, 'collection_acls', { owner_did: alice, collection: 'feeds/guestbook', creators: [bob] });
  await plant(client, 'collection_acls', { owner_did: alice, collection: 'feeds/closed', creators: ['*'], creators_denied: [bob] });
  const bound = { owner: alice, principals: ['*', bob] };
  const create = async (row: Row) => attempt(client, 'vibe_writer', bound, await insertInto(client, 'documents', { body: '{}', ...row }));
  expect(await create({ owner_did: alice, collection: 'feeds/guestbook' })).not.toBe('refused');
  expect(await create({ owner_did: alice, collection: 'feeds/closed' })).toBe('refused');
  expect(await create({ owner_did: alice, collection: 'feeds/posts' })).toBe('refused');
  expect(await create({ owner_did: 'did:web:nobody.example', collection: 'feeds/guestbook' })).toBe('refused');
});

test('a reader sees of certificates that they are there, and only of its own', async () => {
  const statement = { text: 'select subject_did, issuer_did, type, expires_at, revoked_at from certificates' };
  expect(await attempt(client, 'vibe_reader', { principals: ['*', bob] }, statement)).toMatchObject([{ subject_did: bob }]);
  expect(await attempt(client, 'vibe_reader', { principals: ['*'] }, statement)).toEqual([]);
  expect(await attempt(client, 'vibe_reader', { principals: ['*', bob] }, { text: 'select claims from certificates' })).toBe('refused');
});

describe('the audit of the schema', () => {
  test('finds row level security forced on every table, and each with its policies or closed to every role', async () => {
    expect(await unprotected(client)).toEqual([]);
  });

  const open = 'alter table leak enable row level security; alter table leak force row level security; grant select on leak to vibe_reader';
  test.each([
    ['row level security is off', 'create table leak (owner_did text)'],
    ['it does not hold for the table’s owner', 'create table leak (owner_did text); alter table leak enable row level security'],
    ['a role is granted what no policy speaks of', `create table leak (owner_did text); ${open}`],
    ['a column is granted where no policy speaks', 'grant select (id) on documents to vibe_system'],
    ['a partition is granted by name', 'grant select on documents_p3 to vibe_reader'],
    ['a table is granted to everybody', 'grant select on apps to public'],
    ['a policy is for everybody', 'create policy leak on apps using (true)'],
    ['a view reads with its owner’s rights', 'create view leak as select * from documents'],
    ['a copy is kept beside the table', 'create materialized view leak as select * from documents'],
    ['a function runs with its owner’s rights', 'create function leak() returns int security definer language sql return 1'],
    ['a role goes around row level security', 'alter role vibe_feed bypassrls'],
    ['a role may become another', 'grant vibe_writer to vibe_reader'],
  ])('would say that %s', async (_, mistake) => {
    await client.query('begin');
    try {
      await client.query(mistake);
      expect(await unprotected(client)).toHaveLength(1);
    } finally {
      await client.query('rollback');
    }
  });
});
