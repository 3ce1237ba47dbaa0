import { SessionError, type SessionState, type SignedIn, type SignedOut } from '@vibe/client/session';
import type { Profile } from '@vibe/shared';
import type { TagState } from '../tag-state.ts';

const ada: Profile = { did: 'did:web:vibe.example:u:ada', handle: 'ada', name: 'Ada Lovelace' };
const people: readonly Profile[] = [
  ada,
  { did: 'did:web:vibe.example:u:bo', handle: 'bo', name: 'Bo Diddley' },
  { did: 'did:web:vibe.example:u:chi', handle: 'chi', name: '千尋' },
];
const out: SignedOut = { at: 'signed_out', oneTap: false };
const inside: SignedIn = { at: 'signed_in', profile: ada };

/** Of each state of the tag: when it is shown, and sessions that are shown so. */
export const fixtures: {
  readonly [Is in TagState['is']]: { readonly when: string; readonly sessions: readonly SessionState[] };
} = {
  loading: {
    when: 'Looking who is here; and, after a click, on the way into Vibe.',
    sessions: [{ at: 'loading' }, { at: 'signing_in', how: 'popup', from: out }],
  },
  signed_out: { when: 'Nobody is known here.', sessions: [out] },
  known_account: { when: 'Vibe knows who sits here; one tap is enough.', sessions: [{ ...out, account: ada, oneTap: true }] },
  several_accounts: { when: 'Several people use this browser.', sessions: [{ ...out, account: ada, accounts: people }] },
  new_user: { when: 'Vibe asks somebody new for a name.', sessions: [{ at: 'signing_in', how: 'popup', asks: 'new_user', from: out }] },
  passkey_prompt: { when: 'The browser asks for a passkey.', sessions: [{ at: 'signing_in', how: 'popup', asks: 'passkey', from: out }] },
  first_consent: {
    when: 'Vibe asks whether the app may do what it wants to.',
    sessions: [{ at: 'signing_in', how: 'frame_one_tap', asks: 'first_consent', from: out }],
  },
  incremental_consent: {
    when: 'Who is signed in is asked for more.',
    sessions: [{ at: 'signing_in', how: 'popup', asks: 'incremental_consent', from: inside }],
  },
  denied: { when: 'They said “Not now”: the tag does not press them.', sessions: [{ ...out, why: 'denied', coolDownUntil: 0 }] },
  expired_silent: { when: 'The token has run out; another one is on its way.', sessions: [{ ...inside, but: 'renewing' }] },
  expired: { when: 'The sign-in has lasted as long as it may.', sessions: [{ ...out, account: ada, why: 'expired' }] },
  offline: {
    when: 'Vibe cannot be reached; with what waits to be sent.',
    sessions: [
      { ...inside, but: 'offline', queued: 3 },
      { at: 'failed', error: new SessionError('offline'), from: out },
    ],
  },
  storage_blocked: { when: 'The browser keeps nothing for Vibe on this page.', sessions: [{ ...out, storage: 'blocked' }] },
  popup_blocked: {
    when: 'The browser opens no window, or wants one more tap for it.',
    sessions: [
      { at: 'failed', error: new SessionError('popup_blocked'), from: out },
      { at: 'failed', error: new SessionError('needs_tap'), from: out },
    ],
  },
  error: {
    when: 'Something else went wrong; the notice names the request.',
    sessions: [{ at: 'failed', error: new SessionError('unavailable', { requestId: '7f3a-52c1' }), from: out }],
  },
  signed_in: { when: 'Signed in; the menu opens on a click.', sessions: [inside] },
  budget_exhausted: { when: 'Nobody pays for more work today.', sessions: [{ ...inside, but: 'over_budget' }] },
  revoked: { when: 'The sign-in was ended elsewhere.', sessions: [{ ...out, why: 'revoked' }] },
};
