import type { Database } from '../../../platform/database.ts';
import type { DocumentKey } from '../document.ts';
import type { Revision } from './revision.ts';

export interface KeptRevision extends Revision {
  /** `null`: a removal. */
  readonly body: Record<string, unknown> | null;
  readonly writtenBy: string;
  readonly at: Date;
}

/** What a document said, newest first. Row level security shows it to its owner and to those who may write it. */
export async function listRevisions(
  database: Database,
  principals: readonly string[],
  { owner, collection, id }: DocumentKey,
  { before, limit }: { readonly before: Revision | undefined; readonly limit: number },
): Promise<KeptRevision[]> {
  const rows = await database.read<{
    generation: number;
    hash: string;
    body: Record<string, unknown> | null;
    written_by: string;
    at: Date;
  }>(principals, {
    name: `documents.history${before ? ' on' : ''}`,
    text: `select generation, hash, body, written_by, at from document_revisions
              where owner_did = $1 and collection = $2 and id = $3${before ? ' and (generation, hash) < ($5, $6)' : ''}
              order by generation desc, hash desc limit $4`,
    values: [owner, collection, id, limit, ...(before ? [before.generation, before.hash] : [])],
  });
  return rows.map(({ written_by, ...row }) => ({ ...row, writtenBy: written_by }));
}
