import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, explainFileError, explainOutput } from './error.ts';
import { freePort } from './free-port.ts';
import { type Launched, type LaunchOptions, launch, type Running } from './launch.ts';
import { findPostmaster } from './processes.ts';
import { stopOrphan } from './stop.ts';

/** On the port that is wanted, or on a free one. */
export async function launchOnSomePort(
  place: Omit<LaunchOptions, 'port'>,
  wanted: number | undefined,
): Promise<Running & { readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const launched = await launchOnPort({ ...place, port });
    if (!('failed' in launched)) return { ...launched, port };
    if (!/Address already in use/.test(launched.failed)) throw explainOutput('Postgres', launched.failed, place.dataDir);
    if (wanted !== undefined)
      throw new EmbeddedPostgresError(`Port ${port}, wanted for Postgres, is taken.`, 'Choose another, or leave the choice to Vibe.');
    if (attempt === 5) throw new EmbeddedPostgresError('Found no free port for Postgres.', 'Start again.');
  }
}

/** Gets what stands in the way out of it: an orphan, the lock file of a killed Postgres, its processes that take a moment to end. */
export async function launchOnPort(options: LaunchOptions): Promise<Launched> {
  const { dataDir } = options;
  for (let attempt = 1; ; attempt++) {
    const there = await findPostmaster(dataDir);
    if (there && !there.orphaned) throw inUse(dataDir, there.owner ?? there.pid);
    if (there) await stopOrphan(there.pid, dataDir);
    const launched = await launch(options).catch((error: unknown) => Promise.reject(explainFileError(error, dataDir)));
    if (!('failed' in launched) || attempt === 50) return launched;
    if (/pre-existing shared memory block/.test(launched.failed)) await sleep(100);
    else if (/lock file "postmaster.pid" (already exists|is empty)/.test(launched.failed)) await removeDeadLock(dataDir);
    else return launched;
  }
}

/**
 * Postgres takes a foreign process that was given the pid of a killed Postgres for one that runs. The pause is for a Postgres that starts just
 * now and has not filled in its lock; its shared memory guards the folder besides.
 */
async function removeDeadLock(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  const content = () => readFile(lock, 'utf8').catch(() => undefined);
  const seen = await content();
  await sleep(300);
  const there = await findPostmaster(dataDir);
  if (there) throw inUse(dataDir, there.owner ?? there.pid);
  if (seen === (await content())) await rm(lock, { force: true });
}

function inUse(dataDir: string, pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The data folder ${dataDir} is in use by process ${pid}.`,
    `Stop that one first (kill ${pid}), or choose another folder with VIBE_DATA.`,
  );
}
