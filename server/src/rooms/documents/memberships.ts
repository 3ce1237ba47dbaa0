import { type Did, principalsOf } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { MEMBERSHIPS, membershipsOf, onMembershipChange } from '../certificates/index.ts';
import { changeFeed } from '../changes/index.ts';
import { findGroups } from './memberships.store.ts';
import type { Group } from './write.store.ts';

/** Who somebody is to every ACL: `*`, their DID, the certificates they hold, the groups of which they are all. */
export interface Memberships {
  readonly principals: readonly string[];
  /** Until then at the latest: a certificate expires. `undefined`: until something changes. */
  readonly until: Date | undefined;
}

/** The feed's name for groups that nobody had named before. */
const GROUPS = '~groups';
/** What is remembered holds as long as everything committed so long ago has been seen. */
const UNSEEN_MS = 1_000;
const REMEMBERED = 20_000;
const visitor: Memberships = { principals: principalsOf(undefined), until: undefined };

/**
 * The principals of a reader. What this process changes holds at once, what others change as soon as the feed brings it, and a process that does not
 * see the feed asks anew each second.
 */
export const membershipsFor = (services: Services, did: Did | undefined): Promise<Memberships> =>
  did === undefined ? Promise.resolve(visitor) : remembered(services).of(did);

export const principalsFor = async (services: Services, did: Did | undefined): Promise<readonly string[]> =>
  (await membershipsFor(services, did)).principals;

/** These groups have just been named by this process: who is in them is so at once. */
export const groupsNamed = (services: Services, groups: readonly Group[]): void =>
  remembered(services).forgetHolders(groups.map(({ anchor }) => anchor));

interface Entry {
  readonly asked: Promise<Memberships>;
  readonly at: number;
  /** Once it is answered. */
  known?: Memberships;
}

const remembered = perProcess((services: Services) => {
  const { clock } = services;
  const entries = new LRUCache<Did, Entry>({ max: REMEMBERED });
  const feed = changeFeed(services);
  /** From then on the feed tells of every change. */
  let toldSince = Number.POSITIVE_INFINITY;

  function holds({ at, known }: Entry): boolean {
    const now = clock.now().getTime();
    if (known?.until && known.until.getTime() <= now) return false;
    return now - at <= UNSEEN_MS || (at >= toldSince && feed.sight.isWithin(UNSEEN_MS));
  }

  function listen(): void {
    const begun = () => {
      toldSince = Math.min(toldSince, clock.now().getTime());
    };
    feed.head().then(begun, () => {}); // without the feed answers are good for a second
  }

  function ask(did: Did): Promise<Memberships> {
    if (toldSince === Number.POSITIVE_INFINITY) listen();
    // Kept before it is answered: what changes meanwhile drops it, and whoever comes after asks anew.
    const entry: Entry = { asked: resolve(services, did), at: clock.now().getTime() };
    entries.set(did, entry);
    entry.asked.then(
      (known) => Object.assign(entry, { known }),
      () => entries.get(did) === entry && entries.delete(did),
    );
    return entry.asked;
  }

  function forgetHolders(principals: readonly string[]): void {
    if (principals.length === 0) return;
    for (const [did, { known }] of entries.entries())
      if (!known || principals.some((each) => known.principals.includes(each))) entries.delete(did);
  }

  const forget = (did: string) => void entries.delete(did as Did);
  onMembershipChange(services, forget);
  feed.watch(MEMBERSHIPS, ({ readers }) => readers.forEach(forget));
  feed.watch(GROUPS, ({ readers }) => forgetHolders(readers));
  return {
    of(did: Did): Promise<Memberships> {
      const entry = entries.get(did);
      return entry && holds(entry) ? entry.asked : ask(did);
    },
    forgetHolders,
  };
});

async function resolve(services: Services, did: Did): Promise<Memberships> {
  const held = await membershipsOf(services, did);
  const names = [...principalsOf(did), ...held.principals];
  const groups = await findGroups(services.database, names);
  return { principals: groups.length === 0 ? names : [...names, ...groups], until: held.until };
}
