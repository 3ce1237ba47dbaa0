import type { FrameAccessToken, FrameState, Profile } from '@vibe/shared';
import { beforeEach, expect, test, vi } from 'vitest';
import type { FrameLink } from '../frame-link.ts';
import { type Attempt, strategies } from './index.ts';

const ada: Profile = { did: 'did:web:vibe.test:u:ada', handle: 'ada', name: 'Ada' };
const bob: Profile = { did: 'did:web:vibe.test:u:bob', handle: 'bob', name: 'Bob' };
const scope = 'openid profile documents:read';
const app = { name: 'Feeds', redirect_uris: [], scopes: scope.split(' ') };

const blind: FrameState = { signed_in: false, account: null, silent: false, missing: scope.split(' '), one_tap: false, app };
const sees: FrameState = { ...blind, account: ada, one_tap: true };
const allowed: FrameState = { ...sees, missing: [] };
const kept: FrameState = { ...allowed, signed_in: true };
const token = (granted: string): FrameAccessToken => ({
  ...{ access_token: 'secret', token_type: 'DPoP', scope: granted, expires_at: Date.now() + 300_000, profile: ada },
});

beforeEach(() => {
  vi.stubGlobal('document', { requestStorageAccess: () => undefined });
  vi.stubGlobal('IdentityCredential', class {});
  return () => vi.unstubAllGlobals();
});

const attempt = (given: Partial<Attempt>): Attempt => ({
  ...{ server: 'https://vibe.test', app: 'feeds', scope, mode: 'auto', lang: '', account: undefined },
  ...{ inClick: true, link: {} as FrameLink, seen: blind, held: undefined, on: () => undefined, signal: new AbortController().signal },
  ...given,
});
const tried = (given: Partial<Attempt>) => strategies.filter(({ whyNot }) => whyNot(attempt(given)) === undefined).map(({ step }) => step);

test.each<[string, Partial<Attempt>, string[]]>([
  ['a frame that sees nothing', {}, ['storage_access', 'fedcm', 'popup', 'redirect']],
  ['a frame that is not there', { seen: undefined }, ['popup', 'redirect']],
  ['a session that the frame sees', { seen: sees }, ['frame_one_tap', 'popup', 'redirect']],
  ['all of it allowed', { seen: allowed }, ['partitioned_session', 'frame_one_tap', 'popup', 'redirect']],
  ['a browser that cannot prove what is seen', { seen: { ...sees, one_tap: false } }, ['popup', 'redirect']],
  ['a refresh token', { seen: kept }, ['frame_refresh', 'partitioned_session', 'frame_one_tap', 'popup', 'redirect']],
  [
    'a token in memory',
    { seen: kept, held: token('profile documents:read') },
    ['memory', 'frame_refresh', 'partitioned_session', 'frame_one_tap', 'popup', 'redirect'],
  ],
  [
    'one that covers less',
    { seen: { ...kept, missing: ['documents:read'] }, held: token('profile') },
    ['frame_one_tap', 'popup', 'redirect'],
  ],
  ['mode="popup"', { seen: allowed, mode: 'popup' }, ['popup']],
  ['mode="redirect"', { seen: allowed, mode: 'redirect' }, ['redirect']],
  [
    'another account, which the frame sees',
    { seen: { ...allowed, accounts: [ada, bob] }, account: bob.did },
    ['partitioned_session', 'frame_one_tap', 'popup', 'redirect'],
  ],
  ['another account, which it does not see', { seen: allowed, account: bob.did }, ['popup', 'redirect']],
  ['"use another account"', { seen: kept, held: token('profile documents:read'), account: 'other' }, ['popup', 'redirect']],
])('%s', (_, given, steps) => expect(tried(given)).toEqual(steps));

test('a browser without FedCM and without Storage Access has the window and the page', () => {
  vi.stubGlobal('document', {});
  delete (globalThis as { IdentityCredential?: unknown }).IdentityCredential;
  expect(tried({})).toEqual(['popup', 'redirect']);
});

test('what was turned away is not offered unasked; a click is an answer of its own', () => {
  vi.stubGlobal('localStorage', { getItem: () => `${Date.now() + 60_000} 1` });
  expect(tried({ inClick: false })).not.toContain('fedcm');
  expect(tried({ inClick: true })).toContain('fedcm');
});

test('what is left out says why, and names no secret', () => {
  const given = attempt({ seen: kept, held: token('profile') });
  for (const { whyNot } of strategies) expect(whyNot(given) ?? '').not.toMatch(/undefined|secret|\[object/);
});
