import { expect, test } from 'vitest';
import { loopGuard } from './loop-guard.ts';

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};

test('the fourth start within two minutes is a loop, and the one after it starts afresh', () => {
  const guard = loopGuard('feeds', memory(), () => 1_000);
  for (let times = 0; times < 3; times += 1) guard.start();
  expect(() => guard.start()).toThrow(expect.objectContaining({ code: 'redirect_loop' }));
  expect(() => guard.start()).not.toThrow();
});

test('starts that lie apart, and starts that came to an end, are no loop', () => {
  const storage = memory();
  for (let minute = 0; minute < 10; minute += 1) loopGuard('feeds', storage, () => minute * 60_001).start();
  const guard = loopGuard('other', storage, () => 1_000);
  for (let times = 0; times < 10; times += 1) {
    guard.start();
    guard.finish();
  }
});
