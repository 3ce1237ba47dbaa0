import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AppDefinition } from '@vibe/client/manifest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type VibeServer, vibeServer } from '../harness/server.ts';
import { filesOf, readPages, snippetsOf } from './snippets.ts';

let server: VibeServer;
let folder: string;
beforeAll(async () => {
  server = await vibeServer();
  // Beside this file, so that packages are found, and outside of node_modules, where Node runs no TypeScript.
  folder = await mkdtemp(join(import.meta.dirname, '.data-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

test('the program that docs/data.md is runs, and says what the page says', { timeout: 60_000 }, async () => {
  const [page] = await readPages(['docs/data.md']);
  const snippets = snippetsOf(page?.text ?? '');
  const files = filesOf('docs/data.md', snippets);
  const [main] = files.slice(-1);
  if (!main) throw new Error('the page has no program');
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const { name, text } of files) await writeFile(join(folder, name), text);

  const { app } = (await import(/* @vite-ignore */ join(folder, 'vibe.config.ts'))) as { app: AppDefinition };
  const { toManifest } = await import('@vibe/client/manifest');
  await server.push(toManifest(app));
  const [alice] = [await server.person('alice'), await server.person('bob')];
  const token = await alice.token('garden', ['profile', 'documents:read', 'documents:write', 'certificates:read', 'certificates:issue']);

  const env = { ...process.env, VIBE_SERVER: server.url, VIBE_TOKEN: token };
  const run = promisify(execFile)(process.execPath, ['--conditions=@vibe/source', join(folder, main.name)], { env, timeout: 50_000 });
  const { stdout } = await run.catch((failed: { stdout: string; stderr: string }) => {
    throw new Error(`${failed.stdout}\n${failed.stderr}`);
  });
  const said = stdout.trim().split('\n');
  const promised = snippets.flatMap(({ code }) => [...code.matchAll(/console\.log\(.*\/\/ (.+)$/gm)].map(([, words = '']) => words));
  expect(promised.length).toBeGreaterThan(10);
  for (const each of promised.flatMap((words) => words.split(/,(?! …)/))) {
    const [start = ''] = each.trim().split('…');
    expect(
      said.some((line) => line.startsWith(start)),
      `${each} in:\n${stdout}`,
    ).toBe(true);
  }
});
