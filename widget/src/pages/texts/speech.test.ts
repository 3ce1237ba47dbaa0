import { expect, test } from 'vitest';
import { counting, isolated, named } from './speech.ts';

test('numbers are counted as the language counts', () => {
  const codes = { zero: 'keine', one: 'ein Code', other: '# Codes' };
  expect([0, 1, 2, 1200].map((each) => counting('de')(each, codes))).toEqual(['0 Codes', 'ein Code', '2 Codes', '1.200 Codes']);
  const arabic = { zero: 'لا رموز', one: 'رمز واحد', two: 'رمزان', few: 'رموز', many: 'رمزًا', other: 'رمز' };
  expect([0, 1, 2, 3, 11, 100].map((each) => counting('ar')(each, arabic))).toEqual(Object.values(arabic));
  expect(counting('ja')(1, { other: '#件' })).toBe('1件');
});

test('a name that runs the other way cannot move its neighbours', () => {
  expect(named('Ada')).toBe('Ada');
  expect(named('سارة')).toBe('\u2068سارة\u2069');
  expect(isolated('Ada')).toBe('\u2068Ada\u2069');
});
