import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// Workspaces are read from their sources: a test never runs against a stale dist.
const conditions = ['@vibe/source', ...defaultServerConditions];
// `__vitest__` is the environment that global setup files run in.
const source = { resolve: { conditions }, ssr: { resolve: { conditions } }, environments: { __vitest__: { resolve: { conditions } } } };

const rooms = '{shared,server,client,widget,examples,tests}';
const elsewhere = ['**/node_modules/**', '**/dist/**', '**/.vibe/**'];
const database = { globalSetup: ['tests/global-setup.ts'], testTimeout: 20_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Two cores are the smallest machine this has to run on.
    maxWorkers: 2,
    restoreMocks: true,
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: [`${rooms}/**/*.test.ts`],
          exclude: [...elsewhere, '**/*.pg.test.ts', 'tests/web/**', 'tests/engines/**'],
          testTimeout: 20_000,
        },
      },
      { ...source, test: { name: 'pg', include: [`${rooms}/**/*.pg.test.ts`], exclude: elsewhere, ...database } },
      // One browser test file at a time, and after all else: what they measure in milliseconds must not be each other.
      {
        ...source,
        test: {
          name: 'web',
          include: ['tests/web/**/*.test.ts'],
          exclude: elsewhere,
          ...database,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
        },
      },
      // Each browser engine through the same story, two at a time.
      {
        ...source,
        test: {
          name: 'engines',
          include: ['tests/engines/**/*.test.ts'],
          exclude: elsewhere,
          ...database,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
        },
      },
      {
        ...source,
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, checker: 'tsc', tsconfig: 'tsconfig.json', include: ['tests/types/*.test-d.ts'] },
        },
      },
    ],
  },
});
