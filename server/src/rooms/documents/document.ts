import type { Acl, Did, QualifiedCollection, VibeDocument } from '@vibe/shared';
import { maySeeAcl } from './documents.policy.ts';
import { type Revision, writeRevision } from './revisions/revision.ts';

export interface DocumentKey {
  readonly owner: Did;
  readonly collection: QualifiedCollection;
  readonly id: string;
}

/** A document as it is stored, whole. */
export interface StoredDocument extends DocumentKey {
  readonly ord: bigint;
  readonly seq: bigint;
  readonly revision: Revision;
  readonly acl: Acl;
  readonly body: Record<string, unknown>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** As readers with these principals get it. */
export function toReaders(stored: Omit<StoredDocument, 'ord' | 'seq'>, principals: readonly string[]): VibeDocument {
  const { id, collection, owner, revision, body, acl, createdAt, updatedAt } = stored;
  return {
    id,
    collection,
    owner,
    rev: writeRevision(revision),
    body,
    ...(maySeeAcl(stored, principals) && { acl }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
