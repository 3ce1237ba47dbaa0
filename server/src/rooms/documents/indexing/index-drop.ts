import type { Services } from '../../../platform/context.ts';
import type { IndexTurn } from '../../apps/index.ts';
import { wholeOf } from './index-entries.ts';
import { dropEntries } from './index-rows.store.ts';
import { readOwners } from './index-scan.store.ts';
import { settled } from './index-settled.ts';

/** Takes an index's rows away, owner by owner, once nobody writes or reads them any more. @returns false when it is wanted again */
export async function dropIndex(services: Services, turn: IndexTurn): Promise<boolean> {
  const { database, lifetime } = services;
  const { collection, stored } = turn;
  await settled(services);
  let at = turn.reached.owner;
  for (let owners = await readOwners(database, at); owners.length > 0; owners = await readOwners(database, at)) {
    for (let some = 0; some < owners.length; some += 16) {
      lifetime.signal.throwIfAborted();
      const these = owners.slice(some, some + 16);
      const dropped = await Promise.all(these.map((owner) => dropAll(services, collection, stored, owner)));
      at = these.at(-1) ?? at;
      const documents = dropped.reduce((sum, each) => sum + each, 0);
      if (!(await turn.save({ atOwner: at, atId: '', documents, owners: these.length }))) return false;
    }
  }
  return true;
}

async function dropAll({ database }: Services, collection: string, stored: string, owner: string): Promise<number> {
  let documents = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const dropped = await dropEntries(database, collection, [stored, wholeOf(stored)], { owner, id: after });
    documents += dropped.documents;
    after = dropped.next;
  }
  return documents;
}
