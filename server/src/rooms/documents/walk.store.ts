import { hash } from 'node:crypto';
import { ANYONE, limits } from '@vibe/shared';
import type { Plan, Walk } from './plan.ts';
import type { WalkedRange } from './plan-index.ts';
import type { Eyes, Whose } from './scope.ts';
import type { SearchTerm } from './search-terms.ts';
import type { StatementText } from './statement-text.ts';

export interface WalkQuery {
  readonly collection: string;
  readonly plan: Plan;
  readonly whose: Exclude<Whose, { readonly kind: 'nobody' }>;
  readonly eyes: Eyes;
  /** Of a search; all must be there. The first one is walked along. */
  readonly terms?: readonly SearchTerm[] | undefined;
}

/** Where a document stands in a walk: behind what its ranges have in common, the rest of its key; then its creation. */
export interface Step {
  readonly place: Buffer;
  readonly ord: bigint;
  readonly owner: string;
  readonly id: string;
}

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
interface Branch {
  readonly sql: string;
  /** It is in order by itself, and without repeats. */
  readonly isOneWalk: boolean;
  readonly skip: number;
  readonly looked?: string | undefined;
}

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

/** The words of a search are index entries too. Of the first word's documents those that have the others; so many are looked at and no more. */
function searched(
  text: StatementText,
  query: WalkQuery,
  index: string,
  terms: readonly SearchTerm[],
  after: Step | undefined,
  limit: string,
): Branch {
  const [first, ...others] = terms;
  if (!first)
    return { sql: "select ''::bytea as place, 0::bigint as ord, '' as owner_did, '' as id where false", isOneWalk: false, skip: 0 };
  const entry = (alias: string, principal: string) =>
    `${alias}.principal = ${principal} and ${alias}.collection = ${collectionOf(text, query)} and ${alias}.index_name = ${text.as('index', index, 'text')}`;
  const word = (alias: string, at: number, { keys, isPrefix }: SearchTerm) => {
    const found = text.as(`term ${at}`, keys, 'bytea[]');
    return isPrefix
      ? `exists (select from unnest(${found}) as beginning where ${alias}.key >= beginning and ${alias}.key < beginning || '\\xff'::bytea)`
      : `${alias}.key = any (${found})`;
  };
  const has = (term: SearchTerm, at: number) => `and exists (select from document_index as other
      where ${entry('other', 'entry.principal')} and ${word('other', at + 1, term)}
        and other.ord = entry.ord and other.owner_did = entry.owner_did and other.id = entry.id)`;
  const sql = (
    principal: string,
  ) => `select ''::bytea as place, ord, owner_did, id from (${wordSql(text, query, index, first, principal, after)}) as entry
    where true ${others.map(has).join(' ')} limit ${limit}`;
  const looked = overPrincipals(text, query, (principal) => wordSql(text, query, index, first, principal, after)).sql;
  return { ...overPrincipals(text, query, sql), isOneWalk: false, looked };
}

/** The documents that have a word, newest first. */
function wordSql(
  text: StatementText,
  query: WalkQuery,
  index: string,
  { keys, isPrefix }: SearchTerm,
  principal: string,
  after: Step | undefined,
): string {
  const most = text.as('most', limits.scanBudget + 1, 'integer');
  const words = text.as('term 0', keys, 'bytea[]');
  const found = (condition: string) => `select principal, ord, owner_did, id from document_index
    where principal = ${principal} and collection = ${collectionOf(text, query)} and index_name = ${text.as('index', index, 'text')} and ${condition}
      ${whoseSql(text, query)} ${createdSql(text, query)} ${after ? `and (ord, owner_did, id) < ${placeOf(text, after)}` : ''}`;
  const newest = 'order by ord desc, owner_did desc, id desc';
  const inner = isPrefix
    ? `select * from (${found("key >= word and key < word || '\\xff'::bytea")} limit ${most}) as found ${newest}`
    : `${found('key = word')} ${newest} limit ${most}`;
  return `select each.* from unnest(${words}) as word cross join lateral (${inner}) as each ${keys.length > 1 ? newest : ''} limit ${most}`;
}

function overPrincipals(text: StatementText, query: WalkQuery, sql: (principal: string) => string, ranges?: string): Branch {
  const principals = principalsOf(query);
  if (!ranges && principals.length === 1) return { sql: sql(text.as('principal', principals[0], 'text')), isOneWalk: true, skip: 0 };
  const all = text.as('as', principals, 'text[]');
  const each = `select walked.* from unnest(${all}) as principals (principal) ${ranges ?? ''} cross join lateral (${sql('principals.principal')}) as walked`;
  return { sql: each, isOneWalk: false, skip: 0 };
}

/** The owner is a principal of their own documents' entries. */
function principalsOf({ whose }: WalkQuery): readonly string[] {
  if (whose.kind === 'own') return [whose.publicOnly ? ANYONE : whose.owner];
  return whose.as;
}

const collectionOf = (text: StatementText, { collection }: WalkQuery): string => text.as('collection', collection, 'text');
const placeOf = (text: StatementText, { ord, owner, id }: Step, key?: string): string =>
  `(${key === undefined ? '' : `${key}, `}${text.as('after ord', String(ord), 'bigint')}, ${text.as('after owner', owner, 'text')}, ${text.as('after id', id, 'text')})`;

/** Whose documents, and none that the ACL denies. */
function whoseSql(text: StatementText, { whose, eyes }: WalkQuery): string {
  if (whose.kind === 'own') return `and owner_did = ${text.as('owner', whose.owner, 'text')}`;
  const denied = `not denied && ${text.as('principals', eyes.principals, 'text[]')}`;
  if (whose.kind === 'owner') return `and owner_did = ${text.as('owner', whose.owner, 'text')} and (denied is null or ${denied})`;
  const me = eyes.did === undefined ? undefined : text.as('owner', eyes.did, 'text');
  if (me === undefined) return `and (denied is null or ${denied})`;
  return whose.others
    ? `and owner_did <> ${me} and (denied is null or ${denied})`
    : `and (denied is null or owner_did = ${me} or ${denied})`;
}

/** The last millisecond that an `ord` can begin with, in 2248. */
const LAST_MS = 2 ** 43 - 1;

/** `ord` begins with the milliseconds of the creation. */
function createdSql(text: StatementText, { plan: { created } }: WalkQuery): string {
  const at = (name: string, ms: number) => text.as(name, String(BigInt(Math.min(ms, LAST_MS)) << 20n), 'bigint');
  return [
    created.from === undefined ? '' : `and ord >= ${at('from', created.from)}`,
    created.until === undefined ? '' : `and ord < ${at('until', created.until)}`,
  ].join(' ');
}
