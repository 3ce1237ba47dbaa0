import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileErrors, filesOf, readPages, snippetsOf } from './snippets.ts';

const page = (...lines: string[]) => lines.join('\n');

test('the TypeScript of README.md and of every page in docs/ compiles', { timeout: 60_000 }, async () => {
  const paths = ['README.md', 'client/README.md', ...globSync('docs/**/*.md', { cwd: join(import.meta.dirname, '../..') }).sort()];
  const pages = await readPages(paths);
  expect(pages.flatMap(({ text }) => snippetsOf(text)).length).toBeGreaterThan(10);
  expect(await compileErrors(pages)).toEqual([]);
});

test('a snippet that does not compile is named by its page and line', { timeout: 60_000 }, async () => {
  const text = page(
    '# Wrong',
    '```ts',
    "import { createVibe } from '@vibe/client';",
    '```',
    'and',
    '```ts',
    'createVibe({ server: 7 });',
    '```',
  );
  expect(await compileErrors([{ path: 'docs/wrong.md', text }])).toEqual([expect.stringMatching(/^docs\/wrong\.md:7 TS\d+/)]);
});

test('a snippet goes on where the one before it left off, until one imports or says its file', () => {
  const text = page(
    '```ts',
    '// a.ts',
    'export const a = 1;',
    '```',
    '```tsx',
    "import { a } from './a.ts';",
    '```',
    '```ts',
    'a;',
    '```',
    '```ts ignore',
    'no',
    '```',
  );
  const files = filesOf('docs/x.md', snippetsOf(text));
  expect(files.map(({ name }) => name)).toEqual(['a.ts', 'x.6.tsx']);
  expect(files[1]?.text.split('\n').slice(5, 9)).toEqual(["import { a } from './a.ts';", '', '', 'a;']);
});

test('a block that does not close is an error, not a block less', () => {
  expect(() => snippetsOf(page('```ts', 'const a = 1;'))).toThrow('line 1');
});
