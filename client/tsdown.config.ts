import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    manifest: 'src/manifest.ts',
    session: 'src/session/index.ts',
    react: 'src/react/index.ts',
  },
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  // Our own packages from their sources: no order of builds to keep, no stale dist.
  inputOptions: { resolve: { conditionNames: ['@vibe/source', 'types', 'import', 'module', 'default'] } },
  // Only our own workspaces are inlined; without this the d.ts bundler walks through kysely and pg.
  deps: { alwaysBundle: [/^@vibe\//], neverBundle: [/^(?!@vibe\/)[@\w]/] },
  // Otherwise `import "kysely";` stays in the d.ts, which TS 6 and 7 refuse (TS2882) where it is absent.
  treeshake: { moduleSideEffects: false },
  // @trpc/server's types name Disposable and AsyncDisposable.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
});
