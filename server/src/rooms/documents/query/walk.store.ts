import { hash } from 'node:crypto';
import type { Whose } from '../scope.ts';
import type { Walk } from './plan.ts';
import type { WalkedRange } from './plan-index.ts';
import type { StatementText } from './statement-text.ts';
import {
  type Branch,
  collectionOf,
  createdSql,
  overPrincipals,
  placeOf,
  principalsOf,
  type Step,
  type WalkQuery,
  whoseSql,
} from './walk-parts.ts';
import { searched } from './walk-search.store.ts';

/** SQL of rows (place, ord, owner_did, id), each document once, in the order of `order`. */
export interface WalkSql {
  readonly sql: string;
  readonly order: string;
  /** How much of `place` all of the walk has in common. */
  readonly skip: number;
  /** Rows that are looked at to find these, where they are more. */
  readonly looked?: string | undefined;
}

/**
 * Each principal and range is walked with an ordered LIMIT of its own and the few rows are merged, so that the cost does not grow with what is stored.
 * @param limit rows that are wanted, as a value of the statement
 */
export function walkSql(text: StatementText, query: WalkQuery, after: Step | undefined, limit: string): WalkSql {
  const { plan, whose } = query;
  const columns = [
    ...(plan.walk.by === 'index' && !plan.walk.isExact ? ['place'] : []),
    'ord',
    ...(whose.kind === 'many' ? ['owner_did'] : []),
    'id',
  ];
  const order = columns.map((column) => `${column} ${plan.direction}`).join(', ');
  const branches = branchesOf(text, query, after, limit);
  const [only] = branches;
  if (branches.length === 1 && only?.isOneWalk) return { ...only, order };
  const rows = branches.map(({ sql }) => `(${sql})`).join(' union all ');
  return {
    sql: `select distinct place, ord, owner_did, id from (${rows}) as branch order by ${order} limit ${limit}`,
    order,
    skip: 0,
    looked: only?.looked,
  };
}

type Own = Pick<Extract<Whose, { readonly kind: 'own' }>, 'owner' | 'publicOnly'>;
function branchesOf(text: StatementText, query: WalkQuery, after: Step | undefined, limit: string): readonly Branch[] {
  const { whose, plan } = query;
  if (plan.walk.by === 'search') return [searched(text, query, plan.walk.index, query.terms ?? [], after, limit)];
  if (plan.walk.by === 'index') return [indexed(text, query, plan.walk, after, limit)];
  const own =
    whose.kind === 'own'
      ? whose
      : whose.kind === 'many' && whose.own && query.eyes.did
        ? { owner: query.eyes.did, publicOnly: false }
        : undefined;
  return [
    ...(own ? [{ ...ownSql(text, query, own, after, limit, 'ord, owner_did, id'), isOneWalk: true }] : []),
    ...(whose.kind === 'own' ? [] : [shared(text, query, after, limit)]),
  ];
}

/** One's own documents, newest first or last, need no reader row: these columns of them. */
export function ownSql(text: StatementText, query: WalkQuery, own: Own, after: Step | undefined, limit: string, columns: string): WalkSql {
  const { direction } = query.plan;
  const sign = direction === 'desc' ? '<' : '>';
  const order = `ord ${direction}, id ${direction}`;
  const sql = `select ''::bytea as place, ${columns} from documents
    where owner_did = ${text.as('owner', own.owner, 'text')} and collection = ${collectionOf(text, query)} and not deleted
      ${own.publicOnly ? "and '*' = any (readers)" : ''} ${createdSql(text, query)}
      ${after ? `and (ord, owner_did, id) ${sign} ${placeOf(text, after)}` : ''}
    order by ${order} limit ${limit}`;
  return { sql, order, skip: 0 };
}

function shared(text: StatementText, query: WalkQuery, after: Step | undefined, limit: string): Branch {
  const { whose, plan } = query;
  if (whose.kind === 'owner') return sharedByOwner(text, query, whose, after, limit);
  const sign = plan.direction === 'desc' ? '<' : '>';
  const order = ['ord', 'owner_did', 'id'].map((column) => `${column} ${plan.direction}`).join(', ');
  const sql = (principal: string) => `select ''::bytea as place, ord, owner_did, id from document_readers
    where principal = ${principal} and collection = ${collectionOf(text, query)} ${whoseSql(text, query)} ${createdSql(text, query)}
      ${after ? `and (ord, owner_did, id) ${sign} ${placeOf(text, after)}` : ''}
    order by ${order} limit ${limit}`;
  return overPrincipals(text, query, sql);
}

/**
 * Along the column `walk` of document_readers, which stands for owner, collection and principal (migration 0012). It is made here: under row level security
 * an index serves a comparison with a plain value only. Rows that deny nobody are read from the index alone.
 */
function sharedByOwner(
  text: StatementText,
  query: WalkQuery,
  { owner, as }: Extract<Whose, { readonly kind: 'owner' }>,
  after: Step | undefined,
  limit: string,
): Branch {
  const { collection, eyes, plan } = query;
  const walks = as.map((principal) => hash('md5', `${owner} ${collection} ${principal}`));
  const sign = plan.direction === 'desc' ? '<' : '>';
  const passed = after ? `and (ord, id) ${sign} (${text.$(String(after.ord), 'bigint')}, ${text.$(after.id, 'text')})` : '';
  const rows = (
    condition: string,
  ) => `(select ''::bytea as place, ord, ${text.as('owner', owner, 'text')} as owner_did, id from document_readers
    where walk = walks.walk and ${condition} ${createdSql(text, query)} ${passed} order by ord ${plan.direction}, id ${plan.direction} limit ${limit})`;
  const allowed = `is_denied and not denied && ${text.as('principals', eyes.principals, 'text[]')}`;
  const sql = `select walked.* from unnest(${text.$(walks, 'uuid[]')}) as walks (walk)
    cross join lateral (${rows('not is_denied')} union all ${rows(allowed)}) as walked`;
  return { sql, isOneWalk: false, skip: 0 };
}

function indexed(
  text: StatementText,
  query: WalkQuery,
  walk: Extract<Walk, { by: 'index' }>,
  after: Step | undefined,
  limit: string,
): Branch {
  const { direction } = query.plan;
  const sign = direction === 'desc' ? '<' : '>';
  const [one] = walk.ranges.length === 1 && principalsOf(query).length === 1 ? walk.ranges : [];
  const low = one ? text.as('low', one.low, 'bytea') : 'range.low';
  const high = () => (one ? text.as('high', one.high, 'bytea') : 'range.high');
  const before = (step: Step) =>
    one
      ? text.$(Buffer.concat([one.low.subarray(0, one.skip), step.place]), 'bytea')
      : `substr(range.low, 1, range.skip) || ${text.$(step.place, 'bytea')}`;
  const place = walk.isExact ? "''::bytea" : one ? 'key' : 'substr(key, range.skip + 1)';
  const keyed = walk.isExact ? `key = ${low}` : `key >= ${low} and key < ${high()}`;
  const passed =
    after &&
    (walk.isExact
      ? `and (ord, owner_did, id) ${sign} ${placeOf(text, after)}`
      : `and (key, ord, owner_did, id) ${sign} ${placeOf(text, after, before(after))}`);
  const order = [...(walk.isExact ? [] : ['key']), 'ord', 'owner_did', 'id'].map((column) => `${column} ${direction}`).join(', ');
  const sql = (principal: string) => `select ${place} as place, ord, owner_did, id from document_index
    where principal = ${principal} and collection = ${collectionOf(text, query)} and index_name = ${text.as('index', walk.index, 'text')} and ${keyed}
      ${whoseSql(text, query)} ${walk.isExact ? createdSql(text, query) : ''} ${passed ?? ''}
    order by ${order} limit ${limit}`;
  if (one) return { ...overPrincipals(text, query, sql), skip: walk.isExact ? 0 : one.skip };
  return overPrincipals(text, query, sql, rangesSql(text, walk.ranges));
}

const rangesSql = (text: StatementText, ranges: readonly WalkedRange[]): string => {
  const lows = text.as(
    'lows',
    ranges.map(({ low }) => low),
    'bytea[]',
  );
  const highs = text.as(
    'highs',
    ranges.map(({ high }) => high),
    'bytea[]',
  );
  return `cross join unnest(${lows}, ${highs}, ${text.as(
    'skips',
    ranges.map(({ skip }) => skip),
    'integer[]',
  )}) as range (low, high, skip)`;
};
