import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';

test('randomness is drawn a few at a time, and never given out twice', () => {
  const texts = Array.from({ length: 10_000 }, () => systemClock.randomText(9));
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.every((each) => /^[\w-]{12}$/.test(each))).toBe(true);
  expect(systemClock.randomText(10_000)).toHaveLength(13_334);
  const numbers = Array.from({ length: 2_000 }, () => systemClock.randomInt(10));
  expect(numbers.every((each) => Number.isInteger(each) && each >= 0 && each < 1_024)).toBe(true);
  expect(new Set(numbers).size).toBeGreaterThan(500);
});
