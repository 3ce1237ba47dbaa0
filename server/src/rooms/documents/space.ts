import { type Did, limits } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { countSpace, type SpaceRow, writesOf } from './space.store.ts';

/** How much of somebody's space is used. Sizes are those of bodies as JSON; what was removed takes none. */
export interface Space {
  readonly collections: readonly SpaceRow[];
  readonly documents: number;
  readonly bytes: number;
  /** There are more documents than were counted. */
  readonly atLeast: boolean;
}

/** Of one app, for the consent that asks for it: small enough that nobody waits for it. */
export const spaceOfApp = (services: Services, owner: Did, appId: string): Promise<Space> =>
  space(services, owner, { from: `${appId}/`, to: `${appId}0` }, limits.spaceCountedForConsent);

/** Of all apps, for the person's own page. */
export const spaceOf = (services: Services, owner: Did): Promise<Space> =>
  space(services, owner, { from: '', to: '~' }, limits.spaceCounted);

/** Counted once for all writes of an owner so far: what was counted stands until the owner's counter moves. */
async function space(services: Services, owner: Did, span: { readonly from: string; readonly to: string }, most: number): Promise<Space> {
  const { database } = services;
  const memory = counted(services);
  const key = `${owner} ${span.from} ${most}`;
  const writes = await writesOf(database, owner);
  const known = memory.get(key);
  if (known?.writes === writes) return known.space;
  const rows = await countSpace(database, owner, span, most + 1);
  const sum = (of: 'documents' | 'bytes') => rows.reduce((all, row) => all + row[of], 0);
  const found = { collections: rows, documents: sum('documents'), bytes: sum('bytes'), atLeast: sum('documents') > most };
  memory.set(key, { writes, space: found });
  return found;
}

const counted = perProcess((_: Services) => new LRUCache<string, { writes: string; space: Space }>({ max: 2_000 }));
