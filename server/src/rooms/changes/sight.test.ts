import { expect, test } from 'vitest';
import type { Clock } from '../../platform/clock.ts';
import type { Change } from './change.ts';
import { Sight } from './sight.ts';

const change = (n: number) => ({ n: BigInt(n), id: `d${n}` }) as unknown as Change;

function world() {
  let ms = 1_000_000;
  const sight = new Sight({ now: () => new Date(ms) } as Clock);
  const told: string[] = [];
  sight.watch((each) => told.push(each.id));
  const pass = (more: number) => {
    ms += more;
  };
  return { sight, told, pass };
}

test('sees nothing before its first look, and then as far back as that look', () => {
  const { sight, pass } = world();
  expect(sight.isWithin(10_000)).toBe(false);
  const look = sight.look();
  pass(300); // the database takes its time: what the look saw is as old as its beginning
  look.end(true);
  expect([sight.isWithin(299), sight.isWithin(300)]).toEqual([false, true]);
  pass(200);
  expect([sight.isWithin(300), sight.isWithin(500)]).toEqual([false, true]);
  pass(-100_000); // a clock that is set back proves nothing
  expect(sight.isWithin(500)).toBe(false);
});

test('a look that began before this process wrote does not reach the write', () => {
  const { sight } = world();
  const early = sight.look();
  sight.wrote();
  early.end(true);
  expect(sight.hasOwn).toBe(false);
  sight.look().end(false);
  expect(sight.hasOwn).toBe(false);
  sight.look().end(true);
  expect(sight.hasOwn).toBe(true);
});

test('a look that failed, or saw only a part, reaches no further', () => {
  const { sight, pass } = world();
  sight.look().end(true);
  pass(2_000);
  sight.look().end(false);
  expect(sight.isWithin(1_000)).toBe(false);
});

test('what an open transaction holds back is told at once, and once', () => {
  const { sight, told } = world();
  const look = (settled: number[], held: number[]) => sight.look().saw(settled.map(change), held.map(change));
  look([1], [3]);
  look([], [3]);
  look([2, 3], [4]); // 2 committed late, below 3
  look([4], []);
  expect(told).toEqual(['d1', 'd3', 'd2', 'd4']);
});

test('who waits hurries the next look, and is woken by its end, whatever it brought', async () => {
  let hurried = 0;
  const sight = new Sight({ now: () => new Date() } as Clock, () => hurried++);
  const waited = sight.next();
  expect(hurried).toBe(1);
  sight.look().end(false);
  await waited;
});
