import { type Did, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { perProcess } from '../../platform/lifetime.ts';
import {
  type DepartureRow,
  type DepartureState,
  deleteAccount,
  endSignIns,
  findDepartureByHandle,
  listDepartureRows,
  markLeaving,
  markReturning,
  moveDeparture,
} from './identity.departures.store.ts';
import { deactivateDid } from './identity.dids.ts';
import { lifetimes } from './identity.limits.ts';
import { sessionMemory } from './identity.sessions.memory.ts';

/** An account that its person has given up, until it is erased or they come back. */
export interface Departure {
  readonly did: Did;
  readonly handle: string;
  readonly state: DepartureState;
  readonly eraseAt: Date;
}

/**
 * Closes an account: nobody finds it any more, its sessions and links end. It is erased after `lifetimes.untilErased`, unless its person signs in before.
 * @throws {VibeError} not_found when there is none, or it is leaving already
 */
export async function beginDeparture(services: Services, did: Did, eraseAt?: Date): Promise<Date> {
  const at = eraseAt ?? new Date(services.clock.now().getTime() + lifetimes.untilErased * 1000);
  await services.database.system.transaction().execute(async (tx) => {
    if (!(await markLeaving(tx, did, at))) throw new VibeError('not_found', 'There is no such account, or it is leaving already');
    await endSignIns(tx, did);
  });
  sessionMemory(services).forget(did);
  return at;
}

/** Who signs in to an account that leaves comes back. False when it does not leave, or is being erased. */
export async function comeBack(services: Services, did: Did): Promise<boolean> {
  const isBack = await markReturning(services.database.system, did);
  if (isBack) for (const hear of returnListeners(services)) hear(did);
  return isBack;
}

/** For those who give back what an account's departure took away. */
export const onReturn = (services: Services, listener: (did: Did) => void): void => void returnListeners(services).add(listener);
const returnListeners = perProcess((_: Services) => new Set<(did: Did) => void>());

export const listDepartures = async (services: Services): Promise<Departure[]> =>
  (await listDepartureRows(services.database.system)).flatMap(toDeparture);

export async function findDeparted(services: Services, handle: string): Promise<Departure | undefined> {
  const row = await findDepartureByHandle(services.database.system, handle);
  return row && toDeparture(row)[0];
}

/** Withdrawn; given back (`null`: it is an account like any other); or due, and then there is no way back. False when it stands elsewhere by now. */
export function settleDeparture(services: Services, did: Did, to: 'left' | null | 'erasing' | 'erasing now'): Promise<boolean> {
  const db = services.database.system;
  if (to === 'left') return moveDeparture(db, did, ['leaving'], 'left');
  if (to === null) return moveDeparture(db, did, ['returning'], null);
  return moveDeparture(db, did, ['leaving', 'left', 'erasing'], 'erasing', to === 'erasing' ? services.clock.now() : undefined);
}

/**
 * The end of an account. Its DID is deactivated for good (did:webvh 1.0 §3.6.4), and its handle never given to anybody else.
 * @param also what goes in the same transaction, once the account is gone
 */
export async function eraseAccount(services: Services, did: Did, also: (tx: Db) => Promise<void>): Promise<void> {
  await deactivateDid(services, did);
  await services.database.system.transaction().execute(async (tx) => {
    if (await deleteAccount(tx, did)) await also(tx);
  });
}

const toDeparture = ({ did, handle, departure, erase_at }: DepartureRow): Departure[] =>
  departure !== null && erase_at !== null ? [{ did: did as Did, handle, state: departure as DepartureState, eraseAt: erase_at }] : [];
