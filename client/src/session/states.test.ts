import type { Profile } from '@vibe/shared';
import { describe, expect, test } from 'vitest';
import { SessionError } from './errors.ts';
import { nextState, type SessionEvent, sessionTable } from './states.ts';
import type { SessionState, SignedIn, SignedOut } from './types.ts';

const ada: Profile = { did: 'did:web:vibe.test:u:ada', handle: 'ada', name: 'Ada' };
const bob: Profile = { did: 'did:web:vibe.test:u:bob', handle: 'bob', name: 'Bob' };
const error = new SessionError('offline');
const other = new SessionError('timeout');

const out: SignedOut = { at: 'signed_out', account: ada, oneTap: true, why: 'denied', coolDownUntil: 5 };
const nobody: SignedOut = { at: 'signed_out', oneTap: false };
const inside: SignedIn = { at: 'signed_in', profile: ada, queued: 2 };
const tapping: SessionState = { at: 'signing_in', how: 'frame_one_tap', asks: 'first_consent', from: out };

const states: Record<SessionState['at'], SessionState> = {
  loading: { at: 'loading' },
  signed_out: out,
  signing_in: tapping,
  signed_in: inside,
  failed: { at: 'failed', error, from: inside },
};
const events: { [E in SessionEvent['type']]: Extract<SessionEvent, { type: E }> } = {
  vacant: { type: 'vacant', account: bob, accounts: [bob, ada], oneTap: false, storage: 'blocked' },
  attempt: { type: 'attempt', how: 'popup' },
  asks: { type: 'asks', asks: 'passkey' },
  token: { type: 'token', profile: bob, storage: 'blocked' },
  remembered: { type: 'remembered', profile: bob },
  renewing: { type: 'renewing' },
  offline: { type: 'offline' },
  budget: { type: 'budget', exhausted: true },
  queued: { type: 'queued', writes: 3 },
  cancelled: { type: 'cancelled', coolDownUntil: 9 },
  failed: { type: 'failed', error: other },
  ended: { type: 'ended', why: 'revoked' },
  retry: { type: 'retry' },
};

const loading: SessionState = { at: 'loading' };
const seesBob: SignedOut = { at: 'signed_out', account: bob, accounts: [bob, ada], oneTap: false, storage: 'blocked' };
const stillDenied: SignedOut = { ...seesBob, why: 'denied', coolDownUntil: 5 };
const denied: SignedOut = { ...out, coolDownUntil: 9 };
const isBob: SessionState = { at: 'signed_in', profile: bob, storage: 'blocked' };
const wasBob: SessionState = { at: 'signed_in', profile: bob, but: 'offline' };
const revoked: SignedOut = { ...nobody, why: 'revoked' };
const byPopup = (from: SignedOut | SignedIn): SessionState => ({ at: 'signing_in', how: 'popup', from });
const failedFrom = (from: SignedOut | SignedIn | { at: 'loading' }): SessionState => ({ at: 'failed', error: other, from });
const but = (amiss: NonNullable<SignedIn['but']>): SessionState => ({ ...inside, but: amiss });

type Row = Record<SessionEvent['type'], SessionState>;
const expected: Record<SessionState['at'], Row> = {
  loading: {
    ...({ vacant: seesBob, attempt: byPopup(nobody), asks: loading, token: isBob, remembered: wasBob } as const),
    ...({ renewing: loading, offline: loading, budget: loading, queued: loading } as const),
    ...({ cancelled: loading, failed: failedFrom({ at: 'loading' }), ended: revoked, retry: loading } as const),
  },
  signed_out: {
    ...({ vacant: stillDenied, attempt: byPopup(out), asks: out, token: isBob, remembered: out } as const),
    ...({ renewing: out, offline: out, budget: out, queued: out } as const),
    ...({ cancelled: denied, failed: failedFrom(out), ended: out, retry: loading } as const),
  },
  signing_in: {
    ...({ vacant: { ...tapping, from: stillDenied }, attempt: byPopup(out), asks: { ...tapping, asks: 'passkey' }, token: isBob } as const),
    ...({ remembered: tapping, renewing: tapping, offline: tapping, budget: tapping, queued: tapping } as const),
    ...({ cancelled: denied, failed: failedFrom(out), ended: { ...tapping, from: revoked }, retry: tapping } as const),
  },
  signed_in: {
    ...({ vacant: seesBob, attempt: byPopup(inside), asks: inside, token: { ...isBob, queued: 2 } as SessionState } as const),
    ...({ remembered: inside, renewing: but('renewing'), offline: but('offline'), budget: but('over_budget') } as const),
    ...({ queued: { ...inside, queued: 3 }, cancelled: inside, failed: inside, ended: revoked, retry: inside } as const),
  },
  failed: {
    ...({ vacant: seesBob, attempt: byPopup(inside), token: isBob, remembered: wasBob, cancelled: inside } as const),
    ...({ failed: failedFrom(inside), ended: revoked, retry: loading } as const),
    ...({ asks: states.failed, renewing: states.failed, offline: states.failed, budget: states.failed, queued: states.failed } as const),
  },
};

describe.each(Object.keys(states) as SessionState['at'][])('in %s', (at) => {
  test.each(Object.keys(events) as SessionEvent['type'][])('%s', (type) => {
    expect(nextState(states[at], events[type])).toEqual(expected[at][type]);
  });
});

test('the table has these states and events and no others', () => {
  expect(Object.keys(sessionTable).sort()).toEqual(Object.keys(states).sort());
  for (const row of Object.values(sessionTable)) expect(Object.keys(row).sort()).toEqual(Object.keys(events).sort());
});

test('a token of the same person is no change that anybody hears of', () => {
  expect(nextState(inside, { type: 'token', profile: { ...ada } })).toBe(inside);
  expect(nextState(inside, { type: 'queued', writes: 2 })).toBe(inside);
});

test('the client’s own troubles are told apart, and pass', () => {
  const on = (state: SessionState, ...happens: SessionEvent[]) => happens.reduce(nextState, state);
  const person: SignedIn = { at: 'signed_in', profile: ada };
  const token: SessionEvent = { type: 'token', profile: ada };
  expect(on(person, { type: 'renewing' }, token)).toEqual(person);
  expect(on(person, { type: 'renewing' }, { type: 'failed', error })).toEqual(person);
  expect(on(person, { type: 'offline' }, { type: 'queued', writes: 2 })).toEqual({ ...person, but: 'offline', queued: 2 });
  expect(on(person, { type: 'offline' }, { type: 'queued', writes: 2 }, token, { type: 'queued', writes: 0 })).toEqual(person);
  const over = on(person, { type: 'budget', exhausted: true });
  // Renewing the token brings no money, nor hides that there is none.
  expect(on(over, { type: 'renewing' }, token)).toEqual({ ...person, but: 'over_budget' });
  expect(on(over, { type: 'budget', exhausted: false })).toEqual(person);
  expect(on(person, { type: 'renewing' }, { type: 'budget', exhausted: false })).toEqual({ ...person, but: 'renewing' });
});

test('why nobody is signed in is kept until somebody tries, and a click that is cancelled adds nothing to it', () => {
  const on = (state: SessionState, ...happens: SessionEvent[]) => happens.reduce(nextState, state);
  const expired = on(inside, { type: 'ended', why: 'expired' }, { type: 'vacant', account: ada, oneTap: true });
  expect(expired).toEqual({ at: 'signed_out', account: ada, oneTap: true, why: 'expired' });
  expect(on(expired, { type: 'attempt', how: 'popup' }, { type: 'cancelled' })).toEqual(expired);
  expect(on(expired, { type: 'attempt', how: 'popup' }, { type: 'token', profile: ada })).toEqual({ at: 'signed_in', profile: ada });
});

test('a cancelled request for more scopes leaves the person signed in', () => {
  const asking = nextState(inside, { type: 'attempt', how: 'popup' });
  expect(nextState(asking, { type: 'cancelled' })).toBe(inside);
});

test('a click after a failed start signs in, and cancelling that ends signed out', () => {
  const failed = nextState(loading, { type: 'failed', error });
  const asking = nextState(failed, { type: 'attempt', how: 'popup' });
  expect(nextState(asking, { type: 'cancelled' })).toEqual(nobody);
});
