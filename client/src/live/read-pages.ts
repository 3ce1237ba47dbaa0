import type { DocumentPage, VibeDocument } from '@vibe/shared';
import type { DocumentsApi, ListInput } from '../transport/documents-api.ts';

/** The server's own bound (limits.listPage). */
const longestPage = 100;

/** Reads from the top until there are `enough` documents, one page of `limit` at the least. */
export async function readPages(
  api: Pick<DocumentsApi, 'list'>,
  input: ListInput,
  enough: number,
  signal: AbortSignal,
): Promise<DocumentPage> {
  const documents: VibeDocument[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(longestPage, Math.max(input.limit, enough - documents.length));
    const page: DocumentPage = await api.list({ ...input, limit, ...(cursor !== undefined && { cursor }) }, signal);
    documents.push(...page.documents);
    cursor = page.cursor;
  } while (cursor !== undefined && documents.length < enough);
  return { documents, ...(cursor !== undefined && { cursor }) };
}
