import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Column types of Postgres as Kysely's queries see them; int8 and xid8 come as text, as pg gives them. */
const types: Record<string, string> = {
  text: 'string',
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  float8: 'number',
  int8: 'string',
  xid8: 'string',
  char: 'string',
  uuid: 'string',
  jsonb: 'unknown',
  bytea: 'Buffer',
  timestamptz: 'Date',
  _text: 'string[]',
  inet: 'string',
};
/** What a write may give where it differs from what a read gets. */
const writes: Record<string, string> = { int8: 'string | number | bigint', jsonb: 'string', timestamptz: 'Date | string' };

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  defaulted: boolean;
  always: boolean;
}

/** The text of platform/tables.ts for a migrated database. */
export async function generateTables(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<Column>(`
    select c.relname as table, a.attname as column, t.typname as type, not a.attnotnull as nullable,
           (a.atthasdef or a.attidentity <> '') as defaulted, (a.attidentity = 'a' or a.attgenerated <> '') as always
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     order by c.relname, a.attnum`);
  await client.end();
  const tables = Map.groupBy(rows, (row) => row.table);
  const body = [...tables].map(
    ([table, columns]) => `  ${table}: {\n${columns.map((each) => `    ${each.column}: ${columnType(each)};`).join('\n')}\n  };`,
  );
  const text = `// Generated from the migrated database by scripts/generate-tables.ts. Do not edit.\nimport type { ColumnType } from 'kysely';\n\nexport interface Tables {\n${body.join('\n')}\n}\n`;
  return execFileSync('biome', ['format', '--stdin-file-path=server/src/platform/tables.ts'], {
    input: text,
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, PATH: `${join(import.meta.dirname, '../node_modules/.bin')}:${process.env.PATH}` },
  });
}

function columnType({ table, column, type, nullable, defaulted, always }: Column): string {
  const read = types[type];
  if (!read) throw new Error(`${table}.${column}: no TypeScript type is known for ${type}`);
  const orNull = nullable ? ' | null' : '';
  if (always) return `ColumnType<${read}${orNull}, never, never>`;
  const write = (writes[type] ?? read) + orNull;
  if (!defaulted && !nullable && write === read) return read;
  return `ColumnType<${read}${orNull}, ${write}${defaulted || nullable ? ' | undefined' : ''}, ${write}>`;
}

const [url] = process.argv.slice(2);
if (import.meta.main) {
  if (!url) throw new Error('usage: node scripts/generate-tables.ts <url of a migrated database>');
  await writeFile(join(import.meta.dirname, '../server/src/platform/tables.ts'), await generateTables(url));
}
