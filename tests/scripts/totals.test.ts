import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closingLine, readTotals } from '../../scripts/tasks/totals.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vibe-totals-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function totals(...files: { status: string; tests: string[] }[]) {
  const path = join(folder, 'report.json');
  await writeFile(
    path,
    JSON.stringify({
      testResults: files.map(({ status, tests }) => ({ status, assertionResults: tests.map((each) => ({ status: each })) })),
    }),
  );
  return closingLine(await readTotals(path));
}

test('passed, failed and skipped tests are counted one by one', async () => {
  expect(
    await totals({ status: 'passed', tests: ['passed', 'passed', 'pending', 'todo'] }, { status: 'failed', tests: ['passed', 'failed'] }),
  ).toBe('3 passed, 1 failed, 2 skipped');
  expect(await totals({ status: 'passed', tests: ['passed'] })).toBe('1 passed, 0 failed');
});

test('a file that could not be loaded is a failure', async () => {
  expect(await totals({ status: 'passed', tests: ['passed'] }, { status: 'failed', tests: [] })).toBe('1 passed, 1 failed');
});

test('no report at all is a failure', async () => {
  expect(closingLine(await readTotals(join(folder, 'none.json')))).toBe('0 passed, 1 failed');
});
