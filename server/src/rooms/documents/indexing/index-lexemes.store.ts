import { limits } from '@vibe/shared';

/** Of the rows of one document half is for the words of the search, half for declared entries. */
const ROWS = limits.indexRows / 2;

/**
 * The words of texts, as Postgres' own dictionaries make them, as keys of the search's index: those that come first, as many as are kept for so many
 * readers. A query with the columns key and is_unique.
 * @param languages SQL of a text[] of text search configurations
 * @param texts SQL of a text[], one for each of the languages
 * @param readers SQL of a text[], the owner not among them
 */
export const lexemes = (languages: string, texts: string, readers: string): string => `
  select key, false as is_unique from (
    select substring(convert_to(lexeme, 'UTF8') from 1 for 256) as key, min(place * 20000 + coalesce(positions[1], 16384)) as first
      from unnest(${languages}, ${texts}) with ordinality as s (language, content, place),
           unnest(to_tsvector(language::regconfig, content))
     group by 1 order by first, key limit least(${limits.searchWords}, ${ROWS} / (1 + cardinality(${readers})))) as words`;

/**
 * Raises VB413 when a document would have more rows of declared indexes than it may; else it is true.
 * @param entries SQL of their number, the words apart
 */
export const withinRows = (entries: string, readers: string): string =>
  `vibe_index_rows((${entries})::bigint, 1 + cardinality(${readers}), ${ROWS})`;

/** The document would have more index rows than one may have. */
export const isTooIndexed = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'VB413';
