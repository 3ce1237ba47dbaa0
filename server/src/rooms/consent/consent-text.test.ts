import { type Action, actions, type Scope, scopeAllows, scopePolicies, scopes } from '@vibe/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consentText } from './consent-text.ts';

const app = {
  name: 'Notes',
  origins: ['https://notes.example'],
  manifest: {
    icon: undefined,
    purposes: { profile: 'to greet you' },
    collections: { notes: { schema: {}, purpose: 'what you write down', public: false, indexes: {}, relations: {}, history: false } },
  },
};
const someScopes = fc.uniqueArray(fc.constantFrom(...scopes));

/** What the words promise not to be possible. */
const withheldBy: Record<string, readonly Action[]> = {
  'see your name, handle or picture': ['profile.read'],
  'read anything you keep on Vibe': ['documents.read', 'documents.read.everyApp'],
  'create, change or delete anything in your name': ['documents.write'],
  'see what you keep in other apps': ['documents.read.everyApp'],
  'see which certificates you hold': ['certificates.read'],
  'issue certificates in your name': ['certificates.issue'],
};

describe('what the person reads is what the server enforces', () => {
  test('each scope asked for is an item, and no other', () => {
    fc.assert(
      fc.property(someScopes, someScopes, (asked, granted) => {
        const { items } = consentText(app, asked, new Set(granted));
        expect(new Set(items.map((item) => item.scope))).toEqual(new Set(asked));
        for (const item of items) {
          expect(item.says).toBe(scopePolicies[item.scope].says);
          expect(item.isNew).toBe(!granted.includes(item.scope));
          expect(item.sensitive).toBe(scopePolicies[item.scope].sensitive);
        }
      }),
    );
  });
  test('an action is either allowed by something said, or said to be impossible: never both, never neither', () => {
    fc.assert(
      fc.property(someScopes, someScopes, (asked, granted) => {
        const { cannot } = consentText(app, asked, new Set(granted));
        const promised = new Set(cannot.flatMap((line) => withheldBy[line] ?? []));
        const allowed = new Set<Scope>([...asked, ...granted]);
        for (const action of actions) expect(promised.has(action)).toBe(!scopeAllows(allowed, action));
      }),
    );
  });
  test('every line that is not one of these is true whatever is allowed', () => {
    const { cannot } = consentText(app, scopes, new Set());
    expect(cannot).toEqual(['change or delete what you keep in other apps', 'see your password or passkeys']);
  });
});

test('sensitive scopes are optional, so they start unticked; the others come together', () => {
  const { items } = consentText(app, scopes, new Set());
  expect(items.filter((item) => item.optional).map((item) => item.scope)).toEqual(['documents:read:all', 'certificates:issue']);
});

test('purposes are the app’s own words: for a scope, or else for its collections', () => {
  const { items } = consentText(app, ['openid', 'profile', 'documents:read'], new Set());
  expect(items.map((item) => item.purpose)).toEqual([undefined, 'to greet you', 'notes: what you write down']);
});

test('it says who asks, who pays, and how it ends', () => {
  const text = consentText(app, ['openid', 'offline_access'], new Set(), 'https://other.notes.example');
  expect(text.app).toEqual({ name: 'Notes', origin: 'https://other.notes.example' });
  expect(text.pays).toContain('on your own account');
  expect(text.ends).toContain('until you sign out');
  expect(consentText(app, ['openid'], new Set()).ends).toContain('ten minutes');
});
