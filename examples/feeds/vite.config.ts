import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * Puts Vibe's address into index.html when it is known at build time. Left out, the page keeps `%VIBE_SERVER%`, and whoever serves it
 * (`vibe dev`, or your own server) fills it in.
 */
const vibeServer = (server: string | undefined): Plugin => ({
  name: 'vibe-server',
  transformIndexHtml: (html) => (server === undefined ? html : html.replaceAll('%VIBE_SERVER%', new URL(server).origin)),
});

export default defineConfig(({ command }) => ({
  plugins: [react(), vibeServer(process.env.VITE_VIBE_SERVER ?? (command === 'serve' ? 'http://localhost:3000' : undefined))],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { host: 'feeds.localhost', port: 3001 },
}));
