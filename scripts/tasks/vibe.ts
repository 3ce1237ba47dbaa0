import { join } from 'node:path';
import { root } from '../root.ts';

/** The `vibe` command, in this process: its signals and its exit code are its own. */
export async function vibe(args: readonly string[]): Promise<undefined> {
  const program = join(root, 'server/src/main.ts');
  process.argv = [process.execPath, program, ...args];
  await import(program);
}
