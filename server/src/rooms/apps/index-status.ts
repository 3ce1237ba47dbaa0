import type { QualifiedCollection } from '@vibe/shared';
import type { IndexProblem, IndexRow, IndexState } from './indexes.store.ts';

/** How far one declared index is built. */
export interface IndexStatus {
  readonly collection: QualifiedCollection;
  /** As declared; `~search` for the search. */
  readonly name: string;
  /** `index_name` in the table of index rows. */
  readonly stored: string;
  readonly state: IndexState;
  readonly progress: IndexProgress;
  /** Of one that failed. */
  readonly problem: IndexProblem | undefined;
}

export interface IndexProgress {
  /** Documents that were looked at. */
  readonly documents: number;
  /** Owners whose documents were looked at, and how many there are; `ofOwners` is 0 until they are counted. */
  readonly owners: number;
  readonly ofOwners: number;
}

export const toIndexStatus = (row: IndexRow): IndexStatus => ({
  collection: row.collection as QualifiedCollection,
  name: row.name,
  stored: row.index_name,
  state: row.state,
  progress: { documents: row.documents, owners: row.owners, ofOwners: row.of_owners ?? 0 },
  problem: row.problem ?? undefined,
});

/** One line for a person: `building, 34 %, 12,000 documents`. */
export function progressText({ state, progress, problem }: Pick<IndexStatus, 'state' | 'progress' | 'problem'>): string {
  if (state === 'failed') return `failed: ${problem?.because ?? 'for an unknown reason'}`;
  if (state === 'ready') return 'ready';
  const share = progress.ofOwners === 0 ? 0 : Math.min(99, Math.floor((100 * progress.owners) / progress.ofOwners));
  return `${state}, ${share} %, ${progress.documents.toLocaleString('en')} documents`;
}
