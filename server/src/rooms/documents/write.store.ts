import type { Acl } from '@vibe/shared';
import type { Database } from '../../platform/database.ts';
import type { DocumentKey } from './document.ts';
import type { Revision } from './revision.ts';
import { type WriteKind, type WriteValues, writeStatement } from './write.statement.ts';

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
  /** The member by which it is looked up. */
  readonly anchor: string;
  readonly members: readonly string[];
}
/** One place of a document in one declared index. */
export interface Entry {
  readonly index: string;
  readonly key: Buffer;
  readonly unique: boolean;
}
/** What a document's body comes to in its collection's indexes. */
export interface Indexing {
  /** `undefined`: the collection declares none. */
  readonly entries?: readonly Entry[] | undefined;
  /** `undefined`: the collection is not searched. */
  readonly texts?: readonly { readonly language: string; readonly text: string }[] | undefined;
}
/** Who writes, and what the collection wants of every write. */
export interface Writing {
  readonly principals: readonly string[];
  readonly did: string;
  readonly history: boolean;
}
/** What the statement knows and the caller may not: only what an edit left as it was. */
export interface Kept {
  readonly acl: Acl;
  readonly createdAt: Date;
}
interface KeptRow {
  acl: Acl;
  created_at: Date;
}

/** Hashes of earlier revisions that a document keeps, newest first, 16 bytes each. */
const KEPT_BYTES = 200 * 16;

/** The document was not at the expected revision, or, at a create, was there already. */
export const isStale = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'VB409';

export interface Made extends Sharing, Indexing {
  readonly ord: bigint;
  readonly revision: Revision;
  /** Canonical JSON. */
  readonly body: string;
  readonly app: string;
  /** When it is not the owner. */
  readonly createdBy?: string | undefined;
  readonly at: Date;
}

export async function insertDocument(database: Database, writing: Writing, key: DocumentKey, made: Made): Promise<void> {
  await run(database, 'create', writing, key, made, valuesOf(made));
}

/** A document that was removed comes back under its id, one generation on. */
export async function reviveDocument(database: Database, writing: Writing, key: DocumentKey, from: Revision, made: Made): Promise<void> {
  await run(database, 'revive', writing, key, made, { ...valuesOf(made), ...fromRevision(from) });
}

interface Edit {
  readonly from: Revision;
  readonly to: Revision;
  readonly at: Date;
}
export type BodyEdit = Edit & Indexing & { readonly body: string };

/** Changes the body alone: no reader row is touched. */
export const editDocument = (database: Database, writing: Writing, key: DocumentKey, edit: BodyEdit): Promise<Kept> =>
  run(database, 'edit', writing, key, edit, { ...fromRevision(edit.from), ...toRevision(edit.to), body: edit.body, at: edit.at });

/** Changes the body and who may read and write. */
export const shareDocument = (
  database: Database,
  writing: Writing,
  key: DocumentKey,
  edit: BodyEdit & { readonly sharing: Sharing },
): Promise<Kept> =>
  run(
    database,
    'share',
    writing,
    key,
    { ...edit, groups: edit.sharing.groups },
    { ...fromRevision(edit.from), ...toRevision(edit.to), ...sharingValues(edit.sharing), body: edit.body, at: edit.at },
  );

/** Leaves a tombstone with the ACL, so that readers learn of it. */
export async function removeDocumentAt(
  database: Database,
  writing: Writing,
  key: DocumentKey,
  edit: Edit & { readonly indexed: boolean },
): Promise<void> {
  const entries = edit.indexed ? { entries: [] } : {};
  await run(database, 'remove', writing, key, entries, { ...fromRevision(edit.from), ...toRevision(edit.to), at: edit.at });
}

const fromRevision = ({ generation, hash }: Revision): WriteValues => ({ fromGeneration: generation, fromHash: hash });
const toRevision = ({ generation, hash }: Revision): WriteValues => ({ generation, hash, keptBytes: KEPT_BYTES });

const valuesOf = (made: Made): WriteValues => ({
  ...toRevision(made.revision),
  ...sharingValues(made),
  ord: String(made.ord),
  body: made.body,
  app: made.app,
  createdBy: made.createdBy ?? null,
  at: made.at,
});

const sharingValues = ({ acl, readers, denied, writers, writeDenied, groups }: Sharing): WriteValues => ({
  ...{ acl: JSON.stringify(acl), readers, denied, writers, writeDenied },
  groupAnchors: groups.map(({ anchor }) => anchor),
  groupIds: groups.map(({ gid }) => gid),
  groupMembers: groups.map(({ members }) => members.join('\n')),
});

async function run(
  database: Database,
  kind: WriteKind,
  { principals, did, history }: Writing,
  { owner, collection, id }: DocumentKey,
  { entries, texts, groups = [] }: Indexing & { readonly groups?: readonly Group[] },
  values: WriteValues,
): Promise<Kept> {
  const shape = { kind, indexed: entries !== undefined, searched: texts !== undefined, grouped: groups.length > 0, history };
  const [row] = await database.write<KeptRow>(
    { owner, principals },
    writeStatement(shape, {
      ...{ ...values, owner, collection, id, writer: did },
      entryIndexes: entries?.map(({ index }) => index),
      entryKeys: entries?.map(({ key }) => key),
      entryUniques: entries?.map(({ unique }) => unique),
      searchLanguages: texts?.map(({ language }) => language),
      searchTexts: texts?.map(({ text }) => text),
    }),
  );
  if (!row) throw new Error('the database answered nothing');
  return { acl: row.acl, createdAt: row.created_at };
}
