import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runToTheEnd } from '../bootstrap/run.mjs';
import { type EngineName, engineNames, ensureChromium, installEngines, lacking } from '../browsers.ts';
import { ensureBuilt } from '../build/build.ts';
import { root } from '../root.ts';
import { closingLine, failures, readReport, totalsOf, withAnotherTry } from './totals.ts';

/** More files than these that fail are no accident. */
const mostFilesTriedAgain = 4;

/**
 * `npm test [-- filters and options of vitest]`: every project; the last line is `N passed, N failed`.
 *
 * Where `CI` is set, a file that fails is run once more, whole and with a database of its own: browsers and databases
 * share two cores there. What held only then is named.
 */
export async function test(args: readonly string[]): Promise<number> {
  prepareBrowsers(args);
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), 'vibe-test-'));
  const run = async (args: readonly string[], name: string) => {
    const file = join(folder, `${name}.json`);
    const vitest = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args];
    const code = await runToTheEnd(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...vitest], { cwd: root });
    return { code, report: await readReport(file) };
  };
  try {
    let { code, report } = await run(args, 'report');
    const failed = failures(report);
    if (process.env.CI && report && failed.length > 0 && failed.length <= mostFilesTriedAgain) {
      const again = await run(
        failed.map(({ file }) => relative(root, file)),
        'again',
      );
      report = withAnotherTry(report, again.report);
      code = again.code;
      for (const { file, tests } of failed)
        for (const name of tests.length > 0 ? tests : ['could not be loaded'])
          console.log(`tried again: ${relative(root, file)} > ${name}`);
    }
    const totals = totalsOf(report);
    console.log(closingLine(totals));
    return code !== 0 ? code : totals.failed > 0 || totals.passed === 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Chromium is a must wherever a browser is; without another engine its tests are skipped, and fail where `CI` is set. */
function prepareBrowsers(args: readonly string[]): void {
  const wanted = wantedEngines(args);
  installEngines(wanted);
  if (wanted.includes('chromium')) process.env.VIBE_CHROMIUM = ensureChromium();
  for (const engine of wanted) {
    const lack = lacking(engine);
    if (lack !== undefined) console.log(`The tests in ${engine} ${process.env.CI ? 'fail' : 'are skipped'}. ${lack}`);
  }
}

/** `--project unit` alone needs no browser, and `--project web` no other than Chromium. */
function wantedEngines(args: readonly string[]): readonly EngineName[] {
  const projects = args.flatMap((arg, at) =>
    arg === '--project' ? [args[at + 1] ?? ''] : arg.startsWith('--project=') ? [arg.slice('--project='.length)] : [],
  );
  const browsers = projects.filter((project) => !['unit', 'pg', 'types'].includes(project));
  if (projects.length > 0 && browsers.length === 0) return [];
  return projects.length > 0 && browsers.every((project) => project === 'web') ? ['chromium'] : engineNames;
}
