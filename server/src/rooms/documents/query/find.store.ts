import { hash } from 'node:crypto';
import { type Int64Fields, limits } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../../platform/database.ts';
import type { Statement } from '../../../platform/statement.ts';
import type { StoredDocument } from '../document.ts';
import { DOCUMENT_COLUMNS, type DocumentRow, toStored } from '../documents.store.ts';
import { filterSql } from './filter-sql.ts';
import { type SortValues, sortSql } from './sort-sql.ts';
import { StatementText } from './statement-text.ts';
import { ownSql, walkSql } from './walk.store.ts';
import type { Step, WalkQuery } from './walk-parts.ts';

export interface FindRequest extends WalkQuery {
  readonly int64: Int64Fields;
  /** Documents that are wanted. */
  readonly limit: number;
  /** The last one of the page before. */
  readonly after: After | undefined;
}
export interface After extends Step {
  /** Where the plan sorts. */
  readonly sorted?: SortValues | undefined;
}
export interface Walked {
  readonly stored: StoredDocument;
  /** Where it stands in a walk by index. */
  readonly place: Buffer;
}
export interface Found {
  readonly documents: readonly Walked[];
  /** There were more documents to look at than a query may, and they were not enough. */
  readonly isTooBroad: boolean;
}

/** The next documents of a plan, with the rights of these principals. */
export async function findStored(database: Database, request: FindRequest): Promise<Found> {
  const { plan, eyes } = request;
  const { statement, skip } = plan.residual || plan.sort || plan.walk.by === 'search' ? looked(request) : walked(request);
  const rows = await database.read<Row>(eyes.principals, statement);
  return {
    documents: rows.flatMap((row) => (row.id === null ? [] : [{ stored: toStored(row), place: row.place.subarray(skip) }])),
    isTooBroad: rows[0]?.too_broad ?? false,
  };
}

type Row = DocumentRow & { place: Buffer; too_broad?: boolean };
interface Composed {
  readonly statement: Statement;
  readonly skip: number;
}

/** The documents of a few rows, each by its key; `offset 0` keeps the planner from turning it into a join of everything. */
const documentOf = (collection: string, row: string) => `(select ${DOCUMENT_COLUMNS} from documents
    where owner_did = ${row}.owner_did and collection = ${collection} and id = ${row}.id and not deleted offset 0)`;

const names = new LRUCache<string, string>({ max: 1_000 });
function nameOf(statement: string): string {
  const name = names.get(statement) ?? `documents.find ${hash('md5', statement)}`;
  names.set(statement, name);
  return name;
}

/** The walk is the answer. There are few such texts, so they stay prepared. */
function walked(request: FindRequest): Composed {
  const text = new StatementText();
  const { sql, order, skip } = walkSql(text, request, request.after, text.as('limit', request.limit, 'integer'));
  const statement = `with page as materialized (${sql})
    select page.place, d.* from page cross join lateral ${documentOf(text.as('collection', request.collection, 'text'), 'page')} as d
     order by ${qualified(order, 'page')}`;
  return { statement: text.done(statement, nameOf(statement)), skip };
}

/** What the walk passes is looked at, and no more of it than the budget. */
function looked(request: FindRequest): Composed {
  const text = new StatementText();
  const { plan, after, int64 } = request;
  const most = text.as('budget', limits.scanBudget + 1, 'integer');
  const limit = text.as('limit', request.limit, 'integer');
  const from = plan.sort ? undefined : after;
  const sort = plan.sort && sortSql(plan.sort, text, int64, 'd');
  const isOwn = request.whose.kind === 'own' && plan.walk.by === 'creation' ? request.whose : undefined;
  const { sql, order, skip, looked } = isOwn
    ? ownSql(text, request, isOwn, from, most, DOCUMENT_COLUMNS)
    : walkSql(text, request, from, plan.residual || sort ? most : limit);
  const document = isOwn
    ? 'walked as d'
    : `walked cross join lateral ${documentOf(text.as('collection', request.collection, 'text'), 'walked')} as d`;
  const passed = `select ${isOwn ? '' : 'walked.place, '}d.*${sort?.columns ?? ''} from ${document}
    where ${plan.residual ? filterSql(plan.residual, text, int64, 'd') : 'true'}`;
  const found = sort
    ? `select * from (${passed}) as passed ${after?.sorted ? `where ${sort.after(after.sorted, after.ord, after.owner, after.id)}` : ''}
       order by ${sort.order} limit ${limit}`
    : `${passed} order by ${qualified(order, isOwn ? 'd' : 'walked')} limit ${limit}`;
  // A walk that filled the page did not have to be longer; a sort must have seen everything.
  const isShort = sort ? 'true' : `(select count(*) from found) < ${limit}`;
  const passedBy = looked === undefined ? 'walked' : `(${looked}) as looked`;
  const statement = `with walked as not materialized (${sql}), found as materialized (${found})
    select found.*, broad.too_broad
      from (select case when ${isShort} then (select count(*) from ${passedBy}) >= ${most} else false end as too_broad) as broad
      left join found on true order by ${qualified(sort?.order ?? order, 'found')}`;
  return { statement: text.done(statement), skip };
}

const qualified = (order: string, alias: string): string =>
  order
    .split(', ')
    .map((each) => `${alias}.${each}`)
    .join(', ');
