import type { Profile } from '@vibe/shared';
import type { SessionError } from './errors.ts';
import type { SessionState, SignedIn, SignedOut, SignInAsks, SignInStep } from './types.ts';

/** What happens to a session. */
export type SessionEvent =
  /** The frame says that nobody is signed in to this app here, and whom it sees. */
  | ({ readonly type: 'vacant' } & Pick<SignedOut, 'account' | 'accounts' | 'oneTap' | 'storage'>)
  /** The person asked to sign in, or the next step of the ladder is tried. */
  | { readonly type: 'attempt'; readonly how: SignInStep }
  /** The frame or the window says what it asks of the person. */
  | { readonly type: 'asks'; readonly asks: SignInAsks }
  /** The frame gave a token. */
  | { readonly type: 'token'; readonly profile: Profile; readonly storage?: 'blocked' }
  /** Vibe cannot be reached, and this is who was signed in here. */
  | { readonly type: 'remembered'; readonly profile: Profile }
  /** The access token has run out; another one is asked for. */
  | { readonly type: 'renewing' }
  /** It could not be had for want of a network. */
  | { readonly type: 'offline' }
  | { readonly type: 'budget'; readonly exhausted: boolean }
  | { readonly type: 'queued'; readonly writes: number }
  /** The person turned around. `coolDownUntil`: from something that was offered unasked. */
  | { readonly type: 'cancelled'; readonly coolDownUntil?: number }
  | { readonly type: 'failed'; readonly error: SessionError }
  /** Signed out here, in another tab, or by the server. */
  | { readonly type: 'ended'; readonly why?: 'expired' | 'revoked' }
  | { readonly type: 'retry' };

type EventOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;
type Cell<S, E> = (state: S, event: E) => SessionState;
export type SessionTable = {
  readonly [S in SessionState['at']]: {
    readonly [E in SessionEvent['type']]: Cell<Extract<SessionState, { at: S }>, EventOf<E>>;
  };
};

const stay = <S extends SessionState>(state: S): SessionState => state;
const nobody: SignedOut = { at: 'signed_out', oneTap: false };

/** Whom the frame sees is new; why nobody is signed in, is not. */
const seen = ({ why, coolDownUntil }: Partial<SignedOut>, { type: _, ...sees }: EventOf<'vacant'>): SignedOut => ({
  at: 'signed_out',
  ...sees,
  ...(why && { why }),
  ...(coolDownUntil !== undefined && { coolDownUntil }),
});
const unseen = (_: unknown, event: EventOf<'vacant'>): SignedOut => seen({}, event);
const signedIn = (_: unknown, { profile, storage }: EventOf<'token'>): SignedIn => ({
  at: 'signed_in',
  profile,
  ...(storage && { storage }),
});
const remembered = (_: unknown, { profile }: EventOf<'remembered'>): SignedIn => ({ at: 'signed_in', profile, but: 'offline' });
const ended = (_: unknown, { why }: EventOf<'ended'>): SignedOut => ({ ...nobody, ...(why && { why }) });
const denied = (state: SignedOut, coolDownUntil: number | undefined): SignedOut =>
  coolDownUntil === undefined ? state : { ...state, why: 'denied', coolDownUntil };
const turnedBack = <S extends SignedOut | SignedIn>(from: S, { coolDownUntil }: EventOf<'cancelled'>): SignedOut | SignedIn =>
  from.at === 'signed_out' ? denied(from, coolDownUntil) : from;

/** Who is signed in stays so, with or without something amiss. */
function but({ but: _, ...state }: SignedIn, amiss: SignedIn['but']): SignedIn {
  return amiss ? { ...state, but: amiss } : state;
}
function withQueued({ queued: _, ...state }: SignedIn, writes: number): SignedIn {
  return writes > 0 ? { ...state, queued: writes } : state;
}

/** A new token of the same person brings no money. */
const overBudget = (before: SignedIn, after: SignedIn): SignedIn =>
  before.but === 'over_budget' && before.profile.did === after.profile.did ? but(after, 'over_budget') : after;

/** Every state meets every event: there is no third thing that can happen. */
export const sessionTable: SessionTable = {
  loading: {
    vacant: unseen,
    attempt: (_, { how }) => ({ at: 'signing_in', how, from: nobody }),
    asks: stay,
    token: signedIn,
    remembered,
    renewing: stay,
    offline: stay,
    budget: stay,
    queued: stay,
    cancelled: stay,
    failed: (from, { error }) => ({ at: 'failed', error, from }),
    ended,
    retry: stay,
  },
  signed_out: {
    vacant: seen,
    attempt: (from, { how }) => ({ at: 'signing_in', how, from }),
    asks: stay,
    token: signedIn,
    remembered: stay,
    renewing: stay,
    offline: stay,
    budget: stay,
    queued: stay,
    cancelled: turnedBack,
    failed: (from, { error }) => ({ at: 'failed', error, from }),
    // Why it ended is said by whoever ended it first.
    ended: stay,
    retry: () => ({ at: 'loading' }),
  },
  signing_in: {
    // What the frame sees changed meanwhile: it is where a cancelled attempt falls back to.
    vacant: (state, event) => ({ ...state, from: state.from.at === 'signed_out' ? seen(state.from, event) : unseen(state, event) }),
    attempt: ({ from }, { how }) => ({ at: 'signing_in', how, from }),
    asks: (state, { asks }) => ({ ...state, asks }),
    token: signedIn,
    remembered: stay,
    renewing: stay,
    offline: stay,
    budget: stay,
    queued: stay,
    cancelled: ({ from }, event) => turnedBack(from, event),
    failed: ({ from }, { error }) => ({ at: 'failed', error, from }),
    // Another tab signed out; this attempt goes on, with nothing to fall back to.
    ended: (state, event) => ({ ...state, from: ended(state, event) }),
    retry: stay,
  },
  signed_in: {
    vacant: unseen,
    attempt: (from, { how }) => ({ at: 'signing_in', how, from }),
    asks: stay,
    token: (state, event) => keep(state, withQueued(overBudget(state, signedIn(state, event)), state.queued ?? 0)),
    remembered: stay,
    renewing: (state) => (state.but === 'over_budget' ? state : keep(state, but(state, 'renewing'))),
    offline: (state) => keep(state, but(state, 'offline')),
    budget: (state, { exhausted }) =>
      exhausted ? keep(state, but(state, 'over_budget')) : state.but === 'over_budget' ? but(state, undefined) : state,
    queued: (state, { writes }) => keep(state, withQueued(state, writes)),
    cancelled: stay,
    // A refresh that fails on the way is not a sign-out: the person stays, the request that needed the token gets the error.
    failed: (state) => (state.but === 'renewing' ? but(state, undefined) : state),
    ended,
    retry: stay,
  },
  failed: {
    vacant: unseen,
    attempt: ({ from }, { how }) => ({ at: 'signing_in', how, from: from.at === 'loading' ? nobody : from }),
    asks: stay,
    token: signedIn,
    remembered,
    renewing: stay,
    offline: stay,
    budget: stay,
    queued: stay,
    cancelled: ({ from }, event) => (from.at === 'loading' ? from : turnedBack(from, event)),
    failed: ({ from }, { error }) => ({ at: 'failed', error, from }),
    ended,
    retry: () => ({ at: 'loading' }),
  },
};

/** No change that anybody hears of, where nothing differs. */
const keep = (before: SignedIn, after: SignedIn): SignedIn => (JSON.stringify(before) === JSON.stringify(after) ? before : after);

export function nextState(state: SessionState, event: SessionEvent): SessionState {
  // The table is checked cell by cell above; TypeScript cannot follow the pair through the lookup.
  const cell = sessionTable[state.at][event.type] as Cell<SessionState, SessionEvent>;
  return cell(state, event);
}
