import { type AppManifest, VibeError, type VibeErrorIssue } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { listLanguages } from './indexes.store.ts';

/**
 * A search in a language that the database does not know could not be kept.
 * @throws {VibeError} bad_request
 */
export async function checkLanguages({ database }: Services, manifest: AppManifest): Promise<void> {
  const asked = Object.entries(manifest.collections).flatMap(([name, { search }]) =>
    Object.entries(search?.language ?? {}).map(([field, language]) => ({
      path: `/collections/${name}/search/language/${field}`,
      language,
    })),
  );
  if (asked.length === 0) return;
  const known = await listLanguages(database.system);
  const issues: VibeErrorIssue[] = asked
    .filter(({ language }) => !known.includes(language))
    .map(({ path, language }) => ({ path, message: `there is no text search configuration ${language}` }));
  if (issues.length === 0) return;
  throw new VibeError('bad_request', `${issues[0]?.path}: ${issues[0]?.message}`, { issues, hint: `This server has ${known.join(', ')}.` });
}
