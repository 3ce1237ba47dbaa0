import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'server/src/main.ts');
/** As `npm run vibe` has it: what Node makes of TypeScript is kept. */
const cache = { NODE_COMPILE_CACHE: join(root, '.vibe/compile-cache') };

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export const startVibe = (args: readonly string[], env: Record<string, string>, cwd?: string): ChildProcess =>
  spawn(process.execPath, ['--conditions=@vibe/source', main, ...args], {
    env: { PATH: process.env.PATH ?? '', ...cache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });

/** `vibe <args>` as a process of its own, until it ends. */
export async function vibeCommand(args: readonly string[], env: Record<string, string>, cwd?: string): Promise<Ended> {
  const child = startVibe(args, env, cwd);
  let out = '';
  let err = '';
  child.stdout?.on('data', (data) => {
    out += data;
  });
  child.stderr?.on('data', (data) => {
    err += data;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}
