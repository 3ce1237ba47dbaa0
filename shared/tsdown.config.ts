import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts'],
  tsconfig: 'tsconfig.build.json',
  platform: 'neutral',
  target: 'es2022',
  // A start needs no types: they take longer than all the rest.
  dts: process.env.VIBE_BUILD !== 'code',
});
