import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AppDefinition, toManifest } from '@vibe/client/manifest';
import { type AppManifest, appManifest, VibeError } from '@vibe/shared';

/**
 * Reads a `vibe.config.ts` (or .js, or .json): its `default` or `app` export is what `defineApp` returned, or the plain manifest.
 * @throws {VibeError} not_found, bad_request with an issue per wrong member
 */
export async function readManifestFile(path: string, overrides: { origin?: string } = {}): Promise<AppManifest> {
  const file = resolve(path);
  const module = await load(file);
  const exported = module.default ?? module.app;
  if (exported === undefined) throw new VibeError('bad_request', `${path} exports no app`, { hint: 'export default defineApp({ … })' });
  const manifest = wireForm(exported);
  if (overrides.origin !== undefined) {
    manifest.origins = [overrides.origin];
    manifest.redirectUris = [`${overrides.origin}/`];
  }
  const parsed = appManifest.safeParse(manifest);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    path: issue.path.map((part) => `/${String(part)}`).join(''),
    message: issue.message,
  }));
  throw new VibeError('bad_request', `${path} is not a manifest`, { issues });
}

/** A plain manifest, as from a .json file, is its own wire form; `toManifest` leaves it as it is. */
function wireForm(exported: unknown): Record<string, unknown> {
  try {
    return { ...toManifest(exported as AppDefinition) };
  } catch (cause) {
    throw new VibeError('bad_request', `The manifest cannot be read: ${(cause as Error).message}`, { cause });
  }
}

async function load(file: string): Promise<{ default?: unknown; app?: unknown }> {
  try {
    return file.endsWith('.json')
      ? await import(pathToFileURL(file).href, { with: { type: 'json' } })
      : await import(pathToFileURL(file).href);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && (cause as Error).message.includes(file))
      throw new VibeError('not_found', `There is no file ${file}`, {
        hint: 'Name the manifest: vibe app push path/to/vibe.config.ts',
        cause,
      });
    throw new VibeError('bad_request', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
