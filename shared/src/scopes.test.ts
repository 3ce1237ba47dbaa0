import { expect, test } from 'vitest';
import { actions, isSensitive, parseScope, scopeAllows, scopePolicies, scopes } from './scopes.ts';

test('every action is opened by some scope, and every scope opens only known actions', () => {
  const opened = new Set(scopes.flatMap((scope) => [...scopePolicies[scope].allows]));
  expect([...opened].sort()).toEqual([...actions].sort());
});

test('a scope that reaches beyond the app is sensitive', () => {
  expect(isSensitive(['openid', 'documents:write'])).toBe(false);
  expect(isSensitive(['openid', 'documents:read:all'])).toBe(true);
});

test('reading does not let an app write', () => {
  expect(scopeAllows(['documents:read', 'documents:read:all'], 'documents.write')).toBe(false);
  expect(scopeAllows(['documents:write'], 'documents.write')).toBe(true);
  expect(scopeAllows([], 'documents.read')).toBe(false);
});

test('unknown scopes are told apart, repeats fall away', () => {
  expect(parseScope('openid  documents:read openid everything')).toEqual({ known: ['openid', 'documents:read'], unknown: ['everything'] });
});
