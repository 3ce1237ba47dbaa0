import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasTest } from './named-tests.ts';
import { attacksOf, rowsOf, type ThreatRow } from './threat-model.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');

/** What is named and is not there. */
const missing = (rows: readonly ThreatRow[]): string[] =>
  rows.flatMap(({ says, defences, tests }) => [
    ...(defences.length === 0 ? [`${says}: no defence`] : []),
    ...(tests.length === 0 ? [`${says}: no test`] : []),
    ...defences.filter((path) => !existsSync(join(root, path))).map((path) => `${says}: there is no ${path}`),
    ...tests.filter((each) => !hasTest(root, each)).map(({ file, name }) => `${says}: ${file} has no test “${name}”`),
  ]);

test('each line of the threat model names a defence and a test that are there', () => {
  expect(rowsOf(page).length).toBeGreaterThan(35);
  expect(attacksOf(page).length).toBeGreaterThan(15);
  expect(missing(rowsOf(page))).toEqual([]);
});

test('a line without a test, or with one that is not there, is found', () => {
  const page = '| a | `shared/src/ids.ts` | |\n| b | `nowhere.ts` | `tests/docs/threat-model.test.ts`: “no such test” |';
  expect(missing(rowsOf(page))).toEqual([
    'a: no test',
    'b: there is no nowhere.ts',
    'b: tests/docs/threat-model.test.ts has no test “no such test”',
  ]);
});
