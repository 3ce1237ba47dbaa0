/** One word of a search: entries that have it, in any of the languages that are searched. */
export interface SearchTerm {
  /** Keys of index entries; any of them will do. */
  readonly keys: readonly Buffer[];
  /** They are beginnings of keys. */
  readonly isPrefix: boolean;
}
