import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closingLine, failures, type Report, readReport, totalsOf, withAnotherTry } from '../../scripts/tasks/totals.ts';

/** A report of files, each with the status of its tests. */
const report = (files: Record<string, { status: string; tests: string[] }>): Report => ({
  testResults: Object.entries(files).map(([name, { status, tests }]) => ({
    name,
    status,
    assertionResults: tests.map((status, at) => ({ status, fullName: `test ${at + 1}` })),
  })),
});
const totals = (...args: Parameters<typeof report>) => closingLine(totalsOf(report(...args)));

test('passed, failed and skipped tests are counted one by one', () => {
  const passed = { status: 'passed', tests: ['passed', 'passed', 'pending', 'todo'] };
  expect(totals({ a: passed, b: { status: 'failed', tests: ['passed', 'failed'] } })).toBe('3 passed, 1 failed, 2 skipped');
  expect(totals({ a: { status: 'passed', tests: ['passed'] } })).toBe('1 passed, 0 failed');
});

test('a file that could not be loaded is a failure', () => {
  expect(totals({ a: { status: 'passed', tests: ['passed'] }, b: { status: 'failed', tests: [] } })).toBe('1 passed, 1 failed');
});

test('no report at all is a failure', async () => {
  expect(closingLine(totalsOf(await readReport(join(tmpdir(), 'no-such-report.json'))))).toBe('0 passed, 1 failed');
});

test('of a file tried again the second try counts, and the first is told', () => {
  const first = report({ a: { status: 'passed', tests: ['passed'] }, b: { status: 'failed', tests: ['failed', 'passed'] } });
  expect(failures(first)).toEqual([{ file: 'b', tests: ['test 1'] }]);
  const held = withAnotherTry(first, report({ b: { status: 'passed', tests: ['passed', 'passed'] } }));
  expect(closingLine(totalsOf(held))).toBe('3 passed, 0 failed');
  const failed = withAnotherTry(first, report({ b: { status: 'failed', tests: ['passed', 'failed'] } }));
  expect(closingLine(totalsOf(failed))).toBe('2 passed, 1 failed');
  expect(closingLine(totalsOf(withAnotherTry(first, undefined)))).toBe('2 passed, 1 failed');
});
