import { expect, test } from 'vitest';
import { inOrderOfOwners } from './owner-order.ts';

const of = (owner: string, what: number) => ({ bound: { owner }, what });

test('owners come in order, each owner’s statements as they were given, and results in the order of what was given', () => {
  const given = [of('c', 0), of('a', 1), of('b', 2), of('a', 3), of('c', 4)];
  const { sorted, owners, asGiven } = inOrderOfOwners(given);
  expect(sorted.map(({ what }) => what)).toEqual([1, 3, 2, 0, 4]);
  expect(owners).toEqual(['a', 'b', 'c']);
  expect(asGiven(sorted.map(({ what }) => what))).toEqual([0, 1, 2, 3, 4]);
});
