import { type Did, principalsOf } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import { MEMBERSHIPS, membershipsOf, onMembershipChange } from '../../certificates/index.ts';
import { changeFeed } from '../../changes/index.ts';
import type { Group } from '../write/write.store.ts';
import { findGroups } from './memberships.store.ts';
import { Remembered } from './remembered.ts';

/** Who somebody is to every ACL: `*`, their DID, the certificates they hold, the groups of which they are all. */
export interface Memberships {
  readonly principals: readonly string[];
  /** Until then at the latest: a certificate expires. `undefined`: until something changes. */
  readonly until: Date | undefined;
}

/** The feed's name for groups that nobody had named before. */
const GROUPS = '~groups';
const REMEMBERED = 20_000;
const visitor: Memberships = { principals: principalsOf(undefined), until: undefined };

/** The principals of a reader. What this process changes holds at once, what others change as soon as the feed brings it. */
export const membershipsFor = (services: Services, did: Did | undefined): Promise<Memberships> =>
  did === undefined ? Promise.resolve(visitor) : remembered(services).of(did);

export const principalsFor = async (services: Services, did: Did | undefined): Promise<readonly string[]> =>
  (await membershipsFor(services, did)).principals;

/** These groups have just been named by this process: who is in them is so at once. */
export const groupsNamed = (services: Services, groups: readonly Group[]): void =>
  forgetHolders(
    remembered(services),
    groups.flatMap(({ members }) => members),
  );

const remembered = perProcess((services: Services) => {
  const memberships = new Remembered<Did, Memberships>(services, {
    ask: (did) => resolve(services, did),
    max: REMEMBERED,
    until: ({ until }) => until,
  });
  const feed = changeFeed(services);
  onMembershipChange(services, (subject) => memberships.forget(subject));
  feed.watch(MEMBERSHIPS, ({ readers }) => {
    for (const each of readers) memberships.forget(each as Did);
  });
  feed.watch(GROUPS, ({ readers }) => forgetHolders(memberships, readers));
  return memberships;
});

function forgetHolders(memberships: Remembered<Did, Memberships>, principals: readonly string[]): void {
  if (principals.length > 0) memberships.forgetWhere((_, known) => !known || principals.some((each) => known.principals.includes(each)));
}

async function resolve(services: Services, did: Did): Promise<Memberships> {
  const held = await membershipsOf(services, did);
  const names = [...principalsOf(did), ...held.principals];
  const groups = await findGroups(services.database, names);
  return { principals: groups.length === 0 ? names : [...names, ...groups], until: held.until };
}
