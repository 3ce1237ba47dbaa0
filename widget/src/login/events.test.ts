import { SessionError, type SessionState } from '@vibe/client/session';
import type { Profile } from '@vibe/shared';
import { expect, test } from 'vitest';
import { eventsBetween } from './events.ts';

const ada: Profile = { did: 'did:web:vibe.test:u:ada', handle: 'ada', name: 'Ada' };
const out: SessionState = { at: 'signed_out', oneTap: false };
const inside: SessionState = { at: 'signed_in', profile: ada };
const loading: SessionState = { at: 'loading' };
const failed: SessionState = { at: 'failed', error: new SessionError('offline'), from: out };
const names = (before: SessionState, after: SessionState) => eventsBetween(before, after, before.at !== 'loading').map(({ type }) => type);

test('who was signed in before the page was loaded is announced as restored, without a consent', () => {
  const [ready, signIn] = eventsBetween(loading, inside, false);
  expect([ready?.type, signIn?.type]).toEqual(['vibe-ready', 'vibe-signin']);
  expect((signIn as CustomEvent).detail).toEqual({ profile: ada, restored: true });
});
test('a sign-in on which the person said yes is a consent; one out of memory is none', () => {
  expect(names({ at: 'signing_in', how: 'popup', from: out }, inside)).toEqual(['vibe-consent', 'vibe-signin']);
  expect(names({ at: 'signing_in', how: 'memory', from: out }, inside)).toEqual(['vibe-signin']);
});
test('who is asked for more stays signed in, whether it is granted, cancelled or fails', () => {
  const asking: SessionState = { at: 'signing_in', how: 'popup', from: inside };
  expect(names(inside, asking)).toEqual([]);
  expect(names(asking, inside)).toEqual(['vibe-consent']);
  expect(names(asking, { ...failed, from: inside } as SessionState)).toEqual(['vibe-error']);
});
test('signing out, failing and cancelling', () => {
  expect(names(inside, out)).toEqual(['vibe-signout']);
  expect(names(loading, failed)).toEqual(['vibe-ready', 'vibe-error']);
  expect(names({ at: 'signing_in', how: 'popup', from: out }, out)).toEqual([]);
});
test('a tag is ready when it is known who is here, not while the browser is still asked', () => {
  const trying: SessionState = { at: 'signing_in', how: 'fedcm', from: out };
  expect(eventsBetween(loading, trying, false)).toEqual([]);
  expect(eventsBetween(trying, out, false).map(({ type }) => type)).toEqual(['vibe-ready']);
  expect(eventsBetween(trying, out, true)).toEqual([]);
});
test('events cross shadow roots and bubble', () => {
  expect(eventsBetween(inside, out, true)[0]).toMatchObject({ bubbles: true, composed: true });
});
