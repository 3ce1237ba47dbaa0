import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('one owner’s turns come one after the other, another owner’s beside them, and nobody waits in a circle', async () => {
  const turns = new Turns();
  const running = new Set<string>();
  const log: string[] = [];
  const work = (name: string, owners: string[]) => () =>
    turns.take(owners, async () => {
      for (const owner of owners) expect(running.has(owner)).toBe(false);
      for (const owner of owners) running.add(owner);
      log.push(name);
      await new Promise(setImmediate);
      for (const owner of owners) running.delete(owner);
      return name;
    });
  const all = [work('ab', ['a', 'b']), work('ba', ['b', 'a']), work('c', ['c']), work('bc', ['b', 'c']), work('a', ['a'])];
  expect(await Promise.all(all.map((each) => each()))).toEqual(['ab', 'ba', 'c', 'bc', 'a']);
  expect(new Set(log.slice(0, 2))).toEqual(new Set(['ab', 'c']));
  expect(turns.before('a')).toBeUndefined();
});

test('a turn that fails ends all the same', async () => {
  const turns = new Turns();
  const failing = turns.take(['a'], () => Promise.reject(new Error('no')));
  expect(turns.before('a')).toBeInstanceOf(Promise);
  const next = turns.take(['a'], () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
