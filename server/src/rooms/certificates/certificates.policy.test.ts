import type { Scope } from '@vibe/shared';
import { expect, test } from 'vitest';
import { mayGive, mayIssue, maySeeHeld, maySeeIssued, type Who } from './certificates.policy.ts';

const app = (...scopes: Scope[]): Who => ({ kind: 'app', scopes: new Set(scopes) });
const said = (answer: 'yes' | { refused: string }) => (answer === 'yes' ? 'yes' : answer.refused);

// Who: issues, sees what they hold, sees what they have issued.
test.each<[string, Who, string, string, string]>([
  ['a visitor', { kind: 'visitor' }, 'not_signed_in', 'not_signed_in', 'not_signed_in'],
  ['the person', { kind: 'person' }, 'yes', 'yes', 'yes'],
  ['an app without scopes', app('openid', 'profile'), 'insufficient_scope', 'insufficient_scope', 'insufficient_scope'],
  [
    'an app that writes documents',
    app('documents:write', 'documents:read:all'),
    'insufficient_scope',
    'insufficient_scope',
    'insufficient_scope',
  ],
  ['an app that reads certificates', app('certificates:read'), 'insufficient_scope', 'yes', 'yes'],
  ['an app that issues certificates', app('certificates:issue'), 'yes', 'insufficient_scope', 'yes'],
])('%s', (_, who, issue, held, issued) => {
  expect([said(mayIssue(who)), said(maySeeHeld(who)), said(maySeeIssued(who))]).toEqual([issue, held, issued]);
});

const limits = { fromOneIssuer: 3, held: 10 };
test.each<[string, string[], number, string]>([
  ['the first', [], 0, 'yes'],
  ['another type', ['Adult'], 1, 'yes'],
  ['the same type', ['Adult', 'Member'], 2, 'already_exists'],
  ['more than one issuer may give', ['A', 'B', 'C'], 3, 'bad_request'],
  ['more than anybody may hold', ['A'], 10, 'bad_request'],
  ['the last they may hold', ['A'], 9, 'yes'],
])('a certificate may be given: %s', (_, fromIssuer, held, expected) => {
  expect(said(mayGive('Member', { fromIssuer, held }, limits))).toBe(expected);
});
