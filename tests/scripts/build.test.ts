import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../scripts/build/build.ts';

let root: string;
const all = [
  { folder: 'client', inputs: ['client', 'shared'], after: [] },
  { folder: 'app', inputs: ['app', 'client/src'], after: ['client'] },
];

beforeEach(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  root = await mkdtemp(join(tmpdir(), 'vibe-build-'));
  // Each build notes when it ran; the app needs the client's dist.
  await write(
    'client/package.json',
    JSON.stringify({ scripts: { build: 'mkdir -p dist && echo client >> ../order && cp src/a.ts dist/a.js' } }),
  );
  await write(
    'app/package.json',
    JSON.stringify({ scripts: { build: 'mkdir -p dist && echo app >> ../order && cp ../client/dist/a.js dist/' } }),
  );
  await write('client/src/a.ts', '1');
  await write('shared/a.ts', '1');
  await write('app/src/a.ts', '1');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
const order = async () => (await readFile(join(root, 'order'), 'utf8')).trim().split('\n');

test('what is not built is built, in order; what is fresh is not', async () => {
  expect(await ensureBuilt({ root, all })).toEqual(['client', 'app']);
  expect(await order()).toEqual(['client', 'app']);
  expect(await ensureBuilt({ root, all })).toEqual([]);
});

test('a change makes stale what depends on it, and nothing else', async () => {
  await ensureBuilt({ root, all });
  await write('app/src/a.ts', '2');
  expect(await ensureBuilt({ root, all })).toEqual(['app']);
  await write('shared/a.ts', '2');
  expect(await ensureBuilt({ root, all })).toEqual(['client']);
  await write('client/src/a.ts', '2');
  expect(await ensureBuilt({ root, all })).toEqual(['client', 'app']);
  expect(await readFile(join(root, 'app/dist/a.js'), 'utf8')).toBe('2');
  await rm(join(root, 'app/dist'), { recursive: true });
  expect(await ensureBuilt({ root, all })).toEqual(['app']);
});

test('a test that changes, or the same content written again, makes nothing stale', async () => {
  await ensureBuilt({ root, all });
  await write('client/src/a.test.ts', 'new');
  await write('client/src/a.ts', '1');
  expect(await ensureBuilt({ root, all })).toEqual([]);
});

test('a failed build says why and stays stale', async () => {
  await write('client/package.json', JSON.stringify({ scripts: { build: 'echo "line 3: no" >&2; exit 2' } }));
  await expect(ensureBuilt({ root, all })).rejects.toThrow(/line 3: no[\s\S]*client could not be built/);
  await expect(ensureBuilt({ root, all })).rejects.toThrow(/client could not be built/);
});

test('force builds all', async () => {
  await ensureBuilt({ root, all });
  expect(await ensureBuilt({ root, all, force: true })).toEqual(['client', 'app']);
});

test('types are built when they are asked for, and the code without them is enough for a start', async () => {
  const typed = [{ folder: 'client', inputs: ['client'], typeInputs: ['server'], after: [] }];
  await write('server/router.ts', '1');
  await write('client/package.json', JSON.stringify({ scripts: { build: 'mkdir -p dist && echo $VIBE_BUILD >> ../order' } }));
  expect(await ensureBuilt({ root, all: typed, part: 'code' })).toEqual(['client']);
  expect(await ensureBuilt({ root, all: typed, part: 'code' })).toEqual([]);
  expect(await ensureBuilt({ root, all: typed })).toEqual(['client']);
  expect(await ensureBuilt({ root, all: typed, part: 'code' })).toEqual([]);
  await write('server/router.ts', '2');
  expect(await ensureBuilt({ root, all: typed, part: 'code' })).toEqual([]);
  expect(await ensureBuilt({ root, all: typed })).toEqual(['client']);
  expect(await order()).toEqual(['code', 'all', 'all']);
});
