import { execFile } from 'node:child_process';
import { chown, link, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../clock.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, explainFileError, explainOutput } from './error.ts';
import { isAlive } from './processes.ts';
import { postgresUser } from './user.ts';

const run = promisify(execFile);

/** What Postgres is told in place of the environment of this process, whose secrets are none of its business. */
export const postgresEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };

/**
 * How the data folder is called on the command line. As root the program is started inside it, before it becomes `nobody`: so it needs no
 * way through the folders above, which may be closed to it.
 */
export const dataDirArgument = (dataDir: string): string => (postgresUser ? '/proc/self/cwd' : dataDir);

export const passwordFile = (dataDir: string): string => `${dataDir}.password`;

/** Makes the data folder when there is none; gives the password of the user `postgres`. */
export async function prepareCluster(binaries: Binaries, dataDir: string, durable: boolean): Promise<string> {
  try {
    await mkdir(dirname(dataDir), { recursive: true });
    const version = await clusterVersion(dataDir);
    if (version !== undefined && version !== binaries.major) throw otherVersion(dataDir, version, binaries.major);
    const password = await keepPassword(dataDir, version !== undefined);
    if (version === undefined) await createCluster(binaries, dataDir, password, durable);
    return password;
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

async function clusterVersion(dataDir: string): Promise<string | undefined> {
  const content = await readdir(dataDir).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (content.length === 0) return undefined;
  if (content.includes('PG_VERSION')) return (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  throw new EmbeddedPostgresError(
    `The data folder ${dataDir} holds something else than a database.`,
    'Move it away, or choose another folder with VIBE_DATA.',
  );
}

function otherVersion(dataDir: string, there: string, ours: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The data folder ${dataDir} was made by Postgres ${there}; this is Postgres ${ours}.`,
    `Dump it with Postgres ${there} and restore it here, or choose another folder with VIBE_DATA.`,
  );
}

async function keepPassword(dataDir: string, clusterExists: boolean): Promise<string> {
  const file = passwordFile(dataDir);
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept) return kept;
  if (clusterExists)
    throw new EmbeddedPostgresError(`${file}, the database's password, is gone.`, 'Put it back, or choose another folder with VIBE_DATA.');
  // Written in full, then linked to its name: of two that begin at once, in one process or two, both keep the same password.
  const draft = `${file}.${process.pid}-${systemClock.randomText(6)}`;
  await writeFile(draft, systemClock.randomText(24), { mode: 0o600 });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}

/** initdb in a folder of its own, moved to its place when complete: one that was broken off is never taken for a database. */
async function createCluster(binaries: Binaries, dataDir: string, password: string, durable: boolean): Promise<void> {
  await removeBrokenDrafts(dataDir);
  const draft = await mkdtemp(`${dataDir}.draft-${process.pid}-`);
  const folder = join(draft, 'data');
  try {
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(draft, 'password'), password, { mode: 0o600 });
    if (postgresUser) for (const path of [draft, folder, join(draft, 'password')]) await chown(path, postgresUser.uid, postgresUser.gid);
    const flags = [
      '--auth=scram-sha-256',
      '--username=postgres',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--no-instructions',
    ];
    // A path with `..` on purpose: it is followed from the folder that the program stands in, see dataDirArgument.
    const files = ['-D', dataDirArgument(folder), `--pwfile=${dataDirArgument(folder)}/../password`];
    await run(binaries.initdb, [...files, ...flags, ...(durable ? [] : ['--no-sync'])], {
      ...postgresUser,
      cwd: folder,
      env: postgresEnvironment,
    });
    await rename(folder, dataDir);
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: unknown };
    if (code === 'ENOTEMPTY') return; // another process was faster
    throw stderr ? explainOutput('initdb', stderr, dataDir) : error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeBrokenDrafts(dataDir: string): Promise<void> {
  const prefix = `${basename(dataDir)}.draft-`;
  for (const name of await readdir(dirname(dataDir))) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length).split('-')[0])))
      await rm(join(dirname(dataDir), name), { recursive: true, force: true });
  }
}
