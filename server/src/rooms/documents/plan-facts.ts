import { type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { findCollection, progressText } from '../apps/index.ts';
import { type IndexSpec, indexesOf, searchOf } from './index-spec.ts';
import type { PlanFacts } from './plan.ts';
import type { PlannedIndex } from './plan-index.ts';

/** @throws {VibeError} unknown_collection */
export async function planFacts(services: Services, qualified: QualifiedCollection): Promise<PlanFacts> {
  const collection = await findCollection(services, qualified);
  if (!collection) throw new VibeError('unknown_collection', `There is no collection ${qualified}`);
  const search = searchOf(collection);
  return {
    collection: qualified,
    indexes: indexesOf(collection).map(planned),
    int64: collection.int64,
    search: search && { ...planned(search), languages: [...new Set(Object.values(search.language))] },
  };
}

const planned = (spec: IndexSpec): PlannedIndex => {
  const { name, stored, fields, each, state } = spec;
  return { name, stored, fields, each, state, progress: progressText(spec) };
};
