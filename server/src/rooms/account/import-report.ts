import type { VibeErrorCode } from '@vibe/shared';

interface Left {
  /** In the file, from 1. */
  readonly line: number;
  readonly collection: string;
  readonly reason: VibeErrorCode;
  readonly because: string;
}

/** Named one by one up to this many; all are counted. */
const MOST_NAMED = 50;

/** What an import did. Nothing is left without being counted here. */
export class ImportReport {
  /** Documents that were not there. */
  added = 0;
  /** There at another revision: they have both histories now. */
  merged = 0;
  /** There already, or there in a newer revision. */
  unchanged = 0;
  /** Of those above, documents that were removed. */
  removed = 0;
  /** Of those above, documents that do not fit the schema of today; they are kept as they are. */
  unfit = 0;
  conflicts = 0;
  revisions = 0;
  /** Of a dry run: what would be taken. */
  wouldTake = 0;
  /** Documents that were not taken. */
  left = 0;
  readonly leftBecause: Record<string, number> = {};
  readonly leftLines: Left[] = [];
  /** Records that are only to be read, by type. */
  readonly notImported: Record<string, number> = {};

  came(how: 'added' | 'merged' | 'unchanged', unfit: boolean, removed: boolean, conflicts: number): void {
    this[how]++;
    if (unfit) this.unfit++;
    if (removed) this.removed++;
    this.conflicts += conflicts;
  }

  read(conflicts: number): void {
    this.wouldTake++;
    this.conflicts += conflicts;
  }

  leave(left: Left): void {
    this.left++;
    const reason = `${left.reason} ${left.collection}`;
    this.leftBecause[reason] = (this.leftBecause[reason] ?? 0) + 1;
    if (this.leftLines.length < MOST_NAMED) this.leftLines.push(left);
  }

  ignore(type: string): void {
    this.notImported[type] = (this.notImported[type] ?? 0) + 1;
  }

  get documents(): number {
    return this.added + this.merged + this.unchanged + this.wouldTake + this.left;
  }
}
