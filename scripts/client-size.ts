import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { root } from './root.ts';

/** Gzipped, what an app's page loads of @vibe/client for `createVibe`, made as its bundler makes it; parts that are loaded only when they are needed are not in it. */
export async function clientBytes(): Promise<number> {
  const entry = 'virtual:app';
  const app = {
    name: 'app',
    resolveId: (id: string) => (id === entry ? `${root}/client/app.ts` : undefined),
    load: (id: string) =>
      id.endsWith('/client/app.ts') ? "import { createVibe } from '@vibe/client'; globalThis.app = createVibe;" : undefined,
  };
  const built = await build({
    ...{ root, configFile: false, logLevel: 'error', mode: 'production', plugins: [app] },
    resolve: { conditions: ['@vibe/source', 'browser', 'module', 'import', 'default'] },
    build: { write: false, modulePreload: false, rolldownOptions: { input: entry } },
  });
  const { output } = built as Rolldown.RolldownOutput;
  return gzipSync(output[0].code, { level: 9 }).length;
}
