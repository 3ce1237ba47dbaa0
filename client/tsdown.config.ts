import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'tsdown';

const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  exports: Record<string, { '@vibe/source': string; default: string }>;
};
// Each door of package.json is an entry: dist/session.js from src/session/index.ts, and so on.
const entry = Object.fromEntries(
  Object.values(exports).map((door) => [door.default.replace(/^\.\/dist\/|\.js$/g, ''), door['@vibe/source']]),
);

/** The bundler of types keeps the imports of what it dropped. Whoever compiles against us has what our package.json names, and nothing more. */
function leaveOutUnusedTypes(folder: string): void {
  for (const name of globSync('*.d.ts', { cwd: folder })) {
    const file = `${folder}/${name}`;
    const text = readFileSync(file, 'utf8').replace(/^import \{ z \} from "zod";\n/gm, '');
    const foreign = /^.*from "(?!\.|react"|@trpc\/)[^"]+".*$|\bz\.\w+/m.exec(text);
    if (foreign) throw new Error(`dist/${name} names types that are not shipped: ${foreign[0]}`);
    writeFileSync(file, text);
  }
}

export default defineConfig({
  hooks: { 'build:done': ({ options }) => leaveOutUnusedTypes(options.outDir) },
  entry,
  // At the root: the generator of types knows no file above its tsconfig. It names every source: those that are only reached through
  // node_modules get no declarations, or get them by chance.
  tsconfig: '../tsconfig.types.json',
  platform: 'neutral',
  target: 'es2022',
  // A start needs no types: they take longer than all the rest.
  dts: process.env.VIBE_BUILD !== 'code',
  // Our own packages from their sources: no order of builds to keep, no stale dist.
  inputOptions: { resolve: { conditionNames: ['@vibe/source', 'types', 'import', 'module', 'default'] } },
  // Only our own workspaces are inlined; without this the d.ts bundler walks through kysely and pg.
  deps: { alwaysBundle: [/^@vibe\//], neverBundle: [/^(?!@vibe\/)[@\w]/] },
  // Otherwise `import "kysely";` stays in the d.ts, which TS 6 and 7 refuse (TS2882) where it is absent.
  treeshake: { moduleSideEffects: false },
  // @trpc/server's types name Disposable and AsyncDisposable.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
});
