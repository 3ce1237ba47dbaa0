import type { Database } from './database.ts';

export interface Spending {
  readonly kind: string;
  readonly subject: Buffer;
  /** How long this takes to be free again. */
  readonly costMs: number;
  /** How long all points together take. */
  readonly spanMs: number;
}

/** Of a clock that ran ahead; no limit is that long. */
const IMPOSSIBLY_FAR_MS = 7 * 86_400_000;

/**
 * All or nothing, in one statement. What others spend meanwhile is seen by the update's own condition, which waits for them: then one limit may be refused
 * where another was counted, and none is ever exceeded. In the order of the key, so that two statements never wait for each other.
 */
const spending = `
with asked as (
  select * from unnest($1::text[], $2::bytea[], $3::float8[], $4::float8[]) as asked (kind, subject, cost, span)
), looked as materialized (
  select asked.*, asked.cost - asked.span - $5
    + greatest($5, (select spent_until from rate_limits as kept where kept.kind = asked.kind collate "C" and kept.subject = asked.subject)) as wait
  from asked
), spent as (
  insert into rate_limits as kept (kind, subject, spent_until)
  select kind, subject, $5 + cost from looked where (select max(wait) from looked) < 0.5 order by kind collate "C", subject
  on conflict (kind, subject) do update set spent_until = greatest(kept.spent_until, $5) + excluded.spent_until - $5
  where greatest(kept.spent_until, $5) + excluded.spent_until - $5
    < $5 + 0.5 + (select asked.span from asked where asked.kind = excluded.kind and asked.subject = excluded.subject)
  returning 1
)
select (select count(*)::int4 from spent) as spent, (select max(wait) from looked) as wait`;

/** @returns how long to wait, in milliseconds; 0: it was counted */
export async function spendPoints(database: Database, asked: readonly Spending[], now: number): Promise<number> {
  const values = [asked.map((each) => each.kind), asked.map((each) => each.subject), asked.map((each) => each.costMs)];
  const [row] = await database.count<{ spent: number; wait: number }>({
    name: 'spend points',
    text: spending,
    values: [...values, asked.map((each) => each.spanMs), now],
  });
  return row?.spent === asked.length ? 0 : Math.max(1, row?.wait ?? 0);
}

export async function forgetSpent(database: Database, kind: string, subject: Buffer): Promise<void> {
  const text = 'delete from rate_limits where kind = $1 and subject = $2';
  await database.count({ name: 'forget what was spent', text, values: [kind, subject] });
}

export async function sweepSpent(database: Database, now: number): Promise<number> {
  const text = `with gone as (delete from rate_limits where spent_until <= $1 or spent_until > $2 returning 1) select count(*)::int4 as gone from gone`;
  const [row] = await database.count<{ gone: number }>({ name: 'sweep what was spent', text, values: [now, now + IMPOSSIBLY_FAR_MS] });
  return row?.gone ?? 0;
}
