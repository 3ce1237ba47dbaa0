import type { Acl } from '@vibe/shared';
import type { Database } from '../../../platform/database.ts';
import type { DocumentKey } from '../document.ts';
import { type Revision, writeRevision } from '../revisions/revision.ts';
import type { Revisions, RevTree } from '../revisions/revision-tree.ts';

/** A document with its revisions, whether it is there or was removed. */
export interface WholeDocument extends DocumentKey {
  readonly seq: bigint;
  readonly revisions: Revisions;
  /** As Postgres writes it; `null`: it was removed. */
  readonly body: string | null;
  readonly acl: Acl;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

interface WholeRow {
  seq: string;
  generation: number;
  hash: string;
  deleted: boolean;
  ancestors: Buffer;
  tree: RevTree | null;
  body: string | null;
  acl: Acl;
  created_at: Date;
  updated_at: Date;
}

/** Seen with the reader's own rights. */
export async function findWhole(database: Database, principals: readonly string[], key: DocumentKey): Promise<WholeDocument | undefined> {
  const [row] = await database.read<WholeRow>(principals, {
    name: 'documents.whole',
    text: `select seq, generation, hash, deleted, ancestors, tree, body::text as body, acl, created_at, updated_at
             from documents where owner_did = $1 and collection = $2 and id = $3`,
    values: [key.owner, key.collection, key.id],
  });
  if (!row) return undefined;
  const { generation, hash, deleted, ancestors, tree } = row;
  return {
    ...key,
    seq: BigInt(row.seq),
    revisions: { head: { generation, hash, deleted }, ancestors, tree },
    body: row.body,
    acl: row.acl,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export interface LostLeaf extends Revision {
  readonly body: string;
  readonly updatedAt: Date;
}

/** The leaves that lost, the highest first, with their bodies as text. Seen by whom the document is. @param only this one */
export async function listLost(
  database: Database,
  principals: readonly string[],
  { owner, collection, id }: DocumentKey,
  only?: Revision,
): Promise<LostLeaf[]> {
  const rows = await database.read<{ generation: number; hash: string; body: string; updated_at: Date }>(principals, {
    name: `documents.${only ? 'lost' : 'conflicts'}`,
    text: `select generation, hash, body::text as body, updated_at from document_conflicts
            where owner_did = $1 and collection = $2 and id = $3${only ? " and generation || '-' || hash = $4" : ''} order by generation desc, hash desc`,
    values: [owner, collection, id, ...(only ? [writeRevision(only)] : [])],
  });
  return rows.map(({ generation, hash, body, updated_at }) => ({ generation, hash, body, updatedAt: updated_at }));
}

/** What is stored of the revisions of several documents of one owner, by id. */
export async function findRevisions(
  database: Database,
  principals: readonly string[],
  { owner, collection }: Omit<DocumentKey, 'id'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Revisions>> {
  const rows = await database.read<WholeRow & { id: string }>(principals, {
    name: 'documents.revisions',
    text: `select id, generation, hash, deleted, ancestors, tree from documents where owner_did = $1 and collection = $2 and id = any ($3)`,
    values: [owner, collection, ids],
  });
  return new Map(
    rows.map(({ id, generation, hash, deleted, ancestors, tree }) => [id, { head: { generation, hash, deleted }, ancestors, tree }]),
  );
}
