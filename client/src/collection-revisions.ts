import type { Collection, DocumentKey } from './collection.ts';
import type { DocumentKey as WireKey } from './transport/document-inputs.ts';
import type { DocumentsApi } from './transport/documents-api.ts';

type Json = Record<string, unknown>;
type Known = (signal: AbortSignal | undefined) => Promise<void>;

/** What a document was, and what it is besides. */
export const collectionRevisions = (
  api: DocumentsApi,
  keyFrom: (key: string | DocumentKey) => WireKey,
  known: Known,
): Pick<Collection<Json>, 'conflicts' | 'resolve' | 'history'> => ({
  async conflicts(key, { signal } = {}) {
    await known(signal);
    return api.conflicts(keyFrom(key), signal);
  },
  async resolve(key, { rev, body, losers, signal }) {
    await known(signal);
    return api.resolve({ ...keyFrom(key), rev, ...(body && { body }), ...(losers && { losers: [...losers] }) }, signal);
  },
  async history(key, { limit, cursor, signal } = {}) {
    await known(signal);
    return api.history({ ...keyFrom(key), ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) }, signal);
  },
});
