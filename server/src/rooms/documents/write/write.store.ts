import { type Acl, limits } from '@vibe/shared';
import type { BoundStatement } from '../../../platform/database.ts';
import type { DocumentKey } from '../document.ts';
import type { Entry, Indexing } from '../indexing/index-entries.ts';
import type { Revision } from '../revisions/revision.ts';
import type { Revisions } from '../revisions/revision-tree.ts';
import type { WriteKind, WriteShape, WriteValues } from './write-shape.ts';
import { writeStatement } from './write-statement.store.ts';

/** What an ACL says, and what it comes to as principals. The owner is in none of the lists. */
export interface Sharing {
  readonly acl: Acl;
  readonly readers: readonly string[];
  readonly denied: readonly string[];
  readonly writers: readonly string[];
  readonly writeDenied: readonly string[];
  /** The groups among those principals. */
  readonly groups: readonly Group[];
}
/** Principals who must all hold. */
export interface Group {
  readonly gid: string;
  readonly members: readonly string[];
}
/** Who writes, and what the collection wants of every write. */
export interface Writing {
  readonly principals: readonly string[];
  readonly did: string;
  readonly history: boolean;
}

/** A write, and the entries for which another document of the owner may stand in its way. */
export interface DocumentWrite extends BoundStatement {
  readonly unique: readonly Entry[];
  /** An index is being built: see write-in-turn.ts. */
  readonly building: boolean;
}

/** The document was not at the expected revision, or, at a create, was there already. */
export const isStale = (error: unknown): boolean => codeOf(error) === 'VB409';
/** Another document of the owner's has the same value in an index that is unique. */
export const isNotUnique = (error: unknown): boolean =>
  codeOf(error) === '23505' && (error as { constraint?: string }).constraint === 'document_index_unique';
/** Two transactions waited for each other, and Postgres ended this one: only over something that has no owner, such as a group's name. */
export const isDeadlock = (error: unknown): boolean => codeOf(error) === '40P01';
const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

export interface Beginning {
  readonly ord: bigint;
  readonly app: string;
  /** When it is not the owner. */
  readonly createdBy?: string | undefined;
  readonly at: Date;
}
export interface Made extends Sharing, Indexing, Beginning {
  readonly revision: Revision;
  /** Canonical JSON. */
  readonly body: string;
}

/** A new document. What its owner once removed comes back under its id, one generation on; the row that is answered says which revision it became. */
export const creation = (writing: Writing, key: DocumentKey, made: Made): DocumentWrite =>
  write(made.createdBy === undefined ? 'create' : 'invite', writing, key, made, {
    ...sharingValues(made),
    ...beginningValues(made),
    ...toRevision(made.revision),
    ...bodyValues(made.body),
  });

interface Edit extends Indexing {
  readonly from: Revision;
  readonly to: Revision;
  readonly at: Date;
}

/** Changes the body, and with `sharing` who may read and write. Without it no reader row is touched. */
export const editing = (
  writing: Writing,
  key: DocumentKey,
  edit: Edit & { readonly body: string; readonly sharing?: Sharing | undefined },
): DocumentWrite =>
  write(
    edit.sharing ? 'share' : 'edit',
    writing,
    key,
    { ...edit, groups: edit.sharing?.groups },
    { ...linearValues(edit), ...bodyValues(edit.body), ...(edit.sharing && sharingValues(edit.sharing)) },
  );

/** Leaves a tombstone with the ACL, so that readers learn of it. */
export const removal = (writing: Writing, key: DocumentKey, edit: Edit): DocumentWrite =>
  write('remove', writing, key, edit, linearValues(edit));

/** A revision with its body; `null`: a removal. */
export interface Body extends Revision {
  readonly body: string | null;
}

/** What a revision tree came to. */
export interface Merged extends Indexing {
  /** The document's `seq` when the tree was read: whatever was written since makes this stale. */
  readonly fromSeq: bigint;
  readonly op: 'c' | 'u' | 'r';
  readonly revisions: Revisions;
  /** Of the head; canonical JSON, or as Postgres gave it. */
  readonly body: string | null;
  readonly updatedAt: Date;
  /** Leaves that are no longer among the conflicts, as revs; and those that are from now on. */
  readonly ended: readonly string[];
  readonly lost: readonly (Revision & { readonly body: string; readonly at: Date })[];
  /** What is new, for the history. */
  readonly made: readonly Body[];
  readonly at: Date;
  readonly sharing?: Sharing | undefined;
  readonly anew?: Beginning | undefined;
}

export const merging = (writing: Writing, key: DocumentKey, merged: Merged): DocumentWrite => {
  const { revisions, lost, sharing, anew, op } = merged;
  const flags = {
    sharing: sharing !== undefined,
    moving: op !== 'u',
    anew: anew !== undefined,
    losing: merged.ended.length + lost.length > 0,
  };
  return write(
    'merge',
    writing,
    key,
    { ...merged, groups: sharing?.groups },
    {
      ...revisionsValues(revisions),
      ...bodyValues(merged.body),
      ...keptValues(merged.made),
      ...(sharing && sharingValues(sharing)),
      ...(anew && beginningValues(anew)),
      fromSeq: String(merged.fromSeq),
      op,
      updatedAt: merged.updatedAt,
      at: merged.at,
      endedConflicts: merged.ended,
      lostGenerations: lost.map(({ generation }) => generation),
      lostHashes: lost.map(({ hash }) => hash),
      lostBodies: lost.map(({ body }) => body),
      lostTimes: lost.map(({ at }) => at),
    },
    flags,
  );
};

/** A document that is not here yet, with the revisions it has elsewhere; also a removed one. */
export const placing = (
  writing: Writing,
  key: DocumentKey,
  placed: Sharing & Indexing & Beginning & { readonly revisions: Revisions; readonly body: string | null },
): DocumentWrite =>
  write('place', writing, key, placed, {
    ...sharingValues(placed),
    ...beginningValues(placed),
    ...revisionsValues(placed.revisions),
    ...bodyValues(placed.body),
    ...keptValues([{ ...placed.revisions.head, body: placed.body }]),
    op: placed.body === null ? 'r' : 'c',
  });

/** What a write's statement answers: what it knows and the caller may not. */
export interface Written {
  readonly revision: Revision;
  readonly acl: Acl;
  readonly createdAt: Date;
}
export function toWritten(rows: readonly unknown[]): Written {
  const [row] = rows as { generation: number; hash: string; acl: Acl; created_at: Date }[];
  if (!row) throw new Error('the database answered nothing');
  return { revision: { generation: row.generation, hash: row.hash }, acl: row.acl, createdAt: row.created_at };
}

/** Hashes of earlier revisions that a document keeps, newest first, 16 bytes each. The newest revision counts among those kept. */
const KEPT_BYTES = (limits.revisionsKept - 1) * 16;

const toRevision = ({ generation, hash }: Revision): WriteValues => ({ generation, hash, keptBytes: KEPT_BYTES });
const linearValues = ({ from, to, at }: Edit): WriteValues => ({
  ...toRevision(to),
  fromGeneration: from.generation,
  fromHash: from.hash,
  at,
});
const bodyValues = (body: string | null): WriteValues => ({ body, bytes: body === null ? 0 : Buffer.byteLength(body) });
const beginningValues = ({ ord, app, createdBy, at }: Beginning): WriteValues => ({
  ord: String(ord),
  app,
  createdBy: createdBy ?? null,
  at,
});
const revisionsValues = ({ head, ancestors, tree }: Revisions): WriteValues => ({
  ...{ generation: head.generation, hash: head.hash, deleted: head.deleted, ancestors },
  tree: tree && JSON.stringify(tree),
});
const keptValues = (made: readonly Body[]): WriteValues => ({
  keptGenerations: made.map(({ generation }) => generation),
  keptHashes: made.map(({ hash }) => hash),
  keptBodies: made.map(({ body }) => body),
});
const sharingValues = ({ acl, readers, denied, writers, writeDenied, groups }: Sharing): WriteValues => ({
  ...{ acl: JSON.stringify(acl), readers, denied, writers, writeDenied },
  groupIds: groups.map(({ gid }) => gid),
  groupMembers: groups.map(({ members }) => members.join('\n')),
});

function write(
  kind: WriteKind,
  { principals, did, history }: Writing,
  { owner, collection, id }: DocumentKey,
  { entries, texts, searchIndex, building = false, groups }: Indexing & { readonly groups?: readonly Group[] | undefined },
  values: WriteValues,
  flags: Partial<WriteShape> = {},
): DocumentWrite {
  const grouped = groups !== undefined && groups.length > 0;
  const shape = { kind, indexed: entries !== undefined, searched: texts !== undefined, grouped, history, ...flags };
  const statement = writeStatement(shape, {
    ...{ ...values, owner, collection, id, writer: did },
    entryIndexes: entries?.map(({ index }) => index),
    entryKeys: entries?.map(({ key }) => key),
    entryUniques: entries?.map(({ unique }) => unique),
    searchIndex,
    searchLanguages: texts?.map(({ language }) => language),
    searchTexts: texts?.map(({ text }) => text),
  });
  return { bound: { owner, principals }, statement, unique: entries?.filter((entry) => entry.unique) ?? [], building };
}
