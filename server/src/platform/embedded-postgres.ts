import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { announce, withdrawAnnouncement } from './embedded-postgres/announcement.ts';
import { findBinaries } from './embedded-postgres/binaries.ts';
import { passwordFile, prepareCluster } from './embedded-postgres/cluster.ts';
import { explainFileError } from './embedded-postgres/error.ts';
import { logFile, type Running } from './embedded-postgres/launch.ts';
import { launchOnPort, launchOnSomePort } from './embedded-postgres/launch-patiently.ts';
import { stopChild, watchOver } from './embedded-postgres/stop.ts';

export interface EmbeddedPostgresOptions {
  /** Made when it is not there. Beside it lie its password, its log and postgres.json, each with a mode of 0600. */
  readonly dataDir: string;
  /** Faster, and gone after stop(): nothing is flushed to the disk. For tests. */
  readonly ephemeral?: boolean;
  /** Left out: a free one. */
  readonly port?: number;
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** With user and password, for this machine only. */
  readonly url: string;
  readonly port: number;
  /** Another one after Postgres was killed and came back. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Runs the Postgres that came through npm on a data folder, on 127.0.0.1, with a password. It ends with this process, also after kill -9, and
 * comes back by itself when it is killed. One that a killed Vibe left behind is stopped first.
 * @throws {EmbeddedPostgresError} with a hint: folder in use, not writable, full, of another version; port taken.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { ephemeral = false, log = () => {} } = options;
  const dataDir = resolve(options.dataDir);
  const durable = !ephemeral;
  const binaries = await findBinaries();
  const password = await prepareCluster(binaries, dataDir, durable);
  const place = { binaries, dataDir, durable };
  const { port, ...first } = await launchOnSomePort(place, options.port);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const rubbish = ephemeral ? [dataDir, passwordFile(dataDir), logFile(dataDir)] : [];

  let running: Running;
  let watch: ChildProcess | undefined;
  let stopping: Promise<void> | undefined;
  let restart = Promise.resolve();

  const attend = async (launched: Running) => {
    running = launched;
    watch = watchOver(launched.pid, rubbish);
    launched.child.once('exit', (code, signal) => {
      watch?.kill('SIGKILL');
      if (!stopping) restart = comeBack(code ?? signal);
    });
    await announce(dataDir, { url, pid: launched.pid, owner: process.pid });
  };
  const comeBack = async (ending: number | string | null) => {
    log(`Postgres ended by itself (${ending}); starting it again`);
    const again = await launchOnPort({ ...place, port }).catch((error: Error) => ({ failed: error.message }));
    if ('failed' in again) log(`Postgres does not come back: ${again.failed}`);
    else await attend(again);
  };
  const stop = async () => {
    await restart;
    await stopChild(running.child);
    watch?.kill('SIGKILL');
    await withdrawAnnouncement(dataDir);
    for (const path of rubbish) await rm(path, { recursive: true, force: true });
  };

  await attend(first).catch(async (error: unknown) => {
    stopping = stop();
    await stopping.catch(() => {});
    throw explainFileError(error, dataDir);
  });
  return {
    url,
    port,
    get pid() {
      return running.pid;
    },
    stop: () => (stopping ??= stop()),
    [Symbol.asyncDispose]: () => (stopping ??= stop()),
  };
}
