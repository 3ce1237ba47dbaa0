import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

export interface Snippet {
  /** Of its first line in the page, from 1. */
  readonly line: number;
  readonly code: string;
  /** `ts` or `tsx`. */
  readonly language: string;
}

/** A page's TypeScript: every block that opens with ```ts or ```tsx, except those marked ```ts ignore. */
export function snippetsOf(page: string): Snippet[] {
  const found: Snippet[] = [];
  const lines = page.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, language, marks = ''] = /^```(tsx?)(?: +(.*))?$/.exec(lines[at] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at);
    if (end < 0) throw new Error(`The block that opens in line ${at + 1} does not close`);
    if (marks.trim() !== 'ignore') found.push({ line: at + 2, code: lines.slice(at + 1, end).join('\n'), language });
    at = end;
  }
  return found;
}

export interface SourceFile {
  readonly name: string;
  /** Each line where it stands in the page, so that the compiler's line numbers are the page's. */
  readonly text: string;
}

/**
 * The files that a page's snippets are. One that says its name in its first line (`// vibe.config.ts`) is that file; one that starts with an import
 * begins a new file; any other goes on where the one before it left off.
 */
export function filesOf(page: string, snippets: readonly Snippet[]): SourceFile[] {
  const files: { name: string; lines: string[] }[] = [];
  for (const { line, code, language } of snippets) {
    const named = /^\/\/ ([\w./-]+\.tsx?)$/m.exec(code.split('\n', 1)[0] ?? '')?.[1];
    const last = files.at(-1);
    const goesOn = last && !named && !code.startsWith('import ');
    const file = goesOn ? last : { name: named ?? `${basename(page, '.md')}.${line}.${language}`, lines: [] };
    if (!goesOn) files.push(file);
    while (file.lines.length < line - 1) file.lines.push('');
    file.lines.push(...code.split('\n'));
  }
  return files.map(({ name, lines }) => ({ name, text: `${lines.join('\n')}\nexport {};\n` }));
}

/** What the compiler says against the TypeScript of these pages, as `docs/page.md:12 TS2322 …`; paths from the repository's root. */
export async function compileErrors(pages: readonly { readonly path: string; readonly text: string }[]): Promise<string[]> {
  // Inside of the repository, so that packages are found; in a folder that git and the other tests do not see.
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
  const folder = await mkdtemp(join(root, 'node_modules/.cache/snippets-'));
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['**/*.ts', '**/*.tsx'], exclude: [] }),
    );
    const pageOf = new Map<string, string>();
    for (const [at, { path, text }] of pages.entries()) {
      for (const file of filesOf(path, snippetsOf(text))) {
        const name = join(`page-${at}`, file.name);
        pageOf.set(name, path);
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), file.text);
      }
    }
    if (pageOf.size === 0) return [];
    return (await diagnose(folder)).flatMap((line) => {
      const [, file = '', at, rest] = /^(page-[^(]+)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
      return pageOf.has(file) ? [`${pageOf.get(file)}:${at} ${rest}`] : [];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function diagnose(folder: string): Promise<string[]> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const run = promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.json', '--pretty', 'false'], { cwd: folder });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  return stdout.split('\n');
}

export const readPages = (paths: readonly string[]) =>
  Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })));
