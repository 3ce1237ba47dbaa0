import { describe, expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { filterOf, QueryError } from './filter.ts';
import { findDocumentsInput } from './find.ts';

const asked = (where: unknown) => findDocumentsInput.safeParse({ collection: 'a/b', where });
function nested(levels: number): unknown {
  let where: unknown = { a: 1 };
  for (let level = 0; level < levels; level++) where = { not: where };
  return where;
}
const wide = (terms: number) => ({ or: Array.from({ length: terms }, (_, at) => ({ a: at })) });

describe('a where', () => {
  test('is taken apart', () => {
    expect(filterOf({})).toEqual({ op: 'and', of: [] });
    expect(filterOf({ a: 1 })).toEqual({ op: 'eq', path: 'a', value: 1 });
    expect(filterOf({ 'a.b': { gt: 1, lt: 3 }, not: { c: null } })).toEqual({
      op: 'and',
      of: [
        { op: 'gt', path: 'a.b', value: 1 },
        { op: 'lt', path: 'a.b', value: 3 },
        { op: 'not', of: { op: 'eq', path: 'c', value: null } },
      ],
    });
  });

  test('may say a time as a date or in any zone', () => {
    const at = '2026-01-31T00:00:00.000Z';
    for (const gte of [new Date(at), '2026-01-31T01:00:00+01:00', '2026-01-31']) {
      expect(filterOf({ createdAt: { gte } })).toEqual({ op: 'gte', path: 'createdAt', value: at });
    }
  });

  test.each<[string, unknown]>([
    ['no object', [1]],
    ['an object without an operator', { a: {} }],
    ['an operator that there is none', { a: { $gt: 1 } }],
    ['an operator that objects inherit', { a: { constructor: 1 } }],
    ['a pattern', { a: { regex: '(a+)+$' } }],
    ['a pattern as a value', { a: /(a+)+$/ }],
    ['an object to be equal to', { a: { eq: { x: 1 } } }],
    ['a list to be equal to', { a: [1] }],
    ['nothing at all as a value', { a: undefined }],
    ['nothing at all to be equal to', { a: { eq: undefined } }],
    ['NaN', { a: { gt: Number.NaN } }],
    ['Infinity', { a: Number.POSITIVE_INFINITY }],
    ['a big integer', { a: 5n }],
    ['an order with null', { a: { gt: null } }],
    ['U+0000', { a: 'a\0' }],
    ['half a surrogate pair', { a: { startsWith: '\ud800' } }],
    ['U+0000 in a path', { 'a\0': 1 }],
    ['an empty step in a path', { 'a..b': 1 }],
    ['a path without end', { [`${'a.'.repeat(9)}a`]: 1 }],
    ['a long path', { ['a'.repeat(limits.fieldPath + 1)]: 1 }],
    ['a long text', { a: 'a'.repeat(limits.whereText + 1) }],
    ['many values', { a: { in: Array.from({ length: limits.whereIn + 1 }, () => 1) } }],
    ['a time that is none', { createdAt: 'yesterday' }],
    ['a year that dates cannot write', { createdAt: { gt: '+100000-01-01T00:00:00Z' } }],
    ['an and that is no list', { and: { a: 1 } }],
    ['10,000 terms', wide(10_000)],
    ['10,000 fields', Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`f${at}`, 1]))],
    ['nesting without end', nested(10_000)],
    ['a where of a prototype of its own', Object.create({ a: 1 })],
  ])('is refused when it is or holds %s', (_, where) => {
    expect(() => filterOf(where)).toThrow(QueryError);
    expect(asked(where).success).toBe(false);
  });

  test('is bounded, and its limits are as far as it goes', () => {
    expect(asked(wide(limits.whereTerms / 2)).success).toBe(true);
    expect(asked(wide(limits.whereTerms / 2 + 1)).success).toBe(false);
    expect(asked(nested(limits.whereDepth - 1)).success).toBe(true);
    expect(asked(nested(limits.whereDepth)).success).toBe(false);
  });

  test('by __proto__ is a condition like any other, and is never dropped', () => {
    const where = JSON.parse('{"__proto__":{"eq":1},"constructor":2}');
    expect(filterOf(where)).toEqual({
      op: 'and',
      of: [
        { op: 'eq', path: '__proto__', value: 1 },
        { op: 'eq', path: 'constructor', value: 2 },
      ],
    });
    const parsed = asked(where);
    expect(parsed.data?.where && Object.keys(parsed.data.where)).toEqual(['__proto__', 'constructor']);
  });

  test('says where it is wrong', () => {
    expect(asked({ and: [{ a: 1 }, { b: { gt: null } }] }).error?.issues).toMatchObject([{ path: ['where', 'and', 1, 'b', 'gt'] }]);
  });
});

test.each<[unknown, boolean]>([
  ['likes', true],
  [['status', '-createdAt'], true],
  [[], false],
  ['', false],
  ['-', false],
  [['createdAt', 'likes'], false],
  [['likes', '-likes'], false],
  [['a', 'b', 'c', 'd', 'e'], false],
  [{ likes: -1 }, false],
])('the sort %j is one: %s', (sort, isOne) => {
  expect(findDocumentsInput.safeParse({ collection: 'a/b', sort }).success).toBe(isOne);
});

test.each<[unknown, boolean]>([
  [{ a: true }, true],
  [{ a: { expand: { b: { expand: { c: true } } } } }, true],
  [{ a: { expand: { b: { expand: { c: { expand: { d: true } } } } } } }, false],
  [{ a: 1 }, false],
  [{ a: { more: true } }, false],
  [['a'], false],
  [Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`r${at}`, true])), false],
])('the expand %j is one: %s', (expand, isOne) => {
  expect(findDocumentsInput.safeParse({ collection: 'a/b', expand }).success).toBe(isOne);
});
