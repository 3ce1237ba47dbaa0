import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const conditions = ['@vibe/source', 'module', 'browser', 'production', 'default'];
/** What light-dark(), oklch() and the popover attribute need anyway. */
const target = ['chrome123', 'firefox125', 'safari17.5'];

/** What other sites load, under a name that stays. As a library: Vite's pages wrap each `import()` in what loads stylesheets, and there are none. */
const forSites = (entry: string, fileName: string, output: object, plugins: Plugin[] = []): UserConfig => ({
  plugins,
  base: './',
  resolve: { conditions },
  build: {
    target,
    cssTarget: target,
    emptyOutDir: false,
    lib: { entry, formats: ['es'] },
    // Vite itself would leave the white space of a library in.
    // What is loaded later takes what it shares with the first file from there: one file before a click, not several.
    rolldownOptions: { preserveEntrySignatures: 'allow-extension', output: { entryFileNames: fileName, minify: true, ...output } },
  },
});

/** Instead of emptying the folder first: a server that runs beside the build always finds a whole one. The tag's files and the pages' lie side by side. */
const sweep = (ofTag: boolean): Plugin => ({
  name: 'sweep',
  writeBundle(_options, bundle) {
    const folder = new URL('dist/assets/', import.meta.url);
    for (const name of readdirSync(folder))
      if (name.startsWith('tag-') === ofTag && !bundle[`assets/${name}`]) rmSync(new URL(name, folder));
  },
});

const loginFile = (name: string): string => readFileSync(new URL(`src/login/${name}`, import.meta.url), 'utf8');

/** Those of tokens.css that these stylesheets use, without their `--vibe-`. */
function tokensOf(...sheets: readonly string[]): { readonly name: string; readonly value: string }[] {
  const used = sheets.map(loginFile).join('');
  const all = loginFile('../ui/tokens.css').matchAll(/^ *--vibe-([a-z-]+):\s*([^;]*);\n/gm);
  return [...all].map(([, name = '', value = '']) => ({ name, value })).filter(({ name }) => used.includes(`var(--${name})`));
}

const asRule = (selector: string, lines: readonly string[]): string => `${selector}{${lines.join('')}}`;
const themed = (tokens: ReturnType<typeof tokensOf>): string =>
  asRule(
    '.tag',
    tokens.map(({ name, value }) => `--${name}:var(--vibe-${name},${value});`),
  );

/**
 * The tag's colours and measures: each as `--name: var(--vibe-name, …)`, so that a page may set them anywhere above the tag. What only later.css
 * uses comes with that. safe.css has Vibe's own colours alone, for a page whose colours cannot be read.
 */
const tagTokens: Plugin = {
  name: 'tag-tokens',
  enforce: 'pre',
  transform(css, id) {
    const first = tokensOf('styles.css');
    const all = tokensOf('styles.css', 'later.css');
    const later = all.filter(({ name }) => !first.some((each) => each.name === name));
    if (id.endsWith('/ui/tokens.css?inline')) return themed(first);
    if (id.endsWith('/login/later.css?inline')) return themed(later) + css;
    if (!id.endsWith('/login/safe.css?inline')) return;
    const colours = all.filter(({ value }) => /^(light-dark|#|oklch)/.test(value));
    return (
      themed(later) +
      css +
      asRule(
        '.safe',
        colours.map(({ name, value }) => `--${name}:${value};`),
      )
    );
  },
};

/** Vite's helper loads stylesheets and preloads for each `import()`. These pages have none of either. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) => (id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined),
};

/** Lit's policy under a name of the tag's own: a page with Trusted Types may have a Lit of its own, and a name is given once. */
const ownPolicy: Plugin = {
  name: 'own-policy',
  transform(code, id) {
    if (!id.includes('/lit-html/lit-html.js')) return;
    if (!code.includes('createPolicy("lit-html"')) throw new Error("lit's Trusted Types policy is made otherwise than before");
    return code.replace('createPolicy("lit-html"', 'createPolicy("vibe-login"');
  },
};

/** What is not needed before a click, and each language but English, comes from assets/, found beside login.js wherever that lies. */
const tag = forSites('src/login/index.ts', 'login.js', { chunkFileNames: 'assets/tag-[name]-[hash].js' }, [
  tagTokens,
  ownPolicy,
  sweep(true),
]);
/** The typed client for pages without a build of their own, as one file; its types come from npm. */
const client = forSites('../client/src/index.ts', 'client.js', { codeSplitting: false });

const sources = [
  'src/frame/main.ts',
  'src/pages/sign-in.ts',
  'src/pages/consent.ts',
  'src/pages/account.ts',
  'src/pages/pages.css',
  'src/pages/sign-in.css',
  'src/login/states/main.ts',
  'src/login/states/states.css',
];

/** What Vibe's own origin loads: hashed modules that share their chunks; the server finds them through .vite/manifest.json. */
const pages: UserConfig = {
  plugins: [plainImports, sweep(false)],
  resolve: { conditions },
  build: {
    target,
    cssTarget: target,
    emptyOutDir: false,
    copyPublicDir: false,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { input: sources.filter((source) => existsSync(new URL(source, import.meta.url))) },
  },
};

export default defineConfig(({ mode }) => ({ tag, client })[mode] ?? pages);
