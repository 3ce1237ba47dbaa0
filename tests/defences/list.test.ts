import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasTest } from '../docs/named-tests.ts';
import { attacksOf } from '../docs/threat-model.ts';
import { defences } from './list.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test.each(defences.map((defence) => [`${defence.attack}: ${defence.without}`, defence] as const))(
  '%s: can still be taken out',
  (_, { edits, test }) => {
    for (const { file, old, new: instead } of edits) {
      expect(read(file).split(old).length - 1, `${file}: ${old}`).toBe(1);
      expect(instead).not.toBe(old);
    }
    expect(hasTest(root, test)).toBe(true);
  },
);

test('each attack of the threat model has a defence here that its own test holds, and no other is here', () => {
  const attacks = attacksOf(read('docs/threat-model.md'));
  expect([...new Set(defences.map(({ attack }) => attack))].sort()).toEqual(attacks.map(({ says }) => says).sort());
  for (const { attack, test } of defences) {
    const named = attacks.find(({ says }) => says === attack)?.tests ?? [];
    expect(
      named.some(({ file, name }) => file === test.file && (name === test.name || fits(name, test.name))),
      `${attack}: ${test.name}`,
    ).toBe(true);
  }
});

/** `%s: …` stands for each row of a table. */
const fits = (name: string, said: string): boolean => name.startsWith('%s') && said.endsWith(name.slice(2));
