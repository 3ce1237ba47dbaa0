import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'oxc-parser';
import { clientBytes } from './client-size.ts';
import { pageBytes } from './page-size.ts';
import { root } from './root.ts';

/** What a page loads for the tag before anyone clicks: /login.js and all that it imports statically, each file gzipped. */
const limitBytes = 12_000;
const clientLimitBytes = 30_000;

function closure(path: string, seen = new Map<string, number>()): Map<string, number> {
  if (seen.has(path)) return seen;
  const text = readFileSync(posix.join(root, path), 'utf8');
  seen.set(path, gzipSync(text, { level: 9 }).length);
  const { module } = parseSync(path, text);
  const exported = module.staticExports.flatMap(({ entries }) => entries.flatMap((each) => each.moduleRequest ?? []));
  for (const { value } of [...module.staticImports.map((each) => each.moduleRequest), ...exported]) {
    if (!value.startsWith('.')) throw new Error(`${path} imports ${value}, which a page cannot load`);
    closure(posix.join(posix.dirname(path), value), seen);
  }
  return seen;
}

const files = closure('widget/dist/login.js');
const total = [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
for (const [path, bytes] of files) console.log(`${String(bytes).padStart(7)} ${path}`);
console.log(`${String(total).padStart(7)} bytes gzip of ${limitBytes} that /login.js may cost`);
if (total > limitBytes) process.exitCode = 1;

const client = await clientBytes();
console.log(`${String(client).padStart(7)} bytes gzip of ${clientLimitBytes} that @vibe/client may cost`);
if (client > clientLimitBytes) process.exitCode = 1;

/** Each page of Vibe's own before anybody does anything, in its largest language. */
const pages = [
  { page: 'sign-in', stylesheet: 'sign-in', words: ['sign-in'], limit: 40_000 },
  { page: 'consent', stylesheet: 'pages', words: ['consent'], limit: 25_000 },
  { page: 'account', stylesheet: 'pages', words: ['sign-in', 'account'], limit: 60_000 },
];
for (const { page, stylesheet, words, limit } of pages) {
  const bytes = pageBytes(page, stylesheet, words);
  console.log(`${String(bytes).padStart(7)} bytes gzip of ${limit} that /${page} may cost`);
  if (bytes > limit) process.exitCode = 1;
}
