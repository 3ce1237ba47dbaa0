import {
  type Expand,
  isReference,
  limits,
  type QualifiedCollection,
  type Reference,
  type VibeDocument,
  VibeError,
  valueAt,
} from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { findCollection } from '../../apps/index.ts';
import type { DocumentKey } from '../document.ts';

/** What the expanded part of a result hangs on. */
export interface Related {
  /** Documents that it refers to, also those that are not there yet or may not be read. */
  readonly targets: readonly DocumentKey[];
  /** Where documents that refer to it may come up. */
  readonly back: readonly Back[];
}
export interface Back {
  readonly collection: QualifiedCollection;
  readonly field: string;
  readonly to: readonly Reference[];
}

/** @throws {VibeError} query_too_broad when it is more than limits.expandedDocuments */
export async function relatedTo(services: Services, documents: readonly VibeDocument[], expand: Expand): Promise<Related> {
  const targets: DocumentKey[] = [];
  const back: Back[] = [];
  await collect(services, documents, expand, targets, back);
  if (targets.length > limits.expandedDocuments)
    throw new VibeError('query_too_broad', `A live query may refer to ${limits.expandedDocuments} documents, no more`);
  return { targets, back };
}

async function collect(services: Services, documents: readonly VibeDocument[], expand: Expand, targets: DocumentKey[], back: Back[]) {
  const [first] = documents;
  const relations = (first && (await findCollection(services, first.collection))?.relations) ?? {};
  for (const [name, asked] of Object.entries(expand)) {
    const relation = Object.hasOwn(relations, name) ? relations[name] : undefined;
    if (!relation) continue;
    if ('from' in relation) {
      const to = documents.map(({ owner, collection, id }): Reference => ({ did: owner, collection, id }));
      back.push({ collection: relation.from, field: relation.field, to });
    } else {
      const named = documents.flatMap(({ body }) => [valueAt(body, relation.field)].flat()).filter(isReference);
      for (const { did, collection, id } of named) if (collection === relation.collection) targets.push({ owner: did, collection, id });
    }
    const next = documents.flatMap(({ expanded }) => listOf(expanded?.[name]));
    for (const { owner, collection, id } of 'from' in relation ? next : []) targets.push({ owner, collection, id });
    if (asked !== true && asked.expand) await collect(services, next, asked.expand, targets, back);
  }
}

export const listOf = (expanded: VibeDocument | null | undefined | readonly VibeDocument[]): readonly VibeDocument[] =>
  Array.isArray(expanded) ? expanded : expanded ? [expanded as VibeDocument] : [];
