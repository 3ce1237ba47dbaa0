import type { Collection } from '../../apps/index.ts';
import type { Indexing } from '../index-entries.ts';

export const indexingOf = (_collection: Collection, _body: Record<string, unknown>): Indexing => ({});
