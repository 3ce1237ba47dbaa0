import { comparable, compareKeys, keyText, type Operand } from '@vibe/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeKey, isWhole, type KeyCondition, keyRange } from './index-key.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const nearADouble = fc
  .tuple(fc.constantFrom(52n, 53n, 54n, 60n, 62n), fc.bigInt({ min: -2_000n, max: 2_000n }), fc.boolean())
  .map(([power, off, negative]) => (negative ? -1n : 1n) * (2n ** power + off));
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '\u0001', 'é', '\ue000', '😀', '\u{10ffff}') }),
  fc.string({ unit: fc.constantFrom('a', 'é', '😀', '字'), minLength: 60, maxLength: 300 }),
  fc.constantFrom('a'.repeat(252), 'a'.repeat(256), 'a'.repeat(257), `${'a'.repeat(254)}😀`, `${'a'.repeat(254)}😀b`),
);
const reference = fc.record({ did: text, collection: fc.constantFrom('a/b', 'a/c'), id: text });
const value = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, false, true, 0, -0, 1, 1n, '', [], {}, [1]),
  ...[double, int64, nearADouble, text, reference, fc.integer()],
);
const values = fc.array(value, { minLength: 1, maxLength: 3 });

/** The order that sorts go by, field for field. */
function compareAll(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [at, each] of a.entries()) {
    const order = compareKeys(each, b[at]);
    if (order !== 0) return order;
  }
  return 0;
}

describe('keys', () => {
  test('are in the order of the values', () => {
    const pairs = values.chain((a) => fc.tuple(fc.constant(a), fc.array(value, { minLength: a.length, maxLength: a.length })));
    const alike = fc.tuple(value, fc.array(value, { maxLength: 2 }), fc.array(value, { maxLength: 2 })).map(
      ([same, a, b]) =>
        [
          [same, ...a.slice(0, b.length)],
          [same, ...b.slice(0, a.length)],
        ] as const,
    );
    fc.assert(
      fc.property(fc.oneof(pairs, alike), ([a, b]) => {
        expect(Math.sign(Buffer.compare(encodeKey(a), encodeKey(b)))).toBe(Math.sign(compareAll(a, b)));
      }),
      { numRuns: 3_000 },
    );
  });

  test('of numbers keep all 64 bits, and doubles stand among them', () => {
    fc.assert(
      fc.property(fc.oneof(int64, nearADouble), fc.oneof(int64, nearADouble, double), fc.bigInt({ min: -3n, max: 3n }), (a, b, off) => {
        for (const other of [b, a + off])
          expect(Math.sign(Buffer.compare(encodeKey([a, 'x']), encodeKey([other, 'x'])))).toBe(a < other ? -1 : a > other ? 1 : 0);
      }),
      { numRuns: 2_000 },
    );
    const far = 9007199254740993n;
    expect(Buffer.compare(encodeKey([far]), encodeKey([far - 1n]))).toBe(1);
    expect(encodeKey([2n ** 62n])).toEqual(encodeKey([2 ** 62]));
  });

  test('that are whole are equal only when the values are', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        fc.pre(isWhole([a]) && isWhole([b]));
        expect(encodeKey([a]).equals(encodeKey([b]))).toBe(a === b);
      }),
    );
    expect(isWhole(['a'.repeat(256)])).toBe(true);
    expect(isWhole(['a'.repeat(257)])).toBe(false);
    expect(isWhole([1, { did: 'did:a:b', collection: 'a/b', id: 'x'.repeat(300) }])).toBe(false);
  });

  test('are never too long for a page, and stay in order', () => {
    const long = { did: `did:a:${'x'.repeat(400)}`, collection: 'a/b', id: 'y'.repeat(128) };
    const key = encodeKey([long, long, long, long]);
    expect(key.length).toBe(1_200);
    expect(isWhole([long, long, long, long])).toBe(false);
    const { from, to } = keyRange([long, long, long, long]);
    expect(Buffer.compare(from, key)).toBeLessThanOrEqual(0);
    expect(Buffer.compare(key, to)).toBe(-1);
  });
});

/** What the evaluator says of one condition: comparisons within one type. */
function holds({ op, value: operand }: KeyCondition, found: unknown): boolean {
  if (op === 'exists') return (found !== undefined) === operand;
  if (op === 'startsWith') return typeof found === 'string' && found.startsWith(String(operand));
  const kind = (each: unknown) => (typeof each === 'bigint' ? 'number' : typeof each);
  if (kind(found) !== kind(operand)) return false;
  const order =
    typeof found === 'string'
      ? Buffer.compare(Buffer.from(found), Buffer.from(String(operand)))
      : (found as number) < (operand as number)
        ? -1
        : (found as number) > (operand as number)
          ? 1
          : 0;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[op];
}

const operand = fc.oneof(double, int64, nearADouble, text, fc.integer());
const condition: fc.Arbitrary<KeyCondition> = fc.oneof(
  fc.record({ op: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: operand }),
  fc.record({ op: fc.constant('startsWith'), value: text }),
  fc.record({ op: fc.constant('exists'), value: fc.boolean() }),
) as fc.Arbitrary<KeyCondition>;
const isIn = ({ from, to }: { from: Buffer; to: Buffer }, key: Buffer) => Buffer.compare(from, key) <= 0 && Buffer.compare(key, to) < 0;

describe('a range', () => {
  test('holds every entry that matches; one that it holds beside them has a text that was cut', () => {
    const found = fc.oneof(value, text, double);
    const related = fc.tuple(
      found,
      fc.array(condition, { maxLength: 2 }),
      fc.array(value, { maxLength: 2 }),
      fc.array(value, { maxLength: 1 }),
    );
    fc.assert(
      fc.property(related, ([next, conditions, equal, rest]) => {
        const inside = isIn(keyRange(equal, conditions), encodeKey([...equal, next, ...rest]));
        const matching = conditions.every((each) => holds(each, next));
        if (matching) expect(inside).toBe(true);
        else if (inside) expect(cut(next) || conditions.some((each) => cut(each.value))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test('of a text is about that text’s neighbours too', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('', 'a', '\u0001', '😀'), condition, (base, more, { op }) => {
        fc.pre(op !== 'exists');
        for (const [bound, found] of [
          [base, base + more],
          [base + more, base],
        ] as const) {
          const inside = isIn(keyRange([], [{ op, value: bound }]), encodeKey([found]));
          if (holds({ op, value: bound }, found)) expect(inside).toBe(true);
          else if (inside) expect(cut(bound) || cut(found)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('of equal values leaves out every other', () => {
    fc.assert(
      fc.property(value, value, fc.array(value, { maxLength: 2 }), (a, b, rest) => {
        expect(isIn(keyRange([a]), encodeKey([b, ...rest]))).toBe(compareKeys(a, b) === 0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('that nothing can meet is empty', () => {
    const { from, to } = keyRange(
      [],
      [
        { op: 'gt', value: 5 },
        { op: 'lt', value: 'a' },
      ],
    );
    expect(Buffer.compare(from, to)).toBeGreaterThanOrEqual(0);
  });
});

const cut = (each: unknown): boolean => typeof each === 'string' && Buffer.byteLength(keyText(each)) >= 256;

test('the text of an int64 field becomes its number', () => {
  const key = (each: Operand, isInt64: boolean) => encodeKey([comparable(each, isInt64)]);
  expect(key('12', true)).toEqual(key(12, false));
  expect(Buffer.compare(key('9', true), key('10', true))).toBe(-1);
  expect(Buffer.compare(key('9', false), key('10', false))).toBe(1);
});
