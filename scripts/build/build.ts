import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from '../bootstrap/lock.mjs';
import { Unhappy } from '../bootstrap/unhappy.mjs';
import { root as clone } from '../root.ts';
import { isFresh, type Part, stampOf, writeStamp } from './stamp.ts';
import { type Workspace, workspaces } from './workspaces.ts';

export interface BuildOptions {
  readonly root?: string;
  readonly all?: readonly Workspace[];
  /** `code` is what a server and a page need; `all` has the types too. */
  readonly part?: Part;
  /** Builds what is fresh as well. */
  readonly force?: boolean;
}

/** Builds the workspaces whose dist is missing or was made from something else than what is there now. Costs some 50 ms when all is fresh. */
export async function ensureBuilt(options: BuildOptions = {}): Promise<readonly string[]> {
  const { root = clone, all = workspaces(root), part = 'all', force = false } = options;
  const stale = () => all.filter((each) => force || !isFresh(root, each, part));
  if (stale().length === 0) return [];
  const build = async (holdFor: (pid: number) => void) => {
    const done = new Map<string, Promise<void>>();
    for (const each of stale()) {
      // asked again: another process may have built while we waited
      const before = Promise.all(each.after.map((folder) => done.get(folder)));
      const built = before.then(() => buildOne(root, each, part, holdFor));
      built.catch(() => {}); // heard below, of them all
      done.set(each.folder, built);
    }
    await Promise.all(done.values());
    return [...done.keys()];
  };
  return withLock(join(root, '.vibe/lock-build'), build, (pid) => console.log(`Waiting for process ${pid}, which builds …`));
}

async function buildOne(root: string, workspace: Workspace, part: Part, onSpawn: (pid: number) => void): Promise<void> {
  const { folder } = workspace;
  const began = performance.now();
  const stamp = stampOf(root, workspace, part); // of before: a change during the build makes it stale
  const { scripts } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as { scripts: { build: string } };
  const env = {
    ...process.env,
    PATH: [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    VIBE_BUILD: part,
  };
  const { code, output } = await runScript(scripts.build, { cwd: join(root, folder), env }, onSpawn);
  if (code !== 0)
    throw new Unhappy(`${output}\n${folder} could not be built: "${scripts.build}" ended with ${code}, its reasons stand above.`);
  writeStamp(root, folder, stamp);
  console.log(`built ${folder} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** As npm would run it, without the half second that npm takes. */
function runScript(script: string, options: { cwd: string; env: NodeJS.ProcessEnv }, onSpawn: (pid: number) => void) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(script, { ...options, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    child.once('spawn', () => onSpawn(child.pid as number));
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}
