import { readFile } from 'node:fs/promises';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Report {
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

/** Counts the tests in vitest's JSON report. A file that failed without a failed test in it (it could not be loaded) counts as one failure. */
export async function readTotals(file: string): Promise<Totals> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 }; // vitest ended before it could report
  const { testResults } = JSON.parse(text) as Report;
  const tests = testResults.flatMap((each) => each.assertionResults.map((test) => test.status));
  const count = (status: string) => tests.filter((each) => each === status).length;
  const broken = testResults.filter((each) => each.status === 'failed' && !each.assertionResults.some((test) => test.status === 'failed'));
  const [passed, failed] = [count('passed'), count('failed')];
  return { passed, failed: failed + broken.length, skipped: tests.length - passed - failed };
}

export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
