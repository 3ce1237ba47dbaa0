import { ANYONE } from '@vibe/shared';
import type { Eyes, Whose } from '../scope.ts';
import type { Plan } from './plan.ts';
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

/** One of the walks that are merged. */
export interface Branch {
  readonly sql: string;
  /** It is in order by itself, and without repeats. */
  readonly isOneWalk: boolean;
  readonly skip: number;
  readonly looked?: string | undefined;
}

export function overPrincipals(text: StatementText, query: WalkQuery, sql: (principal: string) => string, ranges?: string): Branch {
  const principals = principalsOf(query);
  if (!ranges && principals.length === 1) return { sql: sql(text.as('principal', principals[0], 'text')), isOneWalk: true, skip: 0 };
  const all = text.as('as', principals, 'text[]');
  const each = `select walked.* from unnest(${all}) as principals (principal) ${ranges ?? ''} cross join lateral (${sql('principals.principal')}) as walked`;
  return { sql: each, isOneWalk: false, skip: 0 };
}

/** The owner is a principal of their own documents' entries. */
export function principalsOf({ whose }: WalkQuery): readonly string[] {
  if (whose.kind === 'own') return [whose.publicOnly ? ANYONE : whose.owner];
  return whose.as;
}

export const collectionOf = (text: StatementText, { collection }: WalkQuery): string => text.as('collection', collection, 'text');
export const placeOf = (text: StatementText, { ord, owner, id }: Step, key?: string): string =>
  `(${key === undefined ? '' : `${key}, `}${text.as('after ord', String(ord), 'bigint')}, ${text.as('after owner', owner, 'text')}, ${text.as('after id', id, 'text')})`;

/** Whose documents, and none that the ACL denies. */
export function whoseSql(text: StatementText, { whose, eyes }: WalkQuery): string {
  if (whose.kind === 'own') return `and owner_did = ${text.as('owner', whose.owner, 'text')}`;
  const denied = `not denied && ${text.as('principals', eyes.principals, 'text[]')}`;
  if (whose.kind === 'owner') return `and owner_did = ${text.as('owner', whose.owner, 'text')} and (denied is null or ${denied})`;
  const me = eyes.did === undefined ? undefined : text.as('owner', eyes.did, 'text');
  if (me === undefined) return `and (denied is null or ${denied})`;
  return whose.others
    ? `and owner_did <> ${me} and (denied is null or ${denied})`
    : `and (denied is null or owner_did = ${me} or ${denied})`;
}

/** The milliseconds that an `ord` can begin with: from 1970, to 2248. */
const FIRST_MS = 0;
const LAST_MS = 2 ** 43 - 1;

/** `ord` begins with the milliseconds of the creation. */
export function createdSql(text: StatementText, { plan: { created } }: WalkQuery): string {
  const at = (name: string, ms: number) => text.as(name, String(BigInt(Math.max(FIRST_MS, Math.min(ms, LAST_MS))) << 20n), 'bigint');
  return [
    created.from === undefined ? '' : `and ord >= ${at('from', created.from)}`,
    created.until === undefined ? '' : `and ord < ${at('until', created.until)}`,
  ].join(' ');
}
