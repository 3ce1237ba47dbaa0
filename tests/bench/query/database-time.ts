import pg from 'pg';
import { median } from '../rows.ts';
import type { Recorded } from './recorded.ts';

const RUNS = 41;

/**
 * Milliseconds that Postgres itself spends on statements, planning and execution: each prepared and run as the reader's role, bound as the server binds
 * it; median of many runs, of which the first few, that choose the plan and warm the pages, do not count.
 */
export async function databaseMs(databaseUrl: string, recorded: readonly Recorded[]): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c role=vibe_reader -c plan_cache_mode=force_generic_plan' });
  await client.connect();
  let sum = 0;
  try {
    for (const each of recorded) sum += await statementMs(client, each);
  } finally {
    await client.end();
  }
  return sum;
}

async function statementMs(client: pg.Client, { principals, statement }: Recorded): Promise<number> {
  await client.query(`prepare measured as ${statement.text}`);
  const values = statement.values.length === 0 ? '' : `(${statement.values.map(literal).join(', ')})`;
  const times: number[] = [];
  for (let run = -10; run < RUNS; run++) {
    await client.query('begin read only');
    await client.query("select set_config('vibe.principals', $1, true)", [principals.join('\x1f')]);
    const { rows } = await client.query<{ 'QUERY PLAN': [{ 'Planning Time': number; 'Execution Time': number }] }>(
      `explain (analyze, timing off, format json) execute measured${values}`,
    );
    await client.query('commit');
    const [plan] = rows[0]?.['QUERY PLAN'] ?? [];
    if (run >= 0 && plan) times.push(plan['Planning Time'] + plan['Execution Time']);
  }
  await client.query('deallocate measured');
  return median(times);
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'`;
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(element).join(',')}}`);
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (typeof value === 'object') return pg.escapeLiteral(JSON.stringify(value));
  return pg.escapeLiteral(String(value));
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  const text = value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
