import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, type DocumentsWorld, documentsOf, documentsWorld } from '../harness/documents.ts';
import { unprotected } from './audit.ts';

let world: DocumentsWorld;
let client: pg.Client;
let tables: string[];
beforeAll(async () => {
  world = await documentsWorld();
  for (const [owner, acl] of [
    [alice, {}],
    [alice, { read: { allow: [bob] } }],
    [alice, { read: { allow: ['*' as const], deny: [bob] } }],
    [bob, { read: { allow: [alice] } }],
  ] as const) {
    await documentsOf(world.app(owner)).create({
      collection: 'feeds/posts',
      body: { text: 'x' },
      acl: { ...acl, read: { allow: [], ...acl.read } } as never,
    });
  }
  client = new pg.Client({ connectionString: world.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname",
  );
  tables = rows.map((row) => row.name);
});
afterAll(async () => {
  await client.end();
  await world[Symbol.asyncDispose]();
});

type Bound = Readonly<{ owner?: string; principals?: readonly string[] }>;
const bobBound = { owner: bob, principals: ['*', bob] };

/** Runs one statement in a role, bound like a transaction of the server's, and undoes it. `refused` is a missing privilege or a policy. */
async function attempt(role: string, bound: Bound, text: string): Promise<readonly Record<string, unknown>[] | 'refused'> {
  await client.query('begin');
  try {
    await client.query(`set local role ${role}`);
    await client.query("select set_config('vibe.owner', $1, true), set_config('vibe.principals', $2, true)", [
      bound.owner ?? '',
      bound.principals?.join('\x1f') ?? '',
    ]);
    return (await client.query(text)).rows;
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return 'refused';
    throw error;
  } finally {
    await client.query('rollback');
  }
}

const columnOf = async (table: string) =>
  (
    await client.query<{ name: string }>(
      "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and attidentity = '' order by attnum limit 1",
      [table],
    )
  ).rows[0]?.name as string;

/** What each role may do at all; a table that is not named here is closed to it. */
const rights: Record<string, { read: readonly string[]; write: readonly string[] }> = {
  vibe_reader: { read: ['documents', 'document_readers', 'changes'], write: [] },
  vibe_writer: { read: ['documents', 'document_readers', 'streams'], write: ['documents', 'document_readers', 'streams'] },
  vibe_feed: { read: ['documents', 'changes', 'server_state'], write: ['server_state', 'changes'] },
};

describe.each(Object.keys(rights))('%s', (role) => {
  const may = rights[role] as (typeof rights)[string];

  test('reads nothing of another owner in any table or partition, and in most nothing at all', async () => {
    for (const table of tables) {
      const rows = await attempt(role, bobBound, `select * from ${table}`);
      if (!may.read.includes(table)) expect([table, rows]).toEqual([table, 'refused']);
      else if (role !== 'vibe_feed') {
        const foreign = (rows as Record<string, unknown>[]).filter((row) => !mine(row, bob));
        expect([table, foreign]).toEqual([table, []]);
      }
    }
  });

  test('reads nothing at all when it is bound to nobody', async () => {
    if (role === 'vibe_feed') return; // the process's own reader is never bound
    for (const table of may.read) expect([table, await attempt(role, {}, `select * from ${table}`)]).toEqual([table, []]);
  });

  test('changes and deletes nothing of another owner in any table or partition', async () => {
    for (const table of tables) {
      const column = await columnOf(table);
      for (const text of [`update ${table} set ${column} = ${column} returning *`, `delete from ${table} returning *`]) {
        const rows = await attempt(role, bobBound, text);
        if (!may.write.includes(table)) expect([text, rows]).toEqual([text, 'refused']);
        else if (rows !== 'refused' && table !== 'server_state')
          expect([text, rows.filter((row) => row.owner_did !== bob)]).toEqual([text, []]);
      }
    }
  });

  test('adds nothing in the name of another owner', async () => {
    for (const [table, values] of Object.entries(inserts)) {
      expect([table, await attempt(role, bobBound, `insert into ${table} ${values}`)]).toEqual([table, 'refused']);
    }
  });
});

const document = `(owner_did, collection, id, ord, seq, generation, hash, body, created_by_app, created_at, updated_at)
  values ('${alice}', 'feeds/posts', 'planted', 1, 999, 1, '0', '{}', 'feeds', now(), now())`;
const inserts: Record<string, string> = {
  streams: `(owner_did, seq) values ('${alice}', 999)`,
  documents: document,
  ...Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`documents_p${at}`, document])),
  document_readers: `(principal, collection, ord, owner_did, id) values ('${bob}', 'feeds/posts', 1, '${alice}', 'planted')`,
  changes: `(owner_did, collection, id, seq, rev, op, ord) values ('${alice}', 'feeds/posts', 'planted', 999, '1-0', 'c', 1)`,
};

/** Bob's by owner, by a reader row of his, or by an ACL that names him or everyone and does not deny him. */
function mine(row: Record<string, unknown>, who: string): boolean {
  const readers = (row.readers ?? []) as string[];
  const denied = (row.denied ?? []) as string[];
  if (row.owner_did === who) return true;
  if ('principal' in row) return row.principal === who || row.principal === '*';
  return (readers.includes(who) || readers.includes('*')) && !denied.includes(who);
}

test('the role of accounts and sign-in reads and writes no document', async () => {
  for (const table of tables.filter((name) => /^(documents|document_readers|streams|changes)/.test(name))) {
    expect([table, await attempt('vibe_system', bobBound, `select from ${table}`)]).toEqual([table, 'refused']);
    expect([table, await attempt('vibe_system', bobBound, `delete from ${table}`)]).toEqual([table, 'refused']);
  }
});

test('a writer bound to a document of somebody else’s, which the ACL lets him write, writes that one and shares nothing', async () => {
  const acl = { read: { allow: [bob] }, write: { allow: [bob] } };
  await documentsOf(world.app(alice)).create({ collection: 'feeds/posts', id: 'ours', body: { text: 'x' }, acl });
  const bound = { owner: alice, principals: ['*', bob] };
  expect(await attempt('vibe_writer', bound, 'update documents set seq = seq + 1000 returning id')).toEqual([{ id: 'ours' }]);
  expect(await attempt('vibe_writer', bound, 'select id from documents')).toEqual([{ id: 'ours' }]);
  expect(await attempt('vibe_writer', bound, `insert into documents ${document}`)).toBe('refused');
  expect(await attempt('vibe_writer', bound, `insert into document_readers ${inserts.document_readers}`)).toBe('refused');
  expect(await attempt('vibe_writer', bound, 'delete from documents')).toBe('refused');
});

describe('the audit of the schema', () => {
  test('finds row level security forced on every table, and each with its policies or closed to every role', async () => {
    expect(await unprotected(client)).toEqual([]);
  });

  test.each([
    ['row level security is off', 'create table leak (owner_did text)'],
    ['it does not hold for the table’s owner', 'create table leak (owner_did text); alter table leak enable row level security'],
    [
      'a role is granted what no policy speaks of',
      'create table leak (owner_did text); alter table leak enable row level security; alter table leak force row level security; grant select on leak to vibe_reader',
    ],
    ['a partition is granted by name', 'grant select on documents_p3 to vibe_reader'],
    ['a table is granted to everybody', 'grant select on apps to public'],
  ])('would say that %s', async (_, mistake) => {
    await client.query('begin');
    await client.query(mistake);
    expect(await unprotected(client)).toHaveLength(1);
    await client.query('rollback');
  });
});
