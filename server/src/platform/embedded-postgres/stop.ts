import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './error.ts';
import { findPostmaster, isAlive } from './processes.ts';

// Fast shutdown (rolls back and writes a checkpoint), then immediate shutdown, then the end.
const escalation = [
  { signal: 'SIGINT', patienceMilliseconds: 15_000 },
  { signal: 'SIGQUIT', patienceMilliseconds: 5_000 },
  { signal: 'SIGKILL', patienceMilliseconds: 2_000 },
] as const;

/** Stops a Postgres that we started, and waits for it. */
export async function stopChild(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.ref();
  for (const { signal, patienceMilliseconds } of escalation) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = new AbortController();
    await Promise.race([ended, sleep(patienceMilliseconds, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  }
}

/** Stops a Postgres that a Vibe left behind, and waits until the data folder is free. */
export async function stopOrphan(pid: number, dataDir: string): Promise<void> {
  for (const { signal, patienceMilliseconds } of escalation) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already; or not ours to stop, which shows below.
    }
    for (let waited = 0; waited < patienceMilliseconds; waited += 20) {
      if (!isAlive(pid) || (await findPostmaster(dataDir))?.pid !== pid) return;
      await sleep(20);
    }
  }
  throw new EmbeddedPostgresError(`Postgres ${pid} still runs on ${dataDir} and does not stop.`, `End process ${pid}, then start again.`);
}

/**
 * A shell that waits for the end of this process, however it ends, kill -9 included: its input closes then. It stops Postgres and removes
 * `rubbish`. Under a megabyte, against an orphan that holds the folder.
 */
export function watchOver(pid: number, rubbish: readonly string[]): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const script =
    'read -r _; pg=$1; shift; kill -INT "$pg"; if [ $# -gt 0 ]; then while kill -0 "$pg"; do sleep 0.1; done; rm -rf -- "$@"; fi';
  const shell = spawn('/bin/sh', ['-c', script, 'vibe-watch', String(pid), ...rubbish], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {}); // no shell here: the next start finds the orphan and stops it
  shell.stdin?.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return shell;
}
