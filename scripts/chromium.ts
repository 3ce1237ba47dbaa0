import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { Unhappy } from './bootstrap/unhappy.mjs';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium on this machine: the one that VIBE_CHROMIUM names, or one in a usual place. */
export function findChromium(): string | undefined {
  const named = process.env.VIBE_CHROMIUM;
  if (named && !isProgram(named)) throw new Unhappy(`VIBE_CHROMIUM names ${named}, which is no program.`);
  return named || usualPlaces.find(isProgram);
}

/** The same, installing Debian's when there is none and we are root. */
export function ensureChromium(): string {
  const found = findChromium() ?? (process.getuid?.() === 0 && process.platform === 'linux' ? installChromium() : undefined);
  if (found) return found;
  throw new Unhappy(
    'The browser tests need Chromium: install it (Debian, Ubuntu: sudo apt-get install -y chromium), or set VIBE_CHROMIUM=/path/to/chrome.',
  );
}

function installChromium(): string | undefined {
  console.log('No Chromium here: installing it with apt-get …');
  // Another apt-get may run, of a second clone for instance: wait for it.
  const aptGet = (...args: string[]) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', 'chromium');
  } catch {
    return undefined; // apt-get said why; the caller says what to do
  }
  return findChromium();
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
