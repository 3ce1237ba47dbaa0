import { join } from 'node:path';
import { runToTheEnd } from '../bootstrap/run.mjs';
import { root } from '../root.ts';

/** `npm run bench -- <name> [--json]` */
export function bench(args: readonly string[]): Promise<number> {
  return runToTheEnd(process.execPath, ['--conditions=@vibe/source', join(root, 'tests/bench/run.ts'), ...args], { cwd: root });
}
