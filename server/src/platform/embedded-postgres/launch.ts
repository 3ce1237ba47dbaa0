import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { dataDirArgument, postgresEnvironment } from './cluster.ts';
import { ownerMark, readPidFile } from './processes.ts';
import { postgresUser } from './user.ts';

export interface LaunchOptions {
  readonly binaries: Binaries;
  readonly dataDir: string;
  readonly port: number;
  /** false: nothing is flushed to the disk. For data that no one will miss. */
  readonly durable: boolean;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
}

export type Launched = Running | { readonly failed: string };

export const logFile = (dataDir: string): string => `${dataDir}.log`;

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'logical',
  max_connections: 100,
  // Small on purpose: the operating system caches files as well, and an idle Vibe should fit where 150 MB are much.
  shared_buffers: '64MB',
  io_method: 'sync', // no io workers: three processes less
  password_encryption: 'scram-sha-256',
  // The errors of single statements are the caller's to report.
  log_min_messages: 'log',
  log_checkpoints: 'off',
};
const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;
const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** Starts Postgres and waits until it takes connections. It says in `failed` why it did not; a crash recovery may take its time. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { binaries, dataDir, port, durable } = options;
  const all = { ...settings, ...(durable ? {} : careless), port, cluster_name: ownerMark(process.pid) };
  const args = ['-D', dataDirArgument(dataDir), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = await open(logFile(dataDir), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600);
  // A file, not a pipe: it outlives this process, and nobody has to read it. Detached: Ctrl-C is for us, who then stop Postgres in good order.
  const child = spawn(binaries.postgres, args, {
    ...postgresUser,
    cwd: dataDir,
    env: postgresEnvironment,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  const outcome = await Promise.race([ended, ready(dataDir, child)]);
  await log.close();
  if (outcome === 'ready') {
    child.unref();
    return { child, pid: child.pid as number };
  }
  return { failed: (await readFile(logFile(dataDir), 'utf8')) || outcome };
}

async function ready(dataDir: string, child: ChildProcess): Promise<'ready'> {
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const state = await readPidFile(dataDir);
    if (state?.ready && state.pid === child.pid) return 'ready';
    await sleep(5);
  }
  return new Promise(() => {}); // it ended: the other promise of the race tells
}
