import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const conditions = ['@vibe/source', 'module', 'browser', 'production', 'default'];
/** What light-dark(), oklch() and the popover attribute need anyway. */
const target = ['chrome123', 'firefox125', 'safari17.5'];

/** What other sites load: one file, nothing to fetch after it, under a name that stays. Not Vite's `lib`: that leaves white space in. */
const alone = (input: string, name: string): UserConfig => ({
  resolve: { conditions },
  build: {
    target,
    cssTarget: target,
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: { input, preserveEntrySignatures: 'strict', output: { entryFileNames: name, codeSplitting: false } },
  },
});

/** A page that loads the tag pays for the tokens that the tag uses, not for those of Vibe's own pages. */
const usedTokens: Plugin = {
  name: 'used-tokens',
  enforce: 'pre',
  transform(css, id) {
    if (!id.endsWith('/ui/tokens.css?inline')) return;
    const used = readFileSync(new URL('src/login/styles.css', import.meta.url), 'utf8');
    return css.replaceAll(/^ *(--vibe-[a-z-]+):[^;]*;\n/gm, (line, name) => (used.includes(`var(${name})`) ? line : ''));
  },
};

const tag: UserConfig = { ...alone('src/login/index.ts', 'login.js'), plugins: [usedTokens] };
/** The typed client for pages without a build of their own; its types come from npm. */
const client = alone('@vibe/client', 'client.js');

const sources = ['src/frame/main.ts', 'src/pages/sign-in.ts', 'src/pages/consent.ts', 'src/pages/account.ts', 'src/pages/pages.css'];

/** Instead of emptying the folder first: a server that runs beside the build always finds a whole one. */
const sweep: Plugin = {
  name: 'sweep',
  writeBundle(_options, bundle) {
    const folder = new URL('dist/assets/', import.meta.url);
    for (const name of readdirSync(folder)) if (!bundle[`assets/${name}`]) rmSync(new URL(name, folder));
  },
};

/** What Vibe's own origin loads: hashed modules that share their chunks; the server finds them through .vite/manifest.json. */
const pages: UserConfig = {
  plugins: [sweep],
  resolve: { conditions },
  build: {
    target,
    cssTarget: target,
    emptyOutDir: false,
    copyPublicDir: false,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: sources.filter((source) => existsSync(new URL(source, import.meta.url))) },
  },
};

export default defineConfig(({ mode }) => ({ tag, client })[mode] ?? pages);
