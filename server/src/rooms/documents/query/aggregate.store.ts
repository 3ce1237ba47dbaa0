import { type AggregateDocumentsInput, type AggregateGroup, type Filter, limits } from '@vibe/shared';
import type { Database } from '../../../platform/database.ts';
import { DOCUMENT_COLUMNS } from '../documents.store.ts';
import { fieldSql, filterSql } from './filter-sql.ts';
import type { FindRequest } from './find.store.ts';
import { StatementText } from './statement-text.ts';
import { walkSql } from './walk.store.ts';

export interface AggregateRequest extends Omit<FindRequest, 'limit' | 'after'> {
  /** What the documents of the walk must match besides. */
  readonly filter: Filter | undefined;
}
export type Figures = Pick<AggregateDocumentsInput, 'groupBy' | 'sum' | 'min' | 'max' | 'avg'>;

/** `undefined`: there are more documents than a query may look at. */
export async function countStored(database: Database, request: AggregateRequest): Promise<number | undefined> {
  const text = new StatementText();
  const { walked, passed, isTooBroad } = passing(text, request);
  const statement = `with walked as materialized (${walked})
    select ${isTooBroad} as too_broad, (select count(*) from ${request.filter ? `(select ${passed()}) as passed` : 'walked'}) as count`;
  const [row] = await database.read<{ too_broad: boolean; count: string }>(request.eyes.principals, text.done(statement));
  return row && !row.too_broad ? Number(row.count) : undefined;
}

type Row = { readonly too_broad: boolean; readonly count: string | null } & { readonly [column: string]: unknown };

/** `undefined`: there are more documents or groups than a query may look at. Largest group first. */
export async function aggregateStored(
  database: Database,
  request: AggregateRequest,
  figures: Figures,
): Promise<AggregateGroup[] | undefined> {
  const text = new StatementText();
  const { walked, passed, isTooBroad } = passing(text, request);
  const by = figures.groupBy.map((path, at) => `coalesce(${fieldSql(path, text, 'd')}, 'null') as by${at}`);
  const each = kinds.flatMap((kind) =>
    figures[kind].map((path, at) => `${columns[kind](fieldSql(path, text, 'd'), request.int64.has(path))} as ${kind}${at}`),
  );
  const groups = figures.groupBy.map((_, at) => `by${at}`);
  const statement = `with walked as materialized (${walked}),
    grouped as materialized (select ${[...by, 'count(*) as count', ...each].join(', ')} ${passed()}
      ${groups.length > 0 ? `group by ${groups.join(', ')}` : ''} limit ${text.$(limits.groups + 1, 'integer')})
    select ${isTooBroad} as too_broad, grouped.* from (select) as one left join grouped on true
     order by ${['count desc', ...groups].join(', ')}`;
  const rows = await database.read<Row>(request.eyes.principals, text.done(statement));
  if (rows.length > limits.groups || rows[0]?.too_broad) return undefined;
  return rows.filter(({ count }) => count !== null).map((row) => groupOf(row, figures, request));
}

/** The documents that are walked past, and which of them match. */
function passing(text: StatementText, request: AggregateRequest) {
  const most = text.as('budget', limits.scanBudget + 1, 'integer');
  const { sql, looked } = walkSql(text, request, undefined, most);
  const passed = () => `from walked cross join lateral (select ${DOCUMENT_COLUMNS} from documents
      where owner_did = walked.owner_did and collection = ${text.as('collection', request.collection, 'text')} and id = walked.id and not deleted offset 0) as d
    where ${request.filter ? filterSql(request.filter, text, request.int64, 'd') : 'true'}`;
  return {
    walked: sql,
    passed,
    isTooBroad: `(select count(*) from ${looked === undefined ? 'walked' : `(${looked}) as looked`}) >= ${most}`,
  };
}

const kinds = ['sum', 'avg', 'min', 'max'] as const;
const numberOf = (field: string, isInt64: boolean) =>
  isInt64 ? `vibe_number(${field})` : `case when jsonb_typeof(${field}) = 'number' then (${field} #>> '{}')::numeric end`;
const extreme = (direction: 'asc' | 'desc') => (field: string, isInt64: boolean) => {
  const order = [`vibe_rank(${field}, ${isInt64})`, `vibe_sort_number(${field}, ${isInt64})`, `(${field} #>> '{}') collate "C"`];
  return `(array_agg(${field} order by ${order.map((each) => `${each} ${direction}`).join(', ')}) filter (where vibe_rank(${field}, ${isInt64}) in (4, 5)))[1]`;
};
const columns: Record<(typeof kinds)[number], (field: string, isInt64: boolean) => string> = {
  sum: (field, isInt64) => `sum(${numberOf(field, isInt64)})::text`,
  avg: (field, isInt64) => `avg(${numberOf(field, isInt64)})::text`,
  min: extreme('asc'),
  max: extreme('desc'),
};

function groupOf(row: Row, figures: Figures, { int64 }: AggregateRequest): AggregateGroup {
  const values = (kind: (typeof kinds)[number]) =>
    Object.fromEntries(figures[kind].map((path, at) => [path, figureOf(row[`${kind}${at}`], kind === 'sum' && int64.has(path), kind)]));
  return {
    by: Object.fromEntries(figures.groupBy.map((path, at) => [path, row[`by${at}`]])),
    count: Number(row.count),
    ...{ sum: values('sum'), avg: values('avg'), min: values('min'), max: values('max') },
  };
}

function figureOf(value: unknown, isExact: boolean, kind: (typeof kinds)[number]): number | string | null {
  if (value === null || value === undefined) return null;
  if (kind === 'min' || kind === 'max') return value as number | string;
  if (isExact) return String(value);
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
