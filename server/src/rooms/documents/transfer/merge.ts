import type { Did } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import type { Collection } from '../../apps/index.ts';
import type { DocumentKey } from '../document.ts';
import { indexingOf, nothingIndexed } from '../indexing/index-entries.ts';
import { mergeLeaves, type NewLeaf } from '../revisions/merge-leaves.ts';
import { writeRevision } from '../revisions/revision.ts';
import { carryOut, type Done, type Planned } from '../write/planned-write.ts';
import { merging, type Sharing } from '../write/write.store.ts';
import { findWhole } from './whole.store.ts';

export interface Incoming {
  readonly leaves: readonly NewLeaf[];
  /** With the ACL of the revision that has it: whichever wins says who may read. */
  readonly sharing: Sharing | undefined;
  readonly sharedAt: string;
}

/**
 * Puts revisions into the tree of a document that is there, as a replication does: what its tree has stays, what is newer comes, what neither side knows of
 * the other becomes a conflict.
 */
export async function mergeImported(
  services: Services,
  owner: Did,
  collection: Collection,
  key: DocumentKey,
  incoming: Incoming,
): Promise<'merged' | 'unchanged'> {
  const principals = [owner];
  const writing = { principals, did: owner, history: collection.history };
  const plan = async (): Promise<Planned<'merged' | 'unchanged'> | Done<'merged' | 'unchanged'>> => {
    const whole = await findWhole(services.database, principals, key);
    const merged = whole && (await mergeLeaves(services, principals, whole, incoming.leaves, services.clock.now()));
    if (!merged) return { result: 'unchanged' };
    const { body, revisions } = merged;
    const indexing = body === null ? nothingIndexed(collection) : indexingOf(collection, JSON.parse(body) as Record<string, unknown>);
    const sharing = writeRevision(revisions.head) === incoming.sharedAt ? incoming.sharing : undefined;
    return {
      key,
      statement: merging(writing, key, { ...merged, ...indexing, sharing }),
      told: () => 'merged',
      otherwise: plan,
      groups: sharing?.groups,
    };
  };
  return carryOut(services, await plan());
}
