import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameJson } from './equal.ts';

test('what JSON makes the same is the same', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => sameJson(value, JSON.parse(JSON.stringify(value)))));
  expect(sameJson({ a: -0 }, { a: 0 })).toBe(true);
  expect(sameJson({ a: 1, b: [undefined, { c: 2 }], d: undefined }, { b: [undefined, { c: 2 }], a: 1 })).toBe(true);
});

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[], {}],
  [null, {}],
  ['1', 1],
  [{ a: null }, {}],
])('%j is not %j', (a, b) => {
  expect(sameJson(a, b)).toBe(false);
  expect(sameJson(b, a)).toBe(false);
});
