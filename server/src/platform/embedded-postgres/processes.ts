import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A running Postgres of one data folder. */
export interface Postmaster {
  readonly pid: number;
  /** The process that started it, as long as that one lives. */
  readonly owner: number | undefined;
  /** Started by a Vibe that is gone: nobody else will stop it. */
  readonly orphaned: boolean;
}

/** Also true for a process of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What every Postgres of ours carries on its command line, where one can read it without asking it. */
export const ownerMark = (pid: number): string => `vibe:${pid}`;

/** The Postgres that runs on this data folder now. A postmaster.pid left by one that was killed, or a pid that is someone else's by now, is none. */
export async function findPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const pid = (await readPidFile(dataDir))?.pid;
  if (pid === undefined || !isAlive(pid)) return undefined;
  const found = process.platform === 'linux' ? await inspectLinux(pid, dataDir) : await inspectWithPs(pid, dataDir);
  if (!found) return undefined;
  const owner = Number(/cluster_name=vibe:(\d+)/.exec(found.command)?.[1] ?? Number.NaN);
  if (Number.isNaN(owner)) return { pid, owner: undefined, orphaned: false };
  // A process whose parent dies gets another parent. So a pid that was given away again does not deceive us.
  return owner === found.parent ? { pid, owner, orphaned: false } : { pid, owner: undefined, orphaned: true };
}

/** Postgres writes its pid, and when it takes connections the word "ready". */
export async function readPidFile(dataDir: string): Promise<{ pid: number; ready: boolean } | undefined> {
  const lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
}

interface Inspected {
  readonly parent: number;
  readonly command: string;
}

async function inspectLinux(pid: number, dataDir: string): Promise<Inspected | undefined> {
  try {
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    const [there, ours] = [await stat(`/proc/${pid}/cwd/`), await stat(dataDir)];
    if (!/\/postgres /.test(command) || there.ino !== ours.ino || there.dev !== ours.dev) return undefined;
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // pid (name) state ppid …; the name may hold spaces and brackets
    return { command, parent: Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]) };
  } catch {
    return undefined; // ended meanwhile, or another user's: none of ours
  }
}

async function inspectWithPs(pid: number, dataDir: string): Promise<Inspected | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(stdout) ?? [];
  return command?.includes(`-D ${dataDir} `) ? { parent: Number(parent), command } : undefined;
}
