import { expect, test } from 'vitest';
import { coolDown } from './cool-down.ts';
import type { PageStorage } from './page-storage.ts';

const memory = (): PageStorage => {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
};
const hour = 3_600_000;

test('it grows from two hours over a day and a week to four weeks, and a success ends it', () => {
  let now = 1_000_000;
  const storage = memory();
  const cool = coolDown('feeds', storage, () => now);
  expect(cool.until()).toBe(0);
  for (const hours of [2, 24, 7 * 24, 28 * 24, 28 * 24]) {
    expect(cool.turnedAway() - now).toBe(hours * hour);
    now += hours * hour - 1;
    expect(coolDown('feeds', storage, () => now).until()).toBe(now + 1);
    now += 1;
    expect(cool.until()).toBe(0);
  }
  cool.turnedAway();
  cool.end();
  expect(cool.until()).toBe(0);
  expect(cool.turnedAway() - now).toBe(2 * hour);
});

test('each app has its own', () => {
  const storage = memory();
  coolDown('feeds', storage, () => 0).turnedAway();
  expect(coolDown('notes', storage, () => 0).until()).toBe(0);
});

test('an offer that nobody can be known to have seen waits the shortest time, however often; and shortens no real "Not now"', () => {
  let now = 0;
  const storage = memory();
  const cool = coolDown('feeds', storage, () => now);
  for (let times = 0; times < 5; times += 1) {
    cool.unanswered();
    expect(cool.until() - now).toBe(2 * hour);
    now += 2 * hour;
  }
  expect(cool.turnedAway() - now).toBe(2 * hour);
  const until = cool.turnedAway();
  cool.unanswered();
  expect(cool.until()).toBe(until);
});
