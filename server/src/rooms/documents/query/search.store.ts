import { LRUCache } from 'lru-cache';
import type { Services } from '../../../platform/context.ts';
import type { Database } from '../../../platform/database.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import type { SearchTerm } from './search-terms.ts';

interface Searched {
  readonly collection: string;
  /** The index of words. */
  readonly stored: string;
  /** Text search configurations of its fields. */
  readonly languages: readonly string[];
}

/**
 * The words of a search as they are in the index, in each of its languages; what is a stop word in all of them is left out.
 * A word that ends in `*` may go on. Empty: nothing is left to be searched for.
 */
export async function termsOf(
  services: Services,
  principals: readonly string[],
  search: string,
  searched: Searched,
): Promise<readonly SearchTerm[]> {
  const cache = words(services);
  const key = JSON.stringify([searched.languages, search]);
  const known = cache.get(key) ?? (await wordsOf(services.database, search, searched.languages));
  cache.set(key, known);
  return known.length < 2 ? known : rarestFirst(services.database, principals, known, searched);
}

const words = perProcess((_: Services) => new LRUCache<string, readonly SearchTerm[]>({ max: 2_000 }));

/** How many bytes of a word the index keeps. */
const WORD_BYTES = 256;
const PREFIX = /\*+$/;

async function wordsOf(database: Database, search: string, languages: readonly string[]): Promise<readonly SearchTerm[]> {
  const written = [...new Set(search.split(/\s+/).filter((each) => each.replace(PREFIX, '') !== ''))];
  const rows = await database.read<{ at: number; words: string[] }>([], {
    name: 'documents.search words',
    text: `select at::integer as at, tsvector_to_array(to_tsvector(language::regconfig, word)) as words
      from unnest($1::text[]) with ordinality as written (word, at), unnest($2::text[]) as language order by at, language`,
    values: [written.map((each) => each.replace(PREFIX, '')), languages],
  });
  return written.flatMap((word, at) =>
    termsIn(
      rows.filter((row) => row.at === at + 1).map((row) => row.words),
      PREFIX.test(word),
    ),
  );
}

/** What one written word comes to: one word in each language (any of them), or several (`well-known`), which then must all be there. */
function termsIn(inLanguages: readonly (readonly string[])[], isPrefix: boolean): readonly SearchTerm[] {
  const found = inLanguages.filter((each) => each.length > 0);
  const [first, ...others] = found;
  if (!first) return [];
  const term = (all: readonly string[]): SearchTerm => ({ keys: [...new Set(all)].map(keyOf), isPrefix });
  if (found.every((each) => each.length === 1)) return [term(found.flat())];
  return others.every((each) => each.join('\n') === first.join('\n'))
    ? first.map((each) => term([each]))
    : first.map((_, at) => term(found.flatMap((each) => each[at] ?? [])));
}

const keyOf = (word: string): Buffer => Buffer.from(word).subarray(0, WORD_BYTES);

/** How far occurrences are counted to find out which word is the rarest. */
const COUNTED = 500;

async function rarestFirst(
  database: Database,
  principals: readonly string[],
  terms: readonly SearchTerm[],
  { collection, stored }: Searched,
): Promise<readonly SearchTerm[]> {
  const whole = terms.filter(({ isPrefix }) => !isPrefix);
  if (whole.length < 2) return [...whole, ...terms.filter(({ isPrefix }) => isPrefix)];
  const rows = await database.read<{ count: string }>(principals, {
    name: 'documents.search rarest',
    text: `select coalesce(sum(times), 0) as count from unnest($1::bytea[], $2::integer[]) as word (key, term)
       left join lateral (select count(*) as times from unnest($3::text[]) as p (principal) cross join lateral (
         select from document_index where principal = p.principal and collection = $4 and index_name = $5 and key = word.key limit ${COUNTED}) as found) as counted on true
       group by term order by term`,
    values: [whole.flatMap(({ keys }) => keys), whole.flatMap(({ keys }, at) => keys.map(() => at)), principals, collection, stored],
  });
  const rarest = whole.map((term, at) => ({ term, count: Number(rows[at]?.count ?? 0) })).sort((a, b) => a.count - b.count);
  return [...rarest.map(({ term }) => term), ...terms.filter(({ isPrefix }) => isPrefix)];
}
