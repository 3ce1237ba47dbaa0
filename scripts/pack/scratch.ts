import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../root.ts';
import type { Packed } from './pack.ts';
import { run } from './run.ts';

const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};

/** A project that has the packed package, its dependencies and nothing else of ours compiles, its libraries checked too. */
export async function compilesOutside(packed: Packed): Promise<void> {
  const project = join(packed.folder, 'project');
  const modules = join(project, 'node_modules');
  await mkdir(join(modules, dirname(packed.name)), { recursive: true });
  await cp(packed.content, join(modules, packed.name), { recursive: true });
  for (const name of [...packed.dependencies, '@types/react', 'csstype', 'zod']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  await cp(join(root, 'tests/packed', `${packed.name.split('/')[1]}.ts`), join(project, 'main.ts'));
  await run('tsc', ['-p', project], { cwd: project });
}
