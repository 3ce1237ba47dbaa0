import { type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { type Collection, findCollection, progressText } from '../../apps/index.ts';
import { type IndexSpec, indexesOf, searchOf } from '../indexing/index-spec.ts';
import type { PlanFacts } from './plan.ts';
import type { PlannedIndex } from './plan-index.ts';

/** @throws {VibeError} unknown_collection */
export async function planFacts(services: Services, qualified: QualifiedCollection): Promise<PlanFacts> {
  const collection = await findCollection(services, qualified);
  if (!collection) throw new VibeError('unknown_collection', `There is no collection ${qualified}`);
  const known = facts.get(collection) ?? factsOf(qualified, collection);
  facts.set(collection, known);
  return known;
}

/** A collection is an object of its own for every state of its indexes. */
const facts = new WeakMap<Collection, PlanFacts>();

function factsOf(qualified: QualifiedCollection, collection: Collection): PlanFacts {
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
