import type { SessionError, SessionState, SignedIn, SignedOut, SignInStep } from '@vibe/client/session';
import type { Profile } from '@vibe/shared';

/** Everything the tag can look like. One of them at a time, and each is one page of the table in control.ts. */
export type TagState =
  /** Looking who is here, or (`how`) on the way into Vibe by this step. */
  | { readonly is: 'loading'; readonly how?: SignInStep }
  | { readonly is: 'signed_out' }
  | { readonly is: 'known_account'; readonly account: Profile }
  | { readonly is: 'several_accounts'; readonly accounts: readonly Profile[] }
  | { readonly is: 'new_user' }
  | { readonly is: 'passkey_prompt' }
  | { readonly is: 'first_consent' }
  | { readonly is: 'incremental_consent'; readonly profile?: Profile }
  /** The person said "Not now": nothing is pressed on them for a while. */
  | { readonly is: 'denied' }
  | { readonly is: 'expired_silent'; readonly profile: Profile }
  | { readonly is: 'expired'; readonly account?: Profile }
  | { readonly is: 'offline'; readonly profile?: Profile; readonly queued: number }
  | { readonly is: 'storage_blocked'; readonly profile?: Profile }
  | { readonly is: 'popup_blocked'; readonly remedy: 'window' | 'page' }
  | { readonly is: 'error'; readonly error: SessionError }
  | { readonly is: 'signed_in'; readonly profile: Profile }
  | { readonly is: 'budget_exhausted'; readonly profile: Profile }
  | { readonly is: 'revoked' };

type Cell<At extends SessionState['at']> = (state: Extract<SessionState, { at: At }>) => TagState;

const table: { readonly [At in SessionState['at']]: Cell<At> } = {
  loading: () => ({ is: 'loading' }),
  signed_out: signedOut,
  signing_in({ how, asks, from }) {
    if (asks === 'new_user') return { is: 'new_user' };
    if (asks === 'passkey') return { is: 'passkey_prompt' };
    if (asks === 'first_consent') return { is: 'first_consent' };
    if (asks === 'incremental_consent') return { is: 'incremental_consent', ...(from.at === 'signed_in' && { profile: from.profile }) };
    return { is: 'loading', how };
  },
  signed_in: signedIn,
  failed({ error, from }) {
    // A page that comes back has to have kept what it left with: where nothing is kept, only a window leads in.
    const kept = !('storage' in from && from.storage);
    if (error.code === 'popup_blocked') return { is: 'popup_blocked', remedy: kept ? 'page' : 'window' };
    if (error.code === 'needs_tap') return { is: 'popup_blocked', remedy: 'window' };
    if (error.code === 'offline') return { is: 'offline', queued: 0 };
    return { is: 'error', error };
  },
};

function signedOut({ why, account, accounts = [], storage }: SignedOut): TagState {
  if (why === 'denied' || why === 'revoked') return { is: why };
  if (why === 'expired') return { is: 'expired', ...(account && { account }) };
  if (storage === 'blocked') return { is: 'storage_blocked' };
  if (accounts.length > 1) return { is: 'several_accounts', accounts };
  return account ? { is: 'known_account', account } : { is: 'signed_out' };
}

function signedIn({ profile, but, queued = 0, storage }: SignedIn): TagState {
  if (but === 'offline') return { is: 'offline', profile, queued };
  if (but === 'over_budget') return { is: 'budget_exhausted', profile };
  if (but === 'renewing') return { is: 'expired_silent', profile };
  return storage === 'blocked' ? { is: 'storage_blocked', profile } : { is: 'signed_in', profile };
}

/** What the tag shows of a session: every state of the one has a state of the other. */
export function tagState(state: SessionState): TagState {
  // Checked cell by cell above; TypeScript cannot follow the pair through the lookup.
  return (table[state.at] as Cell<SessionState['at']>)(state);
}
