import { expect, test } from 'vitest';
import { mayAllow, type Tap } from './one-tap.policy.ts';

const good: Tap = { isTrusted: true, at: 10_000, visibleSince: 9_500, changedAt: 9_500 };

test.each<[string, Partial<Tap>, boolean]>([
  ['half a second in sight and unchanged', {}, true],
  ['made by a script', { isTrusted: false }, false],
  ['not vouched for', { visibleSince: undefined }, false],
  ['in sight for 499 ms', { visibleSince: 9_501 }, false],
  ['changed 499 ms ago', { changedAt: 9_501 }, false],
  ['long in sight, long unchanged', { visibleSince: 0, changedAt: 0 }, true],
])('a tap that is %s', (_, change, counts) => {
  expect(mayAllow({ ...good, ...change })).toBe(counts);
});
