import {
  type CreateDocumentInput,
  type Did,
  type RemoveDocumentInput,
  type UpdateDocumentInput,
  type VibeDocument,
  VibeError,
} from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
import { changeFeed } from '../changes/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { type DocumentKey, type StoredDocument, toReaders } from './document.ts';
import { mayEdit, mayShare } from './documents.policy.ts';
import { notFound, readable } from './documents.read.ts';
import { findDocument, findTombstone } from './documents.store.ts';
import { sharingOf } from './principals.ts';
import { type Writer, writerOf } from './reader.ts';
import { nextRevision, type Revision, readRevision, writeRevision } from './revision.ts';
import {
  editDocument,
  insertDocument,
  isStale,
  type Made,
  removeDocumentAt,
  reviveDocument,
  shareDocument,
  type Writing,
} from './write.store.ts';

/** What remains of a document: where it was, and the revision of its removal. */
export interface RemovedDocument {
  readonly id: string;
  readonly collection: string;
  readonly owner: Did;
  readonly rev: string;
}

/**
 * Creates a document of the asker's own. Without an ACL it gets the collection's default, without that it is private.
 * @throws {VibeError} already_exists, schema_violation, too_large, too_deep, bad_request
 */
export async function createDocument(ctx: Context, input: CreateDocumentInput): Promise<VibeDocument> {
  const writer = await writerOf(ctx, input.collection);
  const body = checkedBody(writer, input.body);
  const key = { owner: writer.did, collection: input.collection, id: input.id ?? ctx.clock.uuid() };
  const at = ctx.clock.now();
  const sharing = sharingOf(input.acl ?? writer.collection.defaultAcl ?? {}, writer.did);
  const ord = (BigInt(at.getTime()) << 20n) | BigInt(ctx.clock.randomInt(20));
  const made = { ord, body, app: writer.appId, at, ...sharing };
  const revision = await saveNew(ctx, writer, key, made);
  changeFeed(ctx).poke();
  return toReaders({ ...key, revision, body: input.body, acl: sharing.acl, createdAt: at, updatedAt: at }, writer.principals);
}

/** Its generation goes on where a removed document of that id ended. */
async function saveNew(ctx: Context, writer: Writer, key: DocumentKey, made: Omit<Made, 'revision'>): Promise<Revision> {
  const first = nextRevision(undefined, made.body);
  try {
    await insertDocument(ctx.database, writingOf(writer), key, { ...made, revision: first });
    return first;
  } catch (error) {
    if (!isStale(error)) throw error;
  }
  const tombstone = await findTombstone(ctx.database, writer.principals, key);
  if (!tombstone) throw alreadyThere(key);
  const revision = nextRevision(tombstone, made.body);
  try {
    await reviveDocument(ctx.database, writingOf(writer), key, tombstone, { ...made, revision });
    return revision;
  } catch (error) {
    throw isStale(error) ? alreadyThere(key) : error;
  }
}

/**
 * Changes a document from the revision the edit was made from. What is left out of `body` and `acl` stays.
 * @throws {VibeError} revision_conflict when it is at another revision; not_found; forbidden when the asker may read but not write it, or gives an ACL without being the owner;
 *   schema_violation, too_large, too_deep, bad_request
 */
export async function updateDocument(ctx: Context, input: UpdateDocumentInput): Promise<VibeDocument> {
  const writer = await writerOf(ctx, input.collection);
  const given = input.body === undefined ? undefined : checkedBody(writer, input.body);
  const key = { owner: input.owner ?? writer.did, collection: input.collection, id: input.id };
  const from = readRevision(input.rev);
  // The owner's edit of a body needs no look before: the statement itself checks the revision.
  const current = mayShare(key.owner, writer.principals) && given !== undefined ? undefined : await editable(ctx, writer, key, from);
  if (input.acl && !mayShare(key.owner, writer.principals)) throw new VibeError('forbidden', 'Only its owner says who may see a document');
  const body = given ?? canonicalJson(current?.body ?? {});
  const edit = { from, to: nextRevision(from, body), body, at: ctx.clock.now() };
  const kept = await atRevision(ctx, writer, key, () =>
    input.acl
      ? shareDocument(ctx.database, writingOf(writer), key, { ...edit, sharing: sharingOf(input.acl, key.owner) })
      : editDocument(ctx.database, writingOf(writer), key, edit),
  );
  changeFeed(ctx).poke();
  const stored = {
    ...key,
    revision: edit.to,
    body: input.body ?? current?.body ?? {},
    acl: kept.acl,
    createdAt: kept.createdAt,
    updatedAt: edit.at,
  };
  return toReaders(stored, writer.principals);
}

/** @throws {VibeError} revision_conflict, not_found, forbidden as for an update */
export async function removeDocument(ctx: Context, input: RemoveDocumentInput): Promise<RemovedDocument> {
  const writer = await writerOf(ctx, input.collection);
  const key = { owner: input.owner ?? writer.did, collection: input.collection, id: input.id };
  const from = readRevision(input.rev);
  if (!mayShare(key.owner, writer.principals)) await editable(ctx, writer, key, from);
  const to = nextRevision(from, null);
  await atRevision(ctx, writer, key, () =>
    removeDocumentAt(ctx.database, writingOf(writer), key, { from, to, at: ctx.clock.now(), indexed: false }),
  );
  changeFeed(ctx).poke();
  return { ...key, rev: writeRevision(to) };
}

function checkedBody(writer: Writer, body: Record<string, unknown>): string {
  const text = canonicalJson(body);
  const issues = writer.collection.validate(body);
  if (issues.length === 0) return text;
  const [first] = issues;
  throw new VibeError(
    'schema_violation',
    `The document does not fit ${writer.collection.name}: ${first?.path || '/'} ${first?.message ?? ''}`,
    { issues },
  );
}

const writingOf = ({ principals, did }: Writer): Writing => ({ principals, did, history: false });

async function editable(ctx: Context, writer: Writer, key: DocumentKey, from: Revision): Promise<StoredDocument> {
  const found = await readable(ctx, writer, key);
  if (!mayEdit(found, writer.principals)) throw new VibeError('forbidden', 'You may read this document, but not change it');
  if (writeRevision(found.revision) !== writeRevision(from)) throw conflict(key, found.revision, from);
  return found;
}

/** A write that came too late says why: gone, or changed by somebody else. */
async function atRevision<Result>(ctx: Context, writer: Writer, key: DocumentKey, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isStale(error)) throw error;
  }
  const found = await findDocument(ctx.database, writer.principals, key);
  throw found ? conflict(key, found.revision) : notFound(key);
}

const conflict = (key: DocumentKey, actual: Revision, expected?: Revision) =>
  new VibeError(
    'revision_conflict',
    `Document ${key.id} is at revision ${writeRevision(actual)}${expected ? `, not ${writeRevision(expected)}` : ''}`,
    {
      hint: 'Read it again and make the edit from there.',
    },
  );

const alreadyThere = ({ collection, id }: DocumentKey) =>
  new VibeError('already_exists', `There is a document ${id} in ${collection} already`);
