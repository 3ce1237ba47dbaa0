import type { Profile } from '@vibe/shared';
import { expect, test, vi } from 'vitest';
import { SessionError } from '../session/errors.ts';
import type { SessionState, VibeSession } from '../session/types.ts';
import { sessionCredentials } from './session-credentials.ts';

const alice: Profile = { did: 'did:key:alice', handle: 'alice', name: 'Alice' };
const nobody = { at: 'signed_out', oneTap: false } as const;

function world() {
  const listeners = new Set<(state: SessionState) => void>();
  const session = {
    server: 'https://vibe.example',
    app: 'notes',
    state: { at: 'loading' } as SessionState,
    ready: Promise.resolve<SessionState>(nobody),
    subscribe(listener: (state: SessionState) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    signIn: () => Promise.reject(new SessionError('popup_blocked', { requestId: 'r1' })),
    signOut: () => Promise.resolve(),
    accessToken: vi.fn<VibeSession['accessToken']>(async () => undefined),
    authorize: vi.fn(async () => ({ authorization: 'DPoP t', dpop: 'p' })),
    retry: () => undefined,
    explain: () => [],
    report: vi.fn(),
  } satisfies VibeSession;
  const become = (state: SessionState): void => {
    session.state = state;
    for (const listener of listeners) listener(state);
  };
  return { session, become, credentials: sessionCredentials(session) };
}

test('who one is changes with who is signed in, and with nothing else', () => {
  const { become, credentials } = world();
  const changed = vi.fn();
  credentials.onChange(changed);
  become(nobody);
  become({ at: 'signing_in', how: 'popup', from: nobody });
  expect(changed).not.toHaveBeenCalled();
  become({ at: 'signed_in', profile: alice });
  expect([changed.mock.calls.length, credentials.who()]).toEqual([1, alice.did]);
  // Asking for another scope, renaming oneself, a step that fails: still the same person.
  become({ at: 'signing_in', how: 'frame_one_tap', from: { at: 'signed_in', profile: alice } });
  become({ at: 'failed', error: new SessionError('cancelled'), from: { at: 'signed_in', profile: alice } });
  become({ at: 'signed_in', profile: { ...alice, name: 'Alice B.' } });
  expect([changed.mock.calls.length, credentials.auth.profile?.name]).toEqual([1, 'Alice B.']);
  become(nobody);
  expect([changed.mock.calls.length, credentials.who()]).toEqual([2, undefined]);
});

test('a visitor’s requests carry nothing, and do not wait for the frame', async () => {
  const { session, become, credentials } = world();
  expect(await credentials.authorize('GET', 'https://vibe.example/trpc/x')).toEqual({});
  expect(session.authorize).not.toHaveBeenCalled();
  become({ at: 'signed_in', profile: alice });
  expect(await credentials.authorize('POST', 'https://vibe.example/trpc/x')).toEqual({ authorization: 'DPoP t', dpop: 'p' });
  expect(session.authorize).toHaveBeenCalledWith('POST', 'https://vibe.example/trpc/x');
});

test('what the session throws is a VibeError with its code', async () => {
  const { credentials } = world();
  await expect(credentials.auth.signIn()).rejects.toMatchObject({ name: 'VibeError', code: 'popup_blocked', requestId: 'r1' });
});

test('after a refused token another one is asked for, not the one in memory', async () => {
  const { session, credentials } = world();
  expect(await credentials.refresh()).toBe(false);
  expect(session.accessToken).toHaveBeenCalledWith({ fresh: true });
});
