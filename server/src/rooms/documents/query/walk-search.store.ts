import { limits } from '@vibe/shared';
import type { SearchTerm } from './search-terms.ts';
import type { StatementText } from './statement-text.ts';
import { type Branch, collectionOf, createdSql, overPrincipals, placeOf, type Step, type WalkQuery, whoseSql } from './walk-parts.ts';

/** The words of a search are index entries too. Of the first word's documents those that have the others; so many are looked at and no more. */
export function searched(
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
