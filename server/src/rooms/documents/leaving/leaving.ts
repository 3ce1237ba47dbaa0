import { type Acl, acl as aclSchema, type Did, type QualifiedCollection } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { findCollection } from '../../apps/index.ts';
import { changeFeed } from '../../changes/index.ts';
import { groupsNamed } from '../access/memberships.ts';
import { sharingOf } from '../access/principals.ts';
import { canonicalJson } from '../canonical-json.ts';
import { indexingOf } from '../indexing/index-entries.ts';
import { nextRevision } from '../revisions/revision.ts';
import { type WholeRow, writeMany } from '../transfer/many.store.ts';
import { isNotUnique, isStale } from '../write/write.store.ts';
import { eraseCounter, eraseSome, forgetKept, readWithdrawn, type WithdrawnRow, withdrawSome } from './leaving.store.ts';

const AT_ONCE = 500;

/**
 * Takes the documents of an owner who leaves out of everybody's sight, live streams included; what they said is kept for the owner alone. To withdraw twice is to withdraw
 * once, and what somebody else created there meanwhile goes too.
 */
export async function withdrawDocuments(services: Services, owner: Did): Promise<void> {
  // Twice nothing: the first look may have waited for a write, and not yet seen what it wrote.
  for (let nothing = 0; nothing < 2 && !services.lifetime.signal.aborted; ) {
    const some = await withdrawSome(services.database, owner, AT_ONCE, services.clock.now());
    nothing = some > 0 ? 0 : nothing + 1;
    if (some > 0) changeFeed(services).poke();
  }
}

/** Gives back what was withdrawn: the same ids, places and ACLs, one revision on. */
export async function giveBackDocuments(services: Services, owner: Did): Promise<void> {
  for (let after = { collection: '', id: '' }; !services.lifetime.signal.aborted; ) {
    const rows = await readWithdrawn(services.database, owner, after, AT_ONCE);
    const last = rows.at(-1);
    if (!last) break;
    after = { collection: last.collection, id: last.id };
    const whole = await Promise.all(rows.map((row) => restored(services, owner, row)));
    await restore(services, owner, whole);
    changeFeed(services).poke();
  }
  await forgetKept(services.database, owner);
}

/** For good, with their history. */
export async function eraseDocuments(services: Services, owner: Did): Promise<void> {
  await withdrawDocuments(services, owner);
  for (let some = -1; some !== 0; ) {
    if (services.lifetime.signal.aborted) return;
    some = await eraseSome(services.database, owner, AT_ONCE);
  }
  await eraseCounter(services.database, owner);
}

/** All at once; one by one when one of them has changed, or may not be there as it was. */
async function restore(services: Services, owner: Did, rows: readonly WholeRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  try {
    await writeMany(services.database, 'restore', owner, rows);
    groupsNamed(
      services,
      rows.flatMap(({ sharing }) => sharing.groups),
    );
  } catch (error) {
    if (!isStale(error) && !isNotUnique(error)) throw error;
    if (rows.length > 1) for (const row of rows) await restore(services, owner, [row]);
    // Another document took what was unique to it: it comes back as one that is not.
    else if (isNotUnique(error))
      await restore(services, owner, [{ ...first, entries: first.entries?.map((entry) => ({ ...entry, unique: false })) }]);
  }
}

async function restored(services: Services, owner: Did, row: WithdrawnRow): Promise<WholeRow> {
  const from = { generation: row.generation, hash: row.hash };
  const value = JSON.parse(row.kept) as Record<string, unknown>;
  const body = canonicalJson(value);
  const collection = await findCollection(services, row.collection as QualifiedCollection);
  const ancestors = [row.hash, ...(row.ancestors.toString('hex').match(/.{32}/g) ?? [])];
  return {
    ...{ collection: row.collection, id: row.id, ord: BigInt(row.ord), ...nextRevision(from, body), ancestors, from, body },
    ...{
      sharing: sharingOf(aclSchema.parse(JSON.parse(row.acl)) as Acl, owner),
      app: row.created_by_app,
    },
    ...{ createdBy: row.created_by ?? undefined, createdAt: row.created_at, updatedAt: services.clock.now() },
    ...(collection && indexingOf(collection, value)),
  };
}
