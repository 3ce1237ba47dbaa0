import type { QualifiedCollection } from '@vibe/shared';
import type { Collection } from './collection.ts';
import type { DocumentsApi } from './transport/documents-api.ts';

type Json = Record<string, unknown>;
type Known = (signal: AbortSignal | undefined) => Promise<void>;

/** Who may do what in a collection. */
export const collectionRights = (
  api: DocumentsApi,
  collection: QualifiedCollection,
  known: Known,
): Pick<Collection<Json>, 'acl' | 'setAcl' | 'explainAccess'> => ({
  async acl({ signal } = {}) {
    await known(signal);
    return api.collectionAcl(collection, signal);
  },
  async setAcl(acl, { signal } = {}) {
    await known(signal);
    return api.setCollectionAcl({ collection, acl }, signal);
  },
  async explainAccess({ id, owner, did, signal } = {}) {
    await known(signal);
    return api.explainAccess({ collection, ...(id !== undefined && { id }), ...(owner && { owner }), ...(did && { did }) }, signal);
  },
});
