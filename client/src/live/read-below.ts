import type { DocumentPage } from '@vibe/shared';
import type { ListInput } from '../transport/document-inputs.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';

/** How many documents a live list holds at the most (limits.subscribedDocuments); what is below is read page by page. */
export const mostLive = 500;
/** The server's own bound (limits.listPage). */
const longestPage = 100;

/** The next page below a live window. `cursor` left out: the first one, after finding where the window ends. */
export async function readBelow(api: Pick<DocumentsApi, 'find'>, query: ListInput, cursor: string | undefined): Promise<DocumentPage> {
  let from = cursor;
  for (let read = cursor === undefined ? 0 : mostLive; read < mostLive; read += longestPage) {
    const page: DocumentPage = await api.find({ ...query, limit: longestPage, ...(from !== undefined && { cursor: from }) }, undefined);
    from = page.cursor;
    if (from === undefined) return { documents: page.documents };
  }
  return api.find({ ...query, ...(from !== undefined && { cursor: from }) }, undefined);
}
