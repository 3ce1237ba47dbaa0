import type { Packed } from './pack.ts';
import { run } from './run.ts';

/** Do the fields of package.json say what the files are? */
export async function publint({ tarball, folder }: Packed): Promise<void> {
  await run('publint', ['run', tarball, '--strict'], { cwd: folder });
}

/** Do types and code of each entry point fit, for whoever imports them as modules? The widget's texts are for this repository's server alone. */
export async function attw({ tarball, folder }: Packed): Promise<void> {
  await run('attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--exclude-entrypoints', './texts'], { cwd: folder });
}
