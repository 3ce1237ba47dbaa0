import type { Collection, CollectionIndex } from '../../apps/index.ts';

/** An index as queries and writes need to know it. `stored` is its `index_name` in document_index. */
export type IndexSpec = CollectionIndex;

/** The declared indexes of a collection, the search apart. Planned with are those that are `ready`; all of them are written to. */
export const indexesOf = ({ indexes }: Collection): readonly IndexSpec[] => indexes;

/** What is searched in a collection: an index of words. */
export const searchOf = ({ search }: Collection): IndexSpec | undefined => search;
