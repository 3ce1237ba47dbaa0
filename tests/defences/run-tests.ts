import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface NamedTest {
  readonly file: string;
  /** `%s` stands for whatever a table fills in. */
  readonly name: string;
}

export interface Outcome {
  /** Names of tests that ran to their end and failed; a file that could not be read or set up is none. */
  readonly failed: readonly string[];
  /** Those of the asked that passed. */
  readonly passed: readonly NamedTest[];
}

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly title: string }[] }[];
}

/** Runs these tests and no others, whatever else stands in their files. */
export async function runTests(folder: string, tests: readonly NamedTest[], postgresUrl: string): Promise<Outcome> {
  const patterns = [...new Set(tests.map(({ name }) => escaped(name)))];
  const report = join(folder, '.defences.json');
  await rm(report, { force: true });
  const files = [...new Set(tests.map(({ file }) => file))];
  await vitest(folder, [...files, '-t', `(${patterns.join('|')})$`, '--reporter=json', `--outputFile=${report}`], postgresUrl);
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    failed: results.filter(({ status }) => status === 'failed').map(({ title }) => title),
    passed: tests.filter(({ name }) =>
      results.some(({ status, title }) => status === 'passed' && new RegExp(`^${escaped(name)}$`).test(title)),
    ),
  };
}

const escaped = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%s', '.*');

function vitest(folder: string, args: readonly string[], postgresUrl: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: postgresUrl, CI: '' };
  const child = spawn(process.execPath, [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
    cwd: folder,
    env,
    stdio: 'ignore',
  });
  // A test that fails ends it with 1, as a tree that cannot be read does: the report tells them apart.
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}
