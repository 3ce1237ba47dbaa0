import type { Did, Profile } from '@vibe/client';

export type Person = { readonly at: 'looking' } | { readonly at: 'known'; readonly profile: Profile } | { readonly at: 'unknown' };

const looking: Person = { at: 'looking' };
const unknown: Person = { at: 'unknown' };

export interface Directory {
  /** What is known now; asks for the rest, all that is missing at one moment in one call. */
  lookUp(did: Did): Person;
  subscribe(listener: () => void): () => void;
}

/** Profiles by DID, kept for as long as the page lives. After a failed look-up the same person may be asked for again. */
export function createDirectory(profilesOf: (dids: readonly Did[]) => Promise<readonly Profile[]>, most = 50): Directory {
  const people = new Map<Did, Person>();
  const listeners = new Set<() => void>();
  let wanted = new Set<Did>();

  async function fetchWanted(): Promise<void> {
    const dids = [...wanted];
    wanted = new Set();
    for (let from = 0; from < dids.length; from += most) await fetchSome(dids.slice(from, from + most));
  }

  async function fetchSome(dids: readonly Did[]): Promise<void> {
    try {
      const found = new Map((await profilesOf(dids)).map((profile) => [profile.did, profile]));
      for (const did of dids) {
        const profile = found.get(did);
        people.set(did, profile ? { at: 'known', profile } : unknown);
      }
      for (const listener of listeners) listener();
    } catch {
      // A name that cannot be had must not take the post down with it: its place stays empty until something asks again.
      for (const did of dids) people.delete(did);
    }
  }

  return {
    lookUp(did) {
      const known = people.get(did);
      if (known) return known;
      people.set(did, looking);
      if (wanted.size === 0) queueMicrotask(fetchWanted);
      wanted.add(did);
      return looking;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
