import type { Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import { MEMBERSHIPS, onMembershipChange } from '../../certificates/index.ts';
import { changeFeed, PrincipalGroups } from '../../changes/index.ts';

type Callback = () => void;
const ALL = 'everybody';

/** The open streams of this process, by what their readers are to ACLs. */
const listeners = perProcess((services: Services) => {
  const groups = new PrincipalGroups<Set<Callback>>(() => new Set());
  const tell = (principals: readonly string[]): void => {
    const told = new Set(groups.of(ALL, principals).flatMap((each) => [...each]));
    // Whoever remembers memberships is told by the same notice, perhaps after us.
    setImmediate(() => {
      for (const callback of told) callback();
    });
  };
  const feed = changeFeed(services);
  onMembershipChange(services, (subject) => tell([subject]));
  feed.watch(MEMBERSHIPS, ({ readers }) => tell(readers));
  feed.watch('~groups', ({ readers }) => tell(readers));
  return groups;
});

/** Calls back when somebody who is all this may have become more, or less, to an ACL. Certificates that expire do so silently. @returns how to stop */
export function onPrincipalsChange(services: Services, principals: readonly string[], callback: Callback): () => void {
  const groups = listeners(services);
  for (const each of principals) groups.group(ALL, each).add(callback);
  return () => {
    for (const each of principals) {
      groups.of(ALL, [each])[0]?.delete(callback);
      groups.tidy(ALL, each);
    }
  };
}

export const samePrincipals = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((each) => others.includes(each));
