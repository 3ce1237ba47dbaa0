import { SessionError, type SessionState } from '@vibe/client/session';
import { describe, expect, test } from 'vitest';
import { controlOf } from './control.ts';
import { fixtures } from './states/fixtures.ts';
import { type TagState, tagState } from './tag-state.ts';
import { en } from './texts/index.ts';

const names = Object.keys(fixtures) as TagState['is'][];

test('the eighteen states of the design, each with a session that is shown so', () => {
  expect(names).toHaveLength(18);
});

describe.each(names)('%s', (name) => {
  const { sessions } = fixtures[name];
  test('is what its sessions are shown as', () => {
    expect(sessions.length).toBeGreaterThan(0);
    expect(sessions.map((session) => tagState(session).is)).toEqual(sessions.map(() => name));
  });
  test('says something, and what it offers can be pressed', () => {
    for (const session of sessions) {
      const { label, busy, press } = controlOf(tagState(session), en);
      expect(label.join('').trim()).not.toBe('');
      expect(busy === true || press !== undefined).toBe(true);
    }
  });
});

test('what ended matters more than who could continue', () => {
  const ada = { did: 'did:web:vibe.test:u:ada', handle: 'ada', name: 'Ada' } as const;
  const base = { at: 'signed_out', oneTap: true, account: ada, accounts: [ada, { ...ada, handle: 'bo' }], storage: 'blocked' } as const;
  const seen = (session: SessionState) => tagState(session).is;
  expect(seen({ ...base, why: 'revoked' })).toBe('revoked');
  expect(seen({ ...base, why: 'denied' })).toBe('denied');
  expect(seen({ ...base, why: 'expired' })).toBe('expired');
  expect(seen(base)).toBe('storage_blocked');
  const { storage: _, ...several } = base;
  expect(seen(several)).toBe('several_accounts');
});

test('an error that no second try can mend offers none', () => {
  const failed = (code: 'unknown_app' | 'timeout'): SessionState => ({
    at: 'failed',
    error: new SessionError(code),
    from: { at: 'loading' },
  });
  expect(controlOf(tagState(failed('unknown_app')), en).press).toBeUndefined();
  expect(controlOf(tagState(failed('timeout')), en).press).toBe('retry');
});

test('where the browser keeps nothing for Vibe, a blocked window has no page as its remedy', () => {
  const blocked = (storage?: 'blocked'): SessionState => ({
    at: 'failed',
    error: new SessionError('popup_blocked'),
    from: { at: 'signed_out', oneTap: false, ...(storage && { storage }) },
  });
  expect(tagState(blocked())).toEqual({ is: 'popup_blocked', remedy: 'page' });
  expect(tagState(blocked('blocked'))).toEqual({ is: 'popup_blocked', remedy: 'window' });
});

test('who is asked for more keeps their menu', () => {
  const [asking] = fixtures.incremental_consent.sessions;
  expect(asking && controlOf(tagState(asking), en)).toMatchObject({ press: 'menu', busy: true });
});
