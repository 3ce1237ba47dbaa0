import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/root.ts';

export interface Change {
  readonly file: string;
  readonly old: string;
  readonly new: string;
}

export interface Copy extends AsyncDisposable {
  readonly folder: string;
  /** Returns how to put everything back. @throws when a text does not stand there exactly once */
  change(changes: readonly Change[]): Promise<() => Promise<void>>;
}

/** What git knows or would add, as it stands in the work tree; packages are those of the original, the workspaces are the copy's own. */
export async function copyOfTheTree(): Promise<Copy> {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-defences-'));
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((each) => each !== '' && existsSync(join(root, each)))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  await linkPackages(folder);
  return {
    folder,
    async change(changes) {
      const before = new Map<string, string>();
      for (const { file, old, new: instead } of changes) {
        const path = join(folder, file);
        const text = await readFile(path, 'utf8');
        if (text.split(old).length !== 2) throw new Error(`${file} has not exactly one “${old}”`);
        if (!before.has(path)) before.set(path, text);
        await writeFile(
          path,
          text.replace(old, () => instead),
        );
      }
      return async () => {
        for (const [path, text] of before) await writeFile(path, text);
      };
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const own = '@vibe';

async function linkPackages(folder: string): Promise<void> {
  const workspaces = ['.', 'server', 'client', 'shared', 'widget', 'tests'];
  for (const workspace of workspaces.filter((each) => existsSync(join(root, each, 'node_modules')))) {
    const [from, to] = [join(root, workspace, 'node_modules'), join(folder, workspace, 'node_modules')];
    await mkdir(to, { recursive: true });
    for (const name of await readdir(from)) {
      // Caches are written to: a copy's own.
      if (name.startsWith('.vite') || name === '.cache' || name === own) continue;
      await symlink(join(from, name), join(to, name));
    }
  }
  await mkdir(join(folder, 'node_modules', own), { recursive: true });
  for (const name of await readdir(join(root, 'node_modules', own))) {
    const place = name.startsWith('example-') ? join('examples', name.slice('example-'.length)) : name;
    await symlink(join(folder, place), join(folder, 'node_modules', own, name));
  }
}
