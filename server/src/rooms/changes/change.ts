import type { Did, QualifiedCollection } from '@vibe/shared';
import type { Position } from './position.ts';

/**
 * One committed write. It carries who may read the document, so that this room asks no other.
 * The feed's order is (xid, n): for one document it is the order of its revisions, because nobody writes the next one before the last is committed. Two documents of one
 * owner may come in another order than their `seq`.
 */
export interface Change extends Position {
  readonly owner: Did;
  readonly collection: QualifiedCollection;
  readonly id: string;
  /** The owner's counter at this write. */
  readonly seq: bigint;
  readonly rev: string;
  readonly op: 'created' | 'updated' | 'removed';
  readonly readers: readonly string[];
  readonly denied: readonly string[];
  /** Who could read the document before this write and no longer can. */
  readonly lost: readonly string[];
}

const meets = (some: readonly string[], others: readonly string[]): boolean =>
  others.length > 0 && some.some((each) => others.includes(each));

/** Does it concern someone with these principals? The same rule as the policy `changes_read` of the database. */
export const concerns = (change: Change, principals: readonly string[]): boolean =>
  principals.includes(change.owner) ||
  (meets(principals, change.readers) && !meets(principals, change.denied)) ||
  meets(principals, change.lost);

/** Whom it may concern: whoever it concerns is one of these. */
export const concerned = ({ owner, readers, lost }: Change): readonly string[] => [owner, ...readers, ...lost];
