import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './root.ts';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** What the HTML of a page weighs beside its styles, packed; tests/web/pages-look measures the whole over the wire. */
const markupBytes = 2_200;

/**
 * What a page of Vibe's own costs before anybody does anything in it: HTML, styles, its script with all that it imports, and its words in the
 * language in which they are largest.
 * @param page a source in widget/src/pages, without its ending
 * @returns bytes, each file gzipped
 */
export function pageBytes(page: string, stylesheet: string, words: readonly string[]): number {
  const dist = join(root, 'widget/dist');
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const chunk = (source: string): Chunk => {
    const found = manifest[source];
    if (!found) throw new Error(`${source} is not built`);
    return found;
  };
  const closure = (source: string, seen: Set<string>): Set<string> => {
    if (!seen.has(source)) for (const each of seen.add(source) && (chunk(source).imports ?? [])) closure(each, seen);
    return seen;
  };
  const bytesOf = (sources: Iterable<string>): number =>
    [...new Set([...sources].map((each) => chunk(each).file))].reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
      0,
    );
  const languages = ['en', 'de', 'es', 'fr', 'ar', 'ja', 'zh'];
  const inLanguage = (language: string): number => {
    const sources = [`src/pages/${page}.ts`, ...words.map((each) => `src/pages/texts/${language}/${each}.ts`)];
    return bytesOf([`src/pages/${stylesheet}.css`, ...sources.reduce((seen, each) => closure(each, seen), new Set<string>())]);
  };
  return markupBytes + Math.max(...languages.map(inLanguage));
}
