import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Item, type Step, stepsBetween } from './subscribe-diff.ts';

/** As a subscriber does it. */
function apply(before: readonly Item[], steps: readonly Step<Item>[]): Item[] {
  const list = [...before];
  for (const step of steps) {
    if (step.op === 'remove') list.splice(step.at, 1);
    else if (step.op === 'insert') list.splice(step.at, 0, step.item);
    else if (step.op === 'update') {
      expect(list[step.at]?.key).toBe(step.item.key);
      list[step.at] = step.item;
    } else {
      const [moved] = list.splice(step.from, 1);
      expect(moved?.key).toBe(step.item.key);
      list.splice(step.to, 0, step.item);
    }
  }
  return list;
}

/** One object for one item, as windows share them. */
const known = new Map<string, Item>();
const itemOf = (key: string, mark: string): Item => {
  const item = known.get(`${key} ${mark}`) ?? { key, mark };
  known.set(`${key} ${mark}`, item);
  return item;
};
const items = (text: string): Item[] => text.split('').map((key) => itemOf(key, '1'));
const written = (steps: readonly Step<Item>[]) =>
  steps.map((each) => (each.op === 'move' ? `move ${each.from} ${each.to}` : `${each.op} ${each.at}`)).join(', ');

describe('the steps between two lists', () => {
  test.each([
    ['abc', 'abc', ''],
    ['abc', 'xabc', 'insert 0'],
    ['abc', 'ac', 'remove 1'],
    ['abc', 'xab', 'remove 2, insert 0'],
    ['abcdefgh', 'bcdefgha', 'move 0 7'],
    ['abcdefgh', 'habcdefg', 'move 7 0'],
    ['abcd', 'acbd', 'move 2 1'],
    ['', 'ab', 'insert 0, insert 1'],
    ['ab', '', 'remove 1, remove 0'],
  ])('from %j to %j: %j', (before, after, expected) => {
    const steps = stepsBetween(items(before), items(after));
    expect(apply(items(before), steps)).toEqual(items(after));
    // Which of two neighbours is the one that moved is a matter of taste.
    if (before !== 'abcd') expect(written(steps)).toBe(expected);
    else expect(steps).toHaveLength(1);
  });

  test('lead there from anywhere, and never touch more than changed', () => {
    const list = fc
      .uniqueArray(fc.record({ key: fc.integer({ min: 0, max: 30 }).map(String), mark: fc.constantFrom('1', '2') }), {
        selector: (each) => each.key,
      })
      .map((all) => all.map(({ key, mark }) => itemOf(key, mark)));
    const change = fc.record({
      at: fc.nat(8),
      item: fc.nat(30).map((key) => itemOf(String(key), '3')),
      kind: fc.constantFrom('in', 'out', 'other'),
    });
    // Most changes are one, of a list that ends at a limit.
    const near = fc.tuple(list, change, fc.boolean()).map(([before, { at, item, kind }, cut]) => {
      const after = before.filter((each) => each.key !== item.key);
      if (kind === 'in') after.splice(at, 0, item);
      if (kind === 'out') after.splice(at, 1);
      if (kind === 'other' && after[at]) after[at] = item;
      return [before, cut ? after.slice(0, Math.max(1, before.length)) : after] as const;
    });
    fc.assert(
      fc.property(fc.oneof(fc.tuple(list, list), near), ([before, after]) => {
        const steps = stepsBetween(before, after);
        expect(apply(before, steps)).toEqual(after);
        const held = new Map(before.map((each) => [each.key, each.mark]));
        const wanted = new Set(after.map((each) => each.key));
        expect(steps.filter(({ op }) => op === 'remove')).toHaveLength(before.filter((each) => !wanted.has(each.key)).length);
        expect(steps.filter(({ op }) => op === 'insert')).toHaveLength(after.filter((each) => !held.has(each.key)).length);
        for (const step of steps) if (step.op === 'update') expect(held.get(step.item.key)).not.toBe(step.item.mark);
      }),
      { numRuns: 2_000 },
    );
  });
});
