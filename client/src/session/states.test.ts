import type { Profile } from '@vibe/shared';
import { describe, expect, test } from 'vitest';
import { SessionError } from './errors.ts';
import { nextState, type SessionEvent, sessionTable } from './states.ts';
import type { SessionState, SignedIn, SignedOut } from './types.ts';

const ada: Profile = { did: 'did:web:vibe.test:u:ada', handle: 'ada', name: 'Ada' };
const bob: Profile = { did: 'did:web:vibe.test:u:bob', handle: 'bob', name: 'Bob' };
const error = new SessionError('offline');
const other = new SessionError('timeout');

const out: SignedOut = { at: 'signed_out', account: ada, oneTap: true };
const nobody: SignedOut = { at: 'signed_out', oneTap: false };
const inside: SignedIn = { at: 'signed_in', profile: ada };

const states: Record<SessionState['at'], SessionState> = {
  loading: { at: 'loading' },
  signed_out: out,
  signing_in: { at: 'signing_in', how: 'frame_one_tap', from: out },
  signed_in: inside,
  failed: { at: 'failed', error, from: inside },
};
const events: { [E in SessionEvent['type']]: Extract<SessionEvent, { type: E }> } = {
  vacant: { type: 'vacant', account: bob, oneTap: false },
  attempt: { type: 'attempt', how: 'popup' },
  token: { type: 'token', profile: bob },
  cancelled: { type: 'cancelled' },
  failed: { type: 'failed', error: other },
  ended: { type: 'ended' },
  retry: { type: 'retry' },
};

const seesBob: SessionState = { at: 'signed_out', account: bob, oneTap: false };
const isBob: SessionState = { at: 'signed_in', profile: bob };
const loading: SessionState = { at: 'loading' };
const byPopup = (from: SignedOut | SignedIn): SessionState => ({ at: 'signing_in', how: 'popup', from });
const failedFrom = (from: SignedOut | SignedIn | { at: 'loading' }): SessionState => ({ at: 'failed', error: other, from });

// biome-ignore format: a table is read by its columns
const expected: Record<SessionState['at'], Record<SessionEvent['type'], SessionState>> = {
  loading:    { vacant: seesBob, attempt: byPopup(nobody), token: isBob, cancelled: loading, failed: failedFrom({ at: 'loading' }), ended: nobody, retry: loading },
  signed_out: { vacant: seesBob, attempt: byPopup(out), token: isBob, cancelled: out, failed: failedFrom(out), ended: out, retry: loading },
  signing_in: { vacant: { at: 'signing_in', how: 'frame_one_tap', from: seesBob as SignedOut }, attempt: byPopup(out), token: isBob, cancelled: out,
                failed: failedFrom(out), ended: { at: 'signing_in', how: 'frame_one_tap', from: nobody }, retry: states.signing_in },
  signed_in:  { vacant: seesBob, attempt: byPopup(inside), token: isBob, cancelled: inside, failed: inside, ended: nobody, retry: inside },
  failed:     { vacant: seesBob, attempt: byPopup(inside), token: isBob, cancelled: inside, failed: failedFrom(inside), ended: nobody, retry: loading },
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
