import { readFile } from 'node:fs/promises';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What is read of vitest's JSON report; `name` is the file's whole path. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Nothing where vitest ended before it could report. */
export async function readReport(file: string): Promise<Report | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

/** Counts the tests of a report. A file that failed without a failed test in it (it could not be loaded) counts as one failure. */
export function totalsOf(report: Report | undefined): Totals {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const tests = report.testResults.flatMap((each) => each.assertionResults.map((test) => test.status));
  const count = (status: string) => tests.filter((each) => each === status).length;
  const broken = report.testResults.filter(
    (each) => each.status === 'failed' && !each.assertionResults.some((test) => test.status === 'failed'),
  );
  const [passed, failed] = [count('passed'), count('failed')];
  return { passed, failed: failed + broken.length, skipped: tests.length - passed - failed };
}

/** The files with a failure, each once, and what failed in each. */
export function failures(report: Report | undefined): { readonly file: string; readonly tests: readonly string[] }[] {
  const failed = (report?.testResults ?? []).filter((each) => each.status === 'failed');
  return [...new Set(failed.map((each) => each.name))].map((file) => ({
    file,
    tests: failed
      .filter((each) => each.name === file)
      .flatMap((each) => each.assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)),
  }));
}

/** The report of a run and of one that tried some of its files again: what the second says of a file holds. */
export function withAnotherTry(first: Report, second: Report | undefined): Report {
  const tried = new Set(second?.testResults.map((each) => each.name));
  return { testResults: [...first.testResults.filter((each) => !tried.has(each.name)), ...(second?.testResults ?? [])] };
}

export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
