import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';
import { describeElement } from './widget/custom-elements.ts';

// The last step of the widget's build: what the package has beside the code that a page loads. Types, unless VIBE_BUILD is `code`.
const widget = join(root, 'widget');
mkdirSync(join(widget, 'dist'), { recursive: true });

const source = readFileSync(join(widget, 'src/login/vibe-login.ts'), 'utf8');
const manifest = describeElement(source, { tagName: 'vibe-login', className: 'VibeLogin', module: 'dist/login.js' });
writeFileSync(join(widget, 'dist/custom-elements.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
// What the doors of types alone lead to when a bundler follows them.
writeFileSync(join(widget, 'dist/empty.js'), 'export {};\n');

if (process.env.VIBE_BUILD !== 'code') {
  const { build } = await import('tsdown');
  await build({
    cwd: widget,
    config: false,
    logLevel: 'warn',
    entry: {
      index: 'src/login/index.ts',
      react: 'src/login/types/react.ts',
      vue: 'src/login/types/vue.ts',
      svelte: 'src/login/types/svelte.ts',
    },
    outDir: 'dist/types',
    clean: true,
    platform: 'neutral',
    tsconfig: '../tsconfig.types.json',
    dts: { emitDtsOnly: true },
    inputOptions: { resolve: { conditionNames: ['@vibe/source', 'types', 'import', 'module', 'default'] } },
    deps: { alwaysBundle: [/^@vibe\//], neverBundle: [/^(?!@vibe\/)[@\w]/] },
    treeshake: { moduleSideEffects: false },
  });
}
