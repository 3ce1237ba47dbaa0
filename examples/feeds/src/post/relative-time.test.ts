import { expect, test } from 'vitest';
import { relativeTime } from './relative-time.ts';

const now = Date.UTC(2026, 10, 22, 12);
const minutes = (count: number): number => now - count * 60_000;

test.each([
  ['a clock ahead of ours', minutes(-5), 'now'],
  ['59 seconds', now - 59_000, 'now'],
  ['a minute', minutes(1), '1 min'],
  ['59 minutes', minutes(59), '59 min'],
  ['an hour', minutes(60), '1 h'],
  ['a day', minutes(24 * 60), '1 d'],
  ['a week, this year', minutes(7 * 24 * 60), 'Nov 15'],
  ['last year', Date.UTC(2025, 11, 24, 12), 'Dec 24, 2025'],
])('%s', (_, at, expected) => {
  expect(relativeTime(at, now)).toBe(expected);
});
