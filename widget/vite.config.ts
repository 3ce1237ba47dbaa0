import { existsSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'vite';

const conditions = ['@vibe/source', 'module', 'browser', 'production', 'default'];
/** What light-dark(), oklch() and the popover attribute need anyway. */
const target = ['chrome123', 'firefox125', 'safari17.5'];

/** What other sites load: one file, nothing to fetch after it, under a name that stays. Not Vite's `lib`: that leaves white space in. */
const tag: UserConfig = {
  resolve: { conditions },
  build: {
    target,
    cssTarget: target,
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/login/index.ts',
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'login.js', codeSplitting: false },
    },
  },
};

const sources = ['src/frame/main.ts', 'src/pages/sign-in.ts', 'src/pages/consent.ts', 'src/pages/account.ts', 'src/pages/pages.css'];

/** What Vibe's own origin loads: hashed modules that share their chunks; the server finds them through .vite/manifest.json. */
const pages: UserConfig = {
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

export default defineConfig(({ mode }) => (mode === 'tag' ? tag : pages));
