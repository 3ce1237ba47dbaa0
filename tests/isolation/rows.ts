import type pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

interface Column {
  readonly name: string;
  readonly type: string;
}

const columnsOf = async (client: pg.Client, table: string): Promise<readonly (Column & { readonly needed: boolean })[]> =>
  (
    await client.query<Column & { needed: boolean }>(
      `select a.attname as name, t.typname as type, a.attnotnull and not a.atthasdef as needed
         from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = '' order by a.attnum`,
      [table],
    )
  ).rows;

let made = 0;
const values: Readonly<Record<string, () => unknown>> = {
  text: () => `planted-${++made}`,
  bool: () => false,
  int4: () => ++made,
  int8: () => 1_000_000 + ++made,
  float8: () => 1_000_000 + ++made,
  char: () => 'c',
  xid8: () => String(1_000_000 + ++made),
  jsonb: () => '{}',
  bytea: () => Buffer.from([++made % 256]),
  timestamptz: () => new Date(0),
  _text: () => [],
};

/** An insert of a row of this table: what has to be given and is not, is made up by its type. */
export async function insertInto(client: pg.Client, table: string, given: Row): Promise<{ text: string; values: unknown[] }> {
  const columns = (await columnsOf(client, table)).filter(({ name, needed }) => needed || name in given);
  const filled = columns.map(({ name, type }) => {
    if (name in given) return given[name];
    const make = values[type];
    if (!make) throw new Error(`${table}.${name}: say how a test makes a ${type}`);
    return make();
  });
  const names = columns.map(({ name }) => name);
  return { text: `insert into ${table} (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`, values: filled };
}

/** A column that an update may name: an identity column it may not. */
export const firstColumn = async (client: pg.Client, table: string): Promise<string> => (await columnsOf(client, table))[0]?.name as string;

export interface Bound {
  readonly owner?: string;
  readonly principals?: readonly string[];
}

/** Runs one statement in a role, bound like a transaction of the server's, and undoes it. `refused`: a missing privilege, or a policy. */
export async function attempt(
  client: pg.Client,
  role: string,
  bound: Bound,
  statement: { readonly text: string; readonly values?: unknown[] },
): Promise<readonly Row[] | 'refused'> {
  const settings = { role, 'vibe.owner': bound.owner ?? '', 'vibe.principals': bound.principals?.join('\x1f') ?? '' };
  const set = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${client.escapeLiteral(value)}, true)`);
  await client.query(`begin; select ${set.join(', ')}`);
  try {
    return (await client.query(statement)).rows;
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return 'refused';
    throw error;
  } finally {
    await client.query('rollback');
  }
}

/** As its superuser, past every policy and every foreign key. */
export async function plant(client: pg.Client, table: string, given: Row): Promise<void> {
  await client.query('begin');
  await client.query("set local session_replication_role = 'replica'");
  await client.query(await insertInto(client, table, given));
  await client.query('commit');
}
