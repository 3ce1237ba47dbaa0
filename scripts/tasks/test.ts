import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToTheEnd } from '../bootstrap/run.mjs';
import { ensureBuilt } from '../build/build.ts';
import { ensureChromium } from '../chromium.ts';
import { root } from '../root.ts';
import { closingLine, readTotals } from './totals.ts';

/** `npm test [-- filters and options of vitest]`: every project; the last line is `N passed, N failed`. */
export async function test(args: readonly string[]): Promise<number> {
  if (wantsBrowser(args)) process.env.VIBE_CHROMIUM = ensureChromium();
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), 'vibe-test-'));
  const report = join(folder, 'report.json');
  try {
    const vitest = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args];
    const code = await runToTheEnd(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...vitest], { cwd: root });
    const totals = await readTotals(report);
    console.log(closingLine(totals));
    return code !== 0 ? code : totals.failed > 0 || totals.passed === 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `--project unit` alone needs no browser. */
function wantsBrowser(args: readonly string[]): boolean {
  const projects = args.flatMap((arg, at) =>
    arg === '--project' ? [args[at + 1] ?? ''] : arg.startsWith('--project=') ? [arg.slice('--project='.length)] : [],
  );
  return projects.length === 0 || projects.some((project) => !['unit', 'pg', 'types'].includes(project));
}
