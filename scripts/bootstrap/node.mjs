import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Unhappy } from './unhappy.mjs';

/** The Node 24 that came through npm; else the one that runs, if it can run TypeScript. */
export function findNode(root, { platform, arch, version, execPath } = { ...process, version: process.versions.node }) {
  const name = platform === 'win32' ? `node-win-${arch}/bin/node.exe` : `node-${platform}-${arch}/bin/node`;
  const packaged = join(root, 'node_modules', name);
  if (existsSync(packaged)) return packaged;
  const [major, minor] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return execPath;
  throw new Unhappy(
    `Vibe needs Node 22.18 or newer on ${platform}-${arch}; this is ${version}, and npm brought none. See https://nodejs.org/.`,
  );
}
