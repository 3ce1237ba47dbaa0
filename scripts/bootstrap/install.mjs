import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { runToTheEnd } from './run.mjs';
import { Unhappy } from './unhappy.mjs';

/** Brings node_modules to what package-lock.json says, unless it is there already; a few milliseconds then. */
export async function install(root) {
  if (isInstalled(root)) return;
  await withLock(
    join(root, '.vibe/lock-install'),
    async (holdFor) => {
      if (isInstalled(root)) return; // by the one we waited for
      console.log('Installing what package-lock.json says …');
      const code = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], root, holdFor);
      if (code !== 0)
        throw new Unhappy(`The installation failed: npm ci ended with ${code}, its reasons stand above. Nothing was started.`);
      if (!isInstalled(root)) throw new Unhappy('npm ci ended well, but node_modules is not what package-lock.json says.');
    },
    (pid) => console.log(`Waiting for process ${pid}, which installs …`),
  ).catch((error) => {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(error.code))
      throw new Unhappy(`${root} cannot be written (${error.code} at ${error.path}): the installation belongs there.`);
    throw error;
  });
}

/** Is each package of the lock file there, in that version? npm notes at the very end of an installation what it installed. */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (!wanted) throw new Unhappy(`There is no package-lock.json in ${root}.`);
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, link }]) => {
    if (!path.includes('node_modules/')) return true; // the workspaces themselves
    const there = present[path];
    if (!there) return optional === true; // for another platform
    return there.version === version && there.integrity === integrity && there.link === link && existsSync(join(root, path));
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** The npm that started us; else the one on the PATH. */
function npm(args, cwd, onSpawn) {
  const cli = process.env.npm_execpath;
  const [command, ...before] = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
  return runToTheEnd(command, [...before, ...args], { cwd, shell: command === 'npm' && process.platform === 'win32' }, onSpawn).catch(
    (error) => {
      throw new Unhappy(`npm could not be started (${error.message}). It comes with Node: https://nodejs.org/.`);
    },
  );
}
