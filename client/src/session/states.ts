import type { Profile } from '@vibe/shared';
import type { SessionError } from './errors.ts';
import type { SessionState, SignedOut, SignInStep } from './types.ts';

/** What happens to a session. */
export type SessionEvent =
  /** The frame says that nobody is signed in to this app here. */
  | { readonly type: 'vacant'; readonly account?: Profile; readonly oneTap: boolean }
  /** The person asked to sign in, or the next step of the ladder is tried. */
  | { readonly type: 'attempt'; readonly how: SignInStep }
  /** The frame gave a token. */
  | { readonly type: 'token'; readonly profile: Profile }
  | { readonly type: 'cancelled' }
  | { readonly type: 'failed'; readonly error: SessionError }
  /** Signed out here, in another tab, or by the server. */
  | { readonly type: 'ended' }
  | { readonly type: 'retry' };

type Cell<S, E> = (state: S, event: E) => SessionState;
export type SessionTable = {
  readonly [S in SessionState['at']]: {
    readonly [E in SessionEvent['type']]: Cell<Extract<SessionState, { at: S }>, Extract<SessionEvent, { type: E }>>;
  };
};

const stay = <S extends SessionState>(state: S): SessionState => state;
const nobody: SignedOut = { at: 'signed_out', oneTap: false };
const vacant = (_: unknown, { account, oneTap }: Extract<SessionEvent, { type: 'vacant' }>): SessionState => ({
  at: 'signed_out',
  oneTap,
  ...(account && { account }),
});
const signedIn = (_: unknown, { profile }: Extract<SessionEvent, { type: 'token' }>): SessionState => ({ at: 'signed_in', profile });

/** Every state meets every event: there is no third thing that can happen. */
export const sessionTable: SessionTable = {
  loading: {
    vacant,
    attempt: (_, { how }) => ({ at: 'signing_in', how, from: nobody }),
    token: signedIn,
    cancelled: stay,
    failed: (from, { error }) => ({ at: 'failed', error, from }),
    ended: () => nobody,
    retry: stay,
  },
  signed_out: {
    vacant,
    attempt: (from, { how }) => ({ at: 'signing_in', how, from }),
    token: signedIn,
    cancelled: stay,
    failed: (from, { error }) => ({ at: 'failed', error, from }),
    ended: stay,
    retry: () => ({ at: 'loading' }),
  },
  signing_in: {
    // What the frame sees changed meanwhile: it is where a cancelled attempt falls back to.
    vacant: (state, event) => ({ ...state, from: vacant(state, event) as SignedOut }),
    attempt: (state, { how }) => ({ ...state, how }),
    token: signedIn,
    cancelled: ({ from }) => from,
    failed: ({ from }, { error }) => ({ at: 'failed', error, from }),
    // Another tab signed out; this attempt goes on, with nothing to fall back to.
    ended: (state) => ({ ...state, from: nobody }),
    retry: stay,
  },
  signed_in: {
    vacant,
    attempt: (from, { how }) => ({ at: 'signing_in', how, from }),
    token: (state, { profile }) => (same(state.profile, profile) ? state : { at: 'signed_in', profile }),
    cancelled: stay,
    // A refresh that fails on the way is not a sign-out: the person stays, the request that needed the token gets the error.
    failed: stay,
    ended: () => nobody,
    retry: stay,
  },
  failed: {
    vacant,
    attempt: ({ from }, { how }) => ({ at: 'signing_in', how, from: from.at === 'loading' ? nobody : from }),
    token: signedIn,
    cancelled: ({ from }) => from,
    failed: ({ from }, { error }) => ({ at: 'failed', error, from }),
    ended: () => nobody,
    retry: () => ({ at: 'loading' }),
  },
};

const same = (a: Profile, b: Profile): boolean => JSON.stringify(a) === JSON.stringify(b);

export function nextState(state: SessionState, event: SessionEvent): SessionState {
  // The table is checked cell by cell above; TypeScript cannot follow the pair through the lookup.
  const cell = sessionTable[state.at][event.type] as Cell<SessionState, SessionEvent>;
  return cell(state, event);
}
