import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.ts';
import { run } from './run.ts';

export interface Packed extends AsyncDisposable {
  readonly name: string;
  readonly dependencies: readonly string[];
  /** A folder of its own, gone at the end. */
  readonly folder: string;
  readonly tarball: string;
  /** The tarball unpacked. */
  readonly content: string;
  /** Paths in the package. */
  readonly files: readonly string[];
  readonly bytes: number;
}

export async function pack(workspace: string): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-pack-'));
  const output = await run('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], { cwd: join(root, workspace) });
  const parsed = JSON.parse(output) as PackReport[] | Record<string, PackReport>;
  const report = Object.values(parsed)[0] as PackReport; // an array up to npm 11, then an object
  const tarball = join(folder, report.filename);
  await run('tar', ['-xzf', tarball, '-C', folder], { cwd: folder });
  const content = join(folder, 'package');
  const { peerDependencies, dependencies } = JSON.parse(await readFile(join(content, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  return {
    name: report.name,
    dependencies: Object.keys({ ...dependencies, ...peerDependencies }),
    folder,
    tarball,
    content,
    files: report.files.map(({ path }) => path),
    bytes: report.size,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

interface PackReport {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}
