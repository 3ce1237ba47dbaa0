import type { Profile, SessionState } from '@vibe/client';
import { useAuth } from '@vibe/client/react';
import { useEffect } from 'react';
import { vibe } from '../vibe.ts';
import { rememberMember, wasMember } from './was-member.ts';

export type Me =
  /** The page has just been opened; `likely` is what it was the last time. */
  | { readonly at: 'unknown'; readonly likely: 'visitor' | 'member' }
  | { readonly at: 'visitor' }
  | { readonly at: 'member'; readonly profile: Profile };

/** While someone signs in, or after that has failed, they are still who they were. */
function meFrom(state: SessionState): Me {
  switch (state.at) {
    case 'loading':
      return { at: 'unknown', likely: wasMember() ? 'member' : 'visitor' };
    case 'signed_out':
      return { at: 'visitor' };
    case 'signed_in':
      return { at: 'member', profile: state.profile };
    case 'signing_in':
      return meFrom(state.from);
    case 'failed':
      return state.from.at === 'signed_in' ? meFrom(state.from) : { at: 'visitor' };
  }
}

/** Who is at the screen. */
export function useMe(): Me {
  const me = meFrom(useAuth(vibe).state);

  useEffect(() => {
    if (me.at !== 'unknown') rememberMember(me.at === 'member');
  }, [me.at]);

  return me;
}
