import { VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import type { Database } from '../../../platform/database.ts';
import { changeFeed } from '../../changes/index.ts';
import { groupsNamed } from '../access/memberships.ts';
import type { DocumentKey } from '../document.ts';
import { refusalOf } from '../indexing/index-refusal.ts';
import { type DocumentWrite, type Group, isStale, toWritten, type Written } from './write.store.ts';
import { writeInTurn } from './write-in-turn.ts';

/**
 * A write, ready to be made: alone, or with others in one transaction. Most are planned without a look at what is there; the statement finds out
 * whether it still fits.
 */
export interface Planned<Result> {
  readonly key: DocumentKey;
  readonly statement: DocumentWrite;
  /** What the writer is told. */
  readonly told: (written: Written) => Result;
  /**
   * It did not fit what is there: another plan, made after a look.
   * @throws {VibeError} why there is none
   */
  readonly otherwise: () => Promise<Planned<Result> | Done<Result>>;
  /** Groups that the document's ACL names, perhaps for the first time. */
  readonly groups?: readonly Group[] | undefined;
  /** Of the answer, what neither the request nor the document's row says. */
  readonly answers?: { readonly body?: true; readonly keptAs?: string; readonly removed?: string };
}

/** There is nothing to write: what was asked for is there already. */
export interface Done<Result> {
  readonly result: Result;
}
export const isDone = <Result>(plan: Planned<Result> | Done<Result>): plan is Done<Result> => 'result' in plan;

/** To be said after the statement was committed. */
export function wrote(services: Services, { groups = [] }: Pick<Planned<unknown>, 'groups'>): void {
  changeFeed(services).poke();
  groupsNamed(services, groups);
}

/** Tries with somebody else always faster. */
const TRIES = 10;

/** @throws {VibeError} what the plan says; not_unique */
export async function carryOut<Result>(services: Services, first: Planned<Result> | Done<Result>): Promise<Result> {
  let plan = first;
  for (let tries = 1; !isDone(plan); tries++) {
    try {
      const rows = await made(services.database, plan.statement);
      wrote(services, plan);
      return plan.told(toWritten(rows));
    } catch (error) {
      if (!isStale(error)) throw await refusalOf(services, error, plan);
      if (tries === TRIES) throw tooBusy(plan.key);
    }
    plan = await plan.otherwise();
  }
  return plan.result;
}

const made = async (database: Database, write: DocumentWrite): Promise<unknown[]> =>
  write.building ? ((await writeInTurn(database, [write]))[0] ?? []) : database.write(write.bound, write.statement);

export const tooBusy = ({ id }: Pick<DocumentKey, 'id'>) =>
  new VibeError('revision_conflict', `Document ${id} is being changed all the time`, {
    hint: 'Read it again and make the edit from there.',
  });
