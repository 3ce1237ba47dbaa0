import { certificatePrincipal, type Did } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { findHeld } from './membership.store.ts';

/** The feed's name for changes of who holds what; its readers are the subject. */
export const MEMBERSHIPS = '~certificates';

export interface Memberships {
  /** `c:<issuer> <type>`, each once. */
  readonly principals: readonly string[];
  /** When the first of them expires; `undefined`: none does. */
  readonly until: Date | undefined;
}

/** What somebody is to ACLs by the certificates they hold. */
export async function membershipsOf({ database, clock }: Services, subject: Did): Promise<Memberships> {
  const held = await findHeld(database, subject, clock.now());
  const ends = held.flatMap((each) => (each.until ? [each.until.getTime()] : []));
  return {
    principals: held.map(({ issuer_did, type }) => certificatePrincipal({ issuer: issuer_did as Did, type })),
    until: ends.length === 0 ? undefined : new Date(Math.min(...ends)),
  };
}

type Listener = (subject: Did) => void;
const listeners = perProcess((_: Services) => new Set<Listener>());

/** Calls back when this process itself has changed what somebody holds, before whoever asked for it hears so. Other processes learn of it by the feed. */
export const onMembershipChange = (services: Services, listener: Listener): void => void listeners(services).add(listener);

export function membershipChanged(services: Services, subject: Did): void {
  for (const listener of listeners(services)) listener(subject);
}
