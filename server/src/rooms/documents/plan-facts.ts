import { int64FieldsOf, type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type Collection, findCollection } from '../apps/index.ts';
import type { PlanFacts } from './plan.ts';

/** @throws {VibeError} unknown_collection */
export async function planFacts(services: Services, qualified: QualifiedCollection): Promise<PlanFacts> {
  const collection = await findCollection(services, qualified);
  if (!collection) throw new VibeError('unknown_collection', `There is no collection ${qualified}`);
  const { indexes, search } = declarationsOf(collection);
  return {
    collection: qualified,
    indexes: Object.entries(indexes).map(([name, { fields, each }]) => ({ name, fields, each, state: 'ready' })),
    int64: int64FieldsOf(collection.schema),
    languages: search && [...new Set(Object.values(search.language))],
  };
}

export function declarationsOf({ app, name }: Collection) {
  const declared = app.manifest.collections[name];
  if (!declared) throw new VibeError('unknown_collection', `There is no collection ${app.id}/${name}`);
  return declared;
}
