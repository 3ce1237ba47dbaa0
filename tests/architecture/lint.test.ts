import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The import rules that biome.json holds, each shown to refuse what it is there for.
const root = join(import.meta.dirname, '../..');

interface Fixture {
  readonly path: string;
  readonly text: string;
  readonly refusedBy?: string;
}

const use = (specifier: string, name = 'a') => `import { ${name} } from '${specifier}';\n\nexport const b = ${name};\n`;
const imports = 'lint/style/noRestrictedImports';

const refused: readonly Fixture[] = [
  // 1: shared → zod only; no node:*, no DOM
  { path: 'shared/src/r1a.ts', text: use('node:fs'), refusedBy: imports },
  { path: 'shared/src/r1b.ts', text: use('superjson'), refusedBy: imports },
  { path: 'shared/src/r1c.ts', text: 'export const title = document.title;\n', refusedBy: 'lint/style/noRestrictedGlobals' },
  { path: 'shared/src/r1d.ts', text: 'export const mode = process.argv;\n', refusedBy: 'lint/style/noRestrictedGlobals' },
  // 2: client → shared and the type AppRouter; widget → client, shared, lit; examples → published names
  { path: 'client/src/r2a.ts', text: use('@vibe/server', 'startServer'), refusedBy: imports },
  { path: 'client/src/r2b.ts', text: use('kysely'), refusedBy: imports },
  { path: 'client/src/r2c.ts', text: use('node:crypto'), refusedBy: imports },
  { path: 'client/src/r2d.ts', text: use('@vibe/widget'), refusedBy: imports },
  { path: 'widget/src/r2e.ts', text: use('@vibe/server'), refusedBy: imports },
  { path: 'widget/src/r2f.ts', text: use('react'), refusedBy: imports },
  { path: 'examples/feeds/src/r2g.ts', text: use('@vibe/server'), refusedBy: imports },
  { path: 'examples/feeds/src/r2h.ts', text: use('@vibe/client/src/vibe.ts'), refusedBy: imports },
  // 3: the server downward only
  { path: 'server/src/platform/r3a.ts', text: use('../rooms/documents/index.ts'), refusedBy: imports },
  { path: 'server/src/platform/r3b.ts', text: use('../http/app.ts'), refusedBy: imports },
  { path: 'server/src/rooms/files/r3c.ts', text: use('../../http/app.ts'), refusedBy: imports },
  { path: 'server/src/rooms/files/r3d.procedures.ts', text: use('../../router.ts'), refusedBy: imports },
  { path: 'server/src/trpc/r3e.ts', text: use('../rooms/identity/index.ts'), refusedBy: imports },
  { path: 'server/src/http/r3f.ts', text: use('../cli/dev.ts'), refusedBy: imports },
  { path: 'server/src/http/r3g.ts', text: use('lit'), refusedBy: imports },
  { path: 'server/src/http/r3h.ts', text: use('@vibe/widget'), refusedBy: imports },
  { path: 'server/src/rooms/files/r3i.ts', text: use('@vibe/widget/texts'), refusedBy: imports },
  // 5: kysely, pg, @trpc/server
  { path: 'server/src/rooms/files/r5a.ts', text: use('kysely', 'sql'), refusedBy: imports },
  { path: 'server/src/rooms/files/r5b.store.ts', text: use('pg', 'Pool'), refusedBy: imports },
  { path: 'server/src/rooms/files/r5c.ts', text: use('@trpc/server', 'TRPCError'), refusedBy: imports },
  { path: 'server/src/rooms/files/r5d.store.ts', text: use('@trpc/server', 'TRPCError'), refusedBy: imports },
  { path: 'server/src/http/r5e.ts', text: use('@trpc/server/adapters/fetch'), refusedBy: imports },
  { path: 'server/src/platform/r5f.ts', text: use('@trpc/server'), refusedBy: imports },
  { path: 'server/src/cli/r5g.ts', text: use('kysely', 'sql'), refusedBy: imports },
  // 6: policies, environment, randomness
  { path: 'server/src/rooms/files/r6a.policy.ts', text: use('./files.store.ts'), refusedBy: imports },
  { path: 'server/src/rooms/files/r6b.policy.ts', text: use('node:path'), refusedBy: imports },
  { path: 'server/src/http/r6c.ts', text: 'export const level = process.env.LOG_LEVEL;\n', refusedBy: 'lint/style/noProcessEnv' },
  { path: 'server/src/rooms/files/r6d.ts', text: use('node:crypto', 'randomUUID'), refusedBy: imports },
  { path: 'server/src/platform/r6e.ts', text: use('node:process', 'env'), refusedBy: imports },
  // 7: named exports, no barrel but a door, no cycle
  { path: 'server/src/http/r7a.ts', text: 'export default 1;\n', refusedBy: 'lint/style/noDefaultExport' },
  { path: 'server/src/http/r7b.ts', text: "export { a } from './r7c.ts';\n", refusedBy: 'lint/performance/noBarrelFile' },
  { path: 'server/src/rooms/files/index.ts', text: "export * from './r5a.ts';\n", refusedBy: 'lint/performance/noReExportAll' },
  {
    path: 'client/src/r7d.ts',
    text: "import type { E } from './r7e.ts';\n\nexport type D = E;\n",
    refusedBy: 'lint/suspicious/noImportCycles',
  },
  {
    path: 'client/src/r7e.ts',
    text: "import type { D } from './r7d.ts';\n\nexport type E = D;\n",
    refusedBy: 'lint/suspicious/noImportCycles',
  },
];

const allowed: readonly Fixture[] = [
  { path: 'shared/src/ok.ts', text: use('zod', 'z') },
  {
    path: 'client/src/ok.ts',
    text: "import type { AppRouter } from '@vibe/server';\nimport { b } from '@vibe/shared';\n\nexport const c: AppRouter = b;\n",
  },
  { path: 'server/src/http/ok-texts.ts', text: use('@vibe/widget/texts', 'serverTexts') },
  { path: 'widget/src/ok.ts', text: use('lit', 'html') },
  { path: 'server/src/rooms/files/ok.store.ts', text: use('kysely', 'sql') },
  { path: 'server/src/rooms/files/ok.procedures.ts', text: use('@trpc/server', 'tracked') },
  { path: 'server/src/rooms/files/ok.policy.ts', text: use('@vibe/shared') },
  { path: 'server/src/rooms/apps/index.ts', text: "export { b } from './ok.ts';\n" },
  { path: 'server/src/rooms/apps/ok.ts', text: use('../../trpc/init.ts') },
  { path: 'server/src/platform/ok.ts', text: use('pg', 'Pool') },
  { path: 'server/src/platform/ok.pg.test.ts', text: use('@trpc/server') },
  { path: 'server/src/platform/clock.ts', text: use('node:crypto', 'randomUUID') },
  { path: 'server/src/config.ts', text: 'export const level = process.env.LOG_LEVEL;\n' },
];

let folder: string;
let found: Map<string, Set<string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vibe-lint-'));
  await cp(join(root, 'biome.json'), join(folder, 'biome.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules')); // for the schema
  for (const { path, text } of [...refused, ...allowed]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [
    biome,
    'lint',
    '--vcs-enabled=false',
    '--reporter=json',
    '--max-diagnostics=none',
    'shared',
    'client',
    'widget',
    'examples',
    'server',
  ];
  const report = await new Promise<string>((resolve) =>
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout) => resolve(stdout)),
  );
  found = new Map();
  for (const { category, location } of (JSON.parse(report) as { diagnostics: { category: string; location: { path: string } }[] })
    .diagnostics)
    found.set(location.path, (found.get(location.path) ?? new Set()).add(category));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(refused)('$path is refused by $refusedBy', ({ path, refusedBy }) => {
  expect([...(found.get(path) ?? [])]).toContain(refusedBy);
});

test.each(allowed)('$path passes', ({ path }) => {
  expect([...(found.get(path) ?? [])]).toEqual([]);
});
