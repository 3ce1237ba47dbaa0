import type { Collection } from '../apps/index.ts';
import type { Indexing } from './write.store.ts';

/** A body in its collection's declared indexes. */
export const indexingOf = (_collection: Collection, _body: Record<string, unknown> | null): Indexing => ({});
