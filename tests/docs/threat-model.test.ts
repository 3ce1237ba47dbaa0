import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Row {
  readonly says: string;
  readonly defences: readonly string[];
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

const rowsOf = (page: string): Row[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:---|must|attack) /.test(line))
    .map((line) => {
      const [, says = '', defence = '', tried = ''] = line.split('|').map((cell) => cell.trim());
      return {
        says,
        defences: [...defence.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
        tests: [...tried.matchAll(/`([^`]+)`: “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name })),
      };
    });

/** What is named and is not there. */
const missing = (rows: readonly Row[]): string[] =>
  rows.flatMap(({ says, defences, tests }) => [
    ...(defences.length === 0 ? [`${says}: no defence`] : []),
    ...(tests.length === 0 ? [`${says}: no test`] : []),
    ...defences.filter((path) => !existsSync(join(root, path))).map((path) => `${says}: there is no ${path}`),
    ...tests
      .filter(({ file, name }) => !existsSync(join(root, file)) || !isTest(read(file), name))
      .map(({ file, name }) => `${says}: ${file} has no test “${name}”`),
  ]);

/** The name as a whole, between the quotes of a test that is not skipped. */
const isTest = (source: string, name: string): boolean =>
  source.split('\n').some((line) => !/^\s*\/\/|\.(?:skip|todo)/.test(line) && (line.includes(`('${name}'`) || line.includes(`("${name}"`)));

test('each line of the threat model names a defence and a test that are there', () => {
  const rows = rowsOf(read('docs/threat-model.md'));
  expect(rows.length).toBeGreaterThan(20);
  expect(missing(rows)).toEqual([]);
});

test('a line without a test, or with one that is not there, is found', () => {
  const page = '| a | `shared/src/ids.ts` | |\n| b | `nowhere.ts` | `tests/docs/threat-model.test.ts`: “no such test” |';
  expect(missing(rowsOf(page))).toEqual([
    'a: no test',
    'b: there is no nowhere.ts',
    'b: tests/docs/threat-model.test.ts has no test “no such test”',
  ]);
});
