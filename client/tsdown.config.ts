import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsdown';

const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  exports: Record<string, { '@vibe/source': string; default: string }>;
};
// Each door of package.json is an entry: dist/session.js from src/session/index.ts, and so on.
const entry = Object.fromEntries(
  Object.values(exports).map((door) => [door.default.replace(/^\.\/dist\/|\.js$/g, ''), door['@vibe/source']]),
);

export default defineConfig({
  entry,
  // What is packed, and nothing beside it. At the root: the generator of types knows no file above its tsconfig.
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
