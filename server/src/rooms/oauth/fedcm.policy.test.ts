import { expect, test } from 'vitest';
import { fedcmWay } from './fedcm.policy.ts';

const choice = { missing: ['profile'], needsPage: false, assured: true, disclosed: true, autoSelected: false } as const;

test('the dialog allows what is missing only when it said so, to a person, for a sure app, and nothing of it is to be decided by itself', () => {
  expect(fedcmWay(choice)).toBe('allow');
  expect(fedcmWay({ ...choice, disclosed: false })).toBe('page');
  expect(fedcmWay({ ...choice, assured: false })).toBe('page');
  expect(fedcmWay({ ...choice, needsPage: true })).toBe('page');
  expect(fedcmWay({ ...choice, autoSelected: true })).toBe('refuse');
});

test('what is allowed already needs nothing more, unless it is not sure who asks', () => {
  for (const autoSelected of [true, false]) expect(fedcmWay({ ...choice, missing: [], disclosed: false, autoSelected })).toBe('code');
  expect(fedcmWay({ ...choice, missing: [], assured: false })).toBe('page');
  expect(fedcmWay({ ...choice, missing: [], assured: false, autoSelected: true })).toBe('refuse');
});
