import { type ChildProcess, spawn } from 'node:child_process';

export interface Running extends AsyncDisposable {
  readonly child: ChildProcess;
  /** What the pattern's first group matched in what it wrote, on either stream. */
  said(pattern: RegExp): Promise<string>;
}

/** A program in a process group of its own, which ends with it. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env });
  let heard = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (heard += text));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  // A test run that is interrupted leaves nothing behind.
  const atExit = (): void => kill('SIGKILL');
  process.once('exit', atExit);
  return {
    child,
    async said(pattern) {
      for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
        const found = pattern.exec(heard)?.[1];
        if (found !== undefined) return found;
        if (child.exitCode !== null) break;
      }
      throw new Error(`${program} did not say ${pattern}: ${heard.slice(-800)}`);
    },
    async [Symbol.asyncDispose]() {
      process.removeListener('exit', atExit);
      kill('SIGTERM');
      const patience = setTimeout(() => kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(patience);
      kill('SIGKILL');
    },
  };
}
