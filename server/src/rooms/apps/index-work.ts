import { type Did, int64FieldsOf, nameOfCollection, type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { toApp } from './app.ts';
import { appCache } from './app-cache.ts';
import { findAppRow } from './apps.store.ts';
import type { CollectionIndex } from './collections.ts';
import { indexesDeclaredBy } from './declared-indexes.ts';
import { type IndexStatus, toIndexStatus } from './index-status.ts';
import {
  failIndex,
  findTurn,
  finishIndex,
  forgetIndex,
  type IndexProblem,
  type IndexRow,
  listIndexRows,
  listIndexWork,
  onItsTurn,
  type Progress,
  saveOwners,
  saveProgress,
} from './indexes.store.ts';

/** An index that is to be built or dropped. */
export interface IndexWork extends IndexStatus {
  readonly appId: string;
  readonly row: IndexRow;
}

/** The work on one index, by the one process that holds its lock. What it says fails when the lock is lost. */
export interface IndexTurn {
  readonly collection: QualifiedCollection;
  readonly stored: string;
  readonly what: 'build' | 'drop';
  /** Where the last one to work on it got to. */
  readonly reached: { readonly since: string | undefined; readonly owner: string; readonly id: string };
  /** Milliseconds since it was asked for. */
  readonly waited: number;
  countOwners(owners: number): Promise<void>;
  /** False: it is no longer wanted, or was asked for anew. */
  save(progress: Progress): Promise<boolean>;
  done(): Promise<void>;
  fail(problem: IndexProblem): Promise<void>;
}

/** Every index of an app, those that are being dropped among them; as the database has it now. */
export const listIndexes = async ({ database }: Services, appId: string): Promise<IndexStatus[]> =>
  (await listIndexRows(database.system, appId)).map(toIndexStatus);

/**
 * The same for the app's owner.
 * @throws {VibeError} unknown_app, also when it is somebody else's
 */
export async function listIndexesOf(services: Services, appId: string, owner: Did): Promise<IndexStatus[]> {
  const app = await findAppRow(services.database.system, appId);
  if (app?.owner_did !== owner) throw new VibeError('unknown_app', `You have no app ${appId}`);
  return listIndexes(services, app.id);
}

/** What is to be built or dropped; oldest first. */
export const listWork = async ({ database }: Services, appId?: string): Promise<IndexWork[]> =>
  (await listIndexWork(database.system, appId)).map((row) => ({ ...toIndexStatus(row), appId: row.app_id, row }));

/** What the index is made of, as the newest manifest has it; `undefined`: it no longer declares it. */
export async function findDeclaration(
  { database }: Services,
  { appId, collection, stored, state, progress, problem }: IndexWork,
): Promise<{ readonly index: CollectionIndex; readonly int64: ReadonlySet<string> } | undefined> {
  const row = await findAppRow(database.system, appId);
  if (!row) return undefined;
  const { manifest } = toApp(row);
  const declared = indexesDeclaredBy(manifest).find((each) => each.collection === collection && each.stored === stored);
  const schema = manifest.collections[nameOfCollection(collection)]?.schema;
  return declared && schema && { index: { ...declared, state, progress, problem }, int64: int64FieldsOf(schema) };
}

/** Runs `work` while holding the index's lock. False: another process holds it, or there is nothing to do any more. */
export async function takeTurn(services: Services, { row, appId }: IndexWork, work: (turn: IndexTurn) => Promise<void>): Promise<boolean> {
  let wanted = true;
  const mine = await onItsTurn(services.database.system, row, async (held) => {
    const now = await findTurn(held, row);
    wanted = now !== undefined;
    if (!now) return;
    const isBuild = now.state === 'building';
    const forget = () => appCache(services).forget(appId);
    await work({
      collection: now.collection as QualifiedCollection,
      stored: now.index_name,
      what: isBuild ? 'build' : 'drop',
      reached: { since: now.since ?? undefined, owner: now.at_owner ?? '', id: now.at_id ?? '' },
      waited: now.waited_ms,
      countOwners: (owners) => saveOwners(held, now, owners),
      save: (progress) => saveProgress(held, now, progress),
      done: () => (isBuild ? finishIndex(held, now) : forgetIndex(held, now)).then(forget),
      fail: (problem) => failIndex(held, now, problem).then(forget),
    });
  });
  return mine && wanted;
}
