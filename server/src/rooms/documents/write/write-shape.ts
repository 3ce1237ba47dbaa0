/**
 * `create` takes up again what was removed, when its owner creates; `invite` is a create by somebody else. `place` puts down a document as it came from elsewhere.
 * `merge` writes what a revision tree came to.
 */
export type WriteKind = 'create' | 'invite' | 'place' | 'edit' | 'share' | 'remove' | 'merge';

/** What a write takes along besides the document. Each combination is a statement of its own, so that nothing is paid for what is not asked. */
export interface WriteShape {
  readonly kind: WriteKind;
  /** The collection has declared indexes. */
  readonly indexed: boolean;
  /** The collection is searched: texts become lexemes in the statement itself. */
  readonly searched: boolean;
  /** The ACL names groups. */
  readonly grouped: boolean;
  /** Every revision is kept. */
  readonly history: boolean;
  /** A merge only. The ACL is given anew; the document comes back from its removal, or goes: its readers with it. */
  readonly sharing?: boolean;
  readonly moving?: boolean;
  /** A merge that is a creation under an id that was used before. */
  readonly anew?: boolean;
  /** A merge by which leaves begin to lose, or no longer do. */
  readonly losing?: boolean;
}

/** What a write's statement may take, with the types it takes it as. */
export const casts = {
  owner: 'text',
  collection: 'text',
  id: 'text',
  fromGeneration: 'integer',
  fromHash: 'text',
  generation: 'integer',
  hash: 'text',
  ord: 'bigint',
  acl: 'jsonb',
  readers: 'text[]',
  denied: 'text[]',
  writers: 'text[]',
  writeDenied: 'text[]',
  body: 'text',
  bytes: 'integer',
  app: 'text',
  createdBy: 'text',
  writer: 'text',
  at: 'timestamptz',
  keptBytes: 'integer',
  entryIndexes: 'text[]',
  entryKeys: 'bytea[]',
  entryUniques: 'boolean[]',
  searchIndex: 'text',
  searchLanguages: 'text[]',
  searchTexts: 'text[]',
  groupIds: 'text[]',
  groupMembers: 'text[]',
  fromSeq: 'bigint',
  op: '"char"',
  deleted: 'boolean',
  ancestors: 'bytea',
  tree: 'jsonb',
  updatedAt: 'timestamptz',
  endedConflicts: 'text[]',
  lostGenerations: 'integer[]',
  lostHashes: 'text[]',
  lostBodies: 'text[]',
  lostTimes: 'timestamptz[]',
  keptGenerations: 'integer[]',
  keptHashes: 'text[]',
  keptBodies: 'text[]',
} as const;
export type WriteValue = keyof typeof casts;
export type WriteValues = { readonly [Value in WriteValue]?: unknown };
