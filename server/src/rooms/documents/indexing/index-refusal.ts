import { limits, VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { findCollection } from '../../apps/index.ts';
import type { DocumentKey } from '../document.ts';
import { type DocumentWrite, isNotUnique } from '../write/write.store.ts';
import { isTooIndexed } from './index-lexemes.store.ts';
import { findTaken } from './index-rows.store.ts';
import { indexesOf } from './index-spec.ts';

/** What the indexes refused, in the room's words; every other error as it is. */
export async function refusalOf(
  services: Services,
  error: unknown,
  { key, statement }: { readonly key: DocumentKey; readonly statement: DocumentWrite },
): Promise<unknown> {
  if (isTooIndexed(error)) return tooIndexed(key);
  return isNotUnique(error) ? await notUnique(services, error, key, statement) : error;
}

const tooIndexed = ({ id, collection }: DocumentKey) =>
  new VibeError('bad_request', `Document ${id} has too many entries in the indexes of ${collection} for so many readers`, {
    hint: `Entries times readers may be ${limits.indexRows / 2}. Share with a certificate or a group in place of many people by name.`,
  });

/** Postgres does not say which value it was where row level security is on, so it is looked up. */
async function notUnique(services: Services, cause: unknown, key: DocumentKey, { unique }: DocumentWrite) {
  const collection = await findCollection(services, key.collection);
  const taken = await findTaken(services.database, key, unique);
  const index = collection && indexesOf(collection).find(({ stored }) => taken?.replace(/!$/, '') === stored);
  if (!index)
    return new VibeError('not_unique', `Another document of the owner in ${key.collection} has a value that ${key.id} would have`, {
      cause,
    });
  const fields = index.fields.join(', ');
  return new VibeError('not_unique', `Another document of the owner in ${key.collection} has the same ${fields} (index ${index.name})`, {
    cause,
    issues: index.fields.map((field) => ({ path: `/${field.replaceAll('.', '/')}`, message: `must be unique (index ${index.name})` })),
  });
}
