import { type Did, type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import type { Collection } from '../../apps/index.ts';
import type { Revision } from '../revision.ts';
import type { Sharing } from '../write.store.ts';

export interface IncomingLeaf {
  readonly key: { readonly collection: QualifiedCollection; readonly id: string };
  readonly revision: Revision;
  readonly ancestors: readonly string[];
  readonly body: Record<string, unknown> | undefined;
}

export async function mergeRevision(
  _services: Services,
  _owner: Did,
  _collection: Collection,
  leaf: IncomingLeaf,
  _sharing: Sharing | undefined,
): Promise<void> {
  throw new VibeError('revision_conflict', `${leaf.key.id} is at another revision`);
}
