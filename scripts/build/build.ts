import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from '../bootstrap/lock.mjs';
import { Unhappy } from '../bootstrap/unhappy.mjs';
import { root as clone } from '../root.ts';
import { fingerprint } from './stamp.ts';
import { type Workspace, workspaces } from './workspaces.ts';

export interface BuildOptions {
  readonly root?: string;
  readonly all?: readonly Workspace[];
  /** Builds what is fresh as well. */
  readonly force?: boolean;
}

/** Builds the workspaces whose dist is missing or was made from something else than what is there now. Costs some 50 ms when all is fresh. */
export async function ensureBuilt(options: BuildOptions = {}): Promise<readonly string[]> {
  const { root = clone, all = workspaces(root), force = false } = options;
  if (!force && (await staleOf(root, all)).length === 0) return [];
  const build = async () => {
    const stale = force ? all : await staleOf(root, all); // another process may have built while we waited
    const done = new Map<string, Promise<void>>();
    for (const each of stale) {
      const before = Promise.all(each.after.map((folder) => done.get(folder)));
      const ready = before.then(() => buildOne(root, each));
      ready.catch(() => {}); // reported below, through all of them
      done.set(each.folder, ready);
    }
    await Promise.all(done.values());
    return stale.map((each) => each.folder);
  };
  return withLock(join(root, '.vibe/lock-build'), build, (pid) => console.log(`Waiting for process ${pid}, which builds …`));
}

const stampFile = (root: string, folder: string): string => join(root, folder, 'dist/.stamp');

async function staleOf(root: string, all: readonly Workspace[]): Promise<Workspace[]> {
  const stale: Workspace[] = [];
  for (const each of all) {
    const stamp = await readFile(stampFile(root, each.folder), 'utf8').catch(() => undefined);
    if (stamp !== fingerprint(root, each.inputs)) stale.push(each);
  }
  return stale;
}

async function buildOne(root: string, { folder, inputs }: Workspace): Promise<void> {
  const began = performance.now();
  const stamp = fingerprint(root, inputs); // of before: a change during the build makes it stale
  const { scripts } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as { scripts: { build: string } };
  const { code, output } = await runScript(scripts.build, join(root, folder), join(root, 'node_modules/.bin'));
  if (code !== 0)
    throw new Unhappy(`${output}\n${folder} could not be built: "${scripts.build}" ended with ${code}, its reasons stand above.`);
  await mkdir(join(root, folder, 'dist'), { recursive: true });
  await writeFile(stampFile(root, folder), stamp);
  console.log(`built ${folder} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** As npm would run it, without the half second that npm takes. */
function runScript(script: string, cwd: string, bin: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter) };
  return new Promise((resolve, reject) => {
    const child = spawn(script, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}
