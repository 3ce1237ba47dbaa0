import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Asset, makeAsset } from './assets.ts';

/** What Vite made of widget/: hashed modules, the pages' stylesheet, the tag. */
export interface WidgetBuild {
  /** The module of a page, by its source, and everything it imports at once; `also`: sources of what it will import next, such as its words. */
  entry(source: string, also?: readonly string[]): { readonly src: string; readonly imports: readonly string[] } | undefined;
  /** The text of a stylesheet, by its source. */
  stylesheet(source: string): string | undefined;
  /** A file of dist/assets, by its bare name. */
  asset(name: string): Asset | undefined;
  /** A file that other sites load under a name that stays. */
  script(name: SiteScript): Asset | undefined;
}

export type SiteScript = 'login.js' | 'client.js';

const defaultFolder = fileURLToPath(new URL('../../../widget/dist/', import.meta.url));
const manifestSchema = z.record(z.string(), z.object({ file: z.string(), imports: z.array(z.string()).default([]) }));

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

/**
 * Reads the build into memory, and again when it was made anew (a developer builds beside a running server). What is served is what was read: a
 * request names an entry of a map, never a path. While a build is being written, the one before goes on.
 * @returns a reader that answers undefined as long as nothing has been built
 */
export function widgetBuildReader(folder: string = defaultFolder): () => Promise<WidgetBuild | undefined> {
  const manifest = join(folder, '.vite/manifest.json');
  let current: { readonly madeAt: number; readonly build: WidgetBuild } | undefined;
  return async () => {
    const madeAt = (await stat(manifest).catch(() => undefined))?.mtimeMs;
    if (madeAt === undefined || madeAt === current?.madeAt) return current?.build;
    const build = await readBuild(folder, manifest).catch(() => undefined);
    if (build) current = { madeAt, build };
    return current?.build;
  };
}

/** @throws when it is not complete */
async function readBuild(folder: string, manifestPath: string): Promise<WidgetBuild> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
  const assets = new Map<string, Asset>();
  for (const name of await readdir(join(folder, 'assets'))) {
    assets.set(name, makeAsset(await readFile(join(folder, 'assets', name)), types[extname(name)] ?? 'application/octet-stream'));
  }
  const missing = Object.values(manifest).find(({ file }) => !assets.has(file.replace('assets/', '')));
  if (missing) throw new Error(`${missing.file} is in the manifest and not in the folder`);
  const scripts = new Map<SiteScript, Asset>();
  for (const name of ['login.js', 'client.js'] as const) {
    const body = await readFile(join(folder, name)).catch(() => undefined);
    if (body) scripts.set(name, makeAsset(body, 'text/javascript; charset=utf-8'));
  }
  const importsOf = (source: string): string[] => (manifest[source]?.imports ?? []).flatMap((each) => [each, ...importsOf(each)]);
  const url = (source: string): string => `/${manifest[source]?.file}`;
  return {
    entry(source, also = []) {
      if (!manifest[source]) return undefined;
      const known = also.filter((each) => manifest[each]);
      return { src: url(source), imports: [...new Set([source, ...known].flatMap(importsOf).concat(known).map(url))] };
    },
    stylesheet: (source) =>
      assets
        .get((manifest[source]?.file ?? '').replace('assets/', ''))
        ?.body.toString('utf8')
        .trim(),
    asset: (name) => assets.get(name),
    script: (name) => scripts.get(name),
  };
}
