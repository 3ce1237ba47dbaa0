import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Program, parseSync } from 'oxc-parser';

/** Paths from the root of the clone, with `/`, and what stands in the files. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  /** As written: `./acl.ts`, `kysely`. */
  readonly specifier: string;
  /** The file meant by a relative specifier, from the root of the clone. */
  readonly target: string | undefined;
  /** Only types come in: the compiler removes it. The rules hold all the same. */
  readonly typeOnly: boolean;
}

export interface Module {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly imports: readonly Import[];
}

const skipped = new Set(['node_modules', 'dist', '.vibe', 'test-results']);

/** All TypeScript of these folders. */
export function readSources(root: string, folders: readonly string[]): Sources {
  const sources = new Map<string, string>();
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) visit(path);
      if (entry.isFile() && /\.tsx?$/.test(entry.name)) sources.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  for (const folder of folders) visit(folder);
  return sources;
}

export function parse(sources: Sources): readonly Module[] {
  return [...sources].map(([path, text]) => {
    const { program, module, errors } = parseSync(path, text);
    if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
    const found: Import[] = [];
    const add = (specifier: string, typeOnly: boolean) => {
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
      found.push({ specifier, target, typeOnly });
    };
    for (const each of module.staticImports)
      add(each.moduleRequest.value, each.entries.length > 0 && each.entries.every((entry) => entry.isType));
    for (const { entries } of module.staticExports)
      for (const each of entries) if (each.moduleRequest) add(each.moduleRequest.value, each.isType);
    for (const { moduleRequest } of module.dynamicImports) {
      const literal = /^(['"`])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[2];
      if (literal !== undefined && !literal.includes('${')) add(literal, false);
    }
    walk(program, (node) => {
      const source = node.type === 'TSImportType' ? (node.source as { value?: unknown } | undefined)?.value : undefined;
      if (typeof source === 'string') add(source, true); // import('./a.ts').A
    });
    return { path, text, program, imports: found };
  });
}

/** A node of the syntax tree, as ESTree with TypeScript names it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, visit);
  } else if (typeof node === 'object' && node !== null) {
    if (typeof (node as Node).type === 'string') visit(node as Node);
    for (const each of Object.values(node)) walk(each, visit);
  }
}

/** `path:line`, for messages that one can click. */
export function at(module: Module, offset: number): string {
  return `${module.path}:${module.text.slice(0, offset).split('\n').length}`;
}

export const isTest = (path: string): boolean => /\.test(-d)?\.tsx?$/.test(path) || path.startsWith('tests/');
