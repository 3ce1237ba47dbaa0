import { execFileSync } from 'node:child_process';
import { accessSync, constants, globSync } from 'node:fs';
import { Unhappy } from './bootstrap/unhappy.mjs';

/** A program that the browser tests start. */
interface Program {
  readonly says: string;
  /** Names it where it is in no usual place. */
  readonly variable: string;
  readonly places: readonly string[];
  /** Debian's package. */
  readonly from: string;
}

const programs = {
  chromium: {
    says: 'Chromium',
    variable: 'VIBE_CHROMIUM',
    places: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome-stable',
      '/usr/bin/google-chrome',
      '/snap/bin/chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    from: 'chromium',
  },
  firefox: {
    says: 'Firefox',
    variable: 'VIBE_FIREFOX',
    places: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    from: 'firefox-esr',
  },
  webkitDriver: {
    says: 'WebKitWebDriver',
    variable: 'VIBE_WEBKIT_DRIVER',
    places: ['/usr/bin/WebKitWebDriver'],
    from: 'webkit2gtk-driver',
  },
  webkitBrowser: {
    says: 'MiniBrowser',
    variable: 'VIBE_WEBKIT',
    places: ['/usr/lib/*/webkit2gtk-4.1/MiniBrowser', '/usr/libexec/webkit2gtk-4.1/MiniBrowser'],
    from: 'webkit2gtk-driver',
  },
  // WebKitGTK has no headless mode.
  xvfb: { says: 'Xvfb', variable: 'VIBE_XVFB', places: ['/usr/bin/Xvfb'], from: 'xvfb' },
} as const satisfies Record<string, Program>;
type ProgramName = keyof typeof programs;

const engines = {
  chromium: ['chromium'],
  firefox: ['firefox'],
  webkit: ['webkitDriver', 'webkitBrowser', 'xvfb'],
} as const satisfies Record<string, readonly ProgramName[]>;
export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as EngineName[];

/** The path of a program on this machine: the one that its variable names, or one in a usual place. */
export function findProgram(name: ProgramName): string | undefined {
  const { variable, places } = programs[name];
  const named = process.env[variable];
  if (named && !isProgram(named)) throw new Unhappy(`${variable} names ${named}, which is no program.`);
  return named || places.flatMap((place) => globSync(place)).find(isProgram);
}

/** What an engine still lacks here, as a sentence that says what to do; nothing when it can be started. */
export function lacking(engine: EngineName): string | undefined {
  const missing = engines[engine].filter((name) => findProgram(name) === undefined).map((name) => programs[name]);
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map(({ from }) => from))].join(' ');
  const variables = missing.map(({ variable }) => `${variable}=/path/to/it`).join(' ');
  return `${missing.map(({ says }) => says).join(' and ')} not found: install it (Debian, Ubuntu: sudo apt-get install -y ${packages}), or set ${variables}.`;
}

/** Installs Debian's packages for what these engines lack, when we are root. What is missing after that, `lacking` says. */
export function installEngines(wanted: readonly EngineName[]): void {
  const missing = wanted.flatMap((engine) => engines[engine]).filter((name) => findProgram(name) === undefined);
  if (missing.length === 0 || process.getuid?.() !== 0 || process.platform !== 'linux') return;
  const packages = [...new Set(missing.map((name) => programs[name].from))];
  console.log(`Installing ${packages.join(', ')} with apt-get …`);
  // Another apt-get may run, of a second clone for instance: wait for it.
  const aptGet = (...args: string[]) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', ...packages);
  } catch {
    // apt-get said why
  }
}

/** Chromium's path, installed when there is none and we are root. @throws {Unhappy} where there is none after that */
export function ensureChromium(): string {
  installEngines(['chromium']);
  const found = findProgram('chromium');
  if (found) return found;
  throw new Unhappy(`The browser tests need Chromium. ${lacking('chromium')}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
