import type { Did, Profile } from '@vibe/client';
import { useEffect, useState } from 'react';
import { type Failure, failureOf } from '../ui/failure.ts';
import { findPerson } from '../vibe.ts';

export type PersonSearch =
  | { readonly at: 'idle' }
  | { readonly at: 'looking' }
  | { readonly at: 'found'; readonly profile: Profile }
  | { readonly at: 'nobody'; readonly handle: string }
  | { readonly at: 'yourself' }
  | { readonly at: 'failed'; readonly failure: Failure };

const pauseMilliseconds = 250;
const shortestHandle = 3;

/** `@Grace ` → `grace`: people write handles as they have seen them. */
export const handleFrom = (typed: string): string => typed.trim().replace(/^@/, '').toLowerCase();

/** Looks the handle up when typing has paused; an answer to an earlier word is dropped. */
export function usePersonSearch(typed: string, me: Did): PersonSearch {
  const handle = handleFrom(typed);
  const [search, setSearch] = useState<PersonSearch>({ at: 'idle' });

  useEffect(() => {
    if (handle.length < shortestHandle) {
      setSearch({ at: 'idle' });
      return;
    }
    setSearch({ at: 'looking' });
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await look(handle, me, abort.signal);
      if (!abort.signal.aborted) setSearch(answer);
    }, pauseMilliseconds);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [handle, me]);

  return search;
}

async function look(handle: string, me: Did, signal: AbortSignal): Promise<PersonSearch> {
  try {
    const profile = await findPerson(handle, signal);
    if (!profile) return { at: 'nobody', handle };
    return profile.did === me ? { at: 'yourself' } : { at: 'found', profile };
  } catch (error) {
    return { at: 'failed', failure: failureOf(error) };
  }
}
