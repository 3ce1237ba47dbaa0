import type { Collection } from '../../apps/index.ts';
import type { Indexing } from '../write.store.ts';

export const indexingOf = (_collection: Collection, _body: Record<string, unknown>): Indexing => ({});
