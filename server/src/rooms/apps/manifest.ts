import { type AppManifest, appManifest, isStorableText, limits, VibeError } from '@vibe/shared';
import { compileSchema } from '../../platform/json-schema/schema-compile.ts';

/**
 * Parsed, of bounded size, with schemas that compile.
 * @throws {VibeError} too_large, bad_request (or a ZodError, which the edge takes for one)
 */
export function checkedManifest(input: unknown): AppManifest {
  if (JSON.stringify(input, storable).length > limits.manifestBytes) {
    throw new VibeError('too_large', `A manifest may have at most ${limits.manifestBytes} bytes`);
  }
  const manifest = appManifest.parse(input);
  for (const [name, { schema }] of Object.entries(manifest.collections)) compileSchema(schema, schemaPath(name));
  return manifest;
}

/** Postgres refuses U+0000 and half a surrogate pair, wherever in the manifest it is. */
function storable(name: string, value: unknown): unknown {
  if (isStorableText(name) && (typeof value !== 'string' || isStorableText(value))) return value;
  throw new VibeError('bad_request', 'A manifest holds no U+0000 and no half of a surrogate pair');
}

/** Where a collection's schema stands in the manifest, as a JSON Pointer. */
export const schemaPath = (name: string) => `/collections/${name}/schema`;

/** jsonb gives members in its own order. */
export const sameManifest = (a: AppManifest, b: AppManifest): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, each: unknown) => {
    if (each === null || typeof each !== 'object' || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
