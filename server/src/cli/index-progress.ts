import type { Services } from '../platform/context.ts';
import { type IndexStatus, progressText } from '../rooms/apps/index.ts';
import { finishIndexes } from '../rooms/documents/index.ts';

/** `posts likes  building, 34 %, 12,000 documents`; of one that failed, the documents that stand in its way. */
export const indexLines = (indexes: readonly IndexStatus[]): string[] =>
  indexes.flatMap((index) => [
    `  ${index.collection} ${index.name === '~search' ? 'search' : index.name}  ${progressText(index)}`,
    ...(index.problem?.documents ?? []).map(({ owner, ids }) => `    ${ids.join(', ')} of ${owner}`),
  ]);

/** Waits until an app's indexes are built and dropped, doing the work itself where no server is at it; says on stderr what changes. */
export async function waitForIndexes(services: Services, appId: string, quiet: boolean): Promise<readonly IndexStatus[]> {
  let said: readonly string[] = [];
  return finishIndexes(services, appId, (indexes) => {
    const lines = indexLines(indexes.filter(({ state }) => state !== 'ready'));
    const fresh = lines.filter((line) => !said.includes(line));
    said = lines;
    if (!quiet && fresh.length > 0) process.stderr.write(`${fresh.join('\n')}\n`);
  });
}
