import { type Did, type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { DocumentKey } from '../document.ts';
import { mayEdit, mayRead } from '../documents.policy.ts';
import { notFound } from '../documents.read.ts';
import { type Indexing, indexingOf, nothingIndexed } from '../indexing/index-entries.ts';
import { type Writer, writerOf } from '../reader.ts';
import { type Revision, writeRevision } from '../revisions/revision.ts';
import { findWhole, type WholeDocument } from '../transfer/whole.store.ts';
import type { Writing } from './write.store.ts';

/** What every write needs to know before it is planned. */
export interface Desk {
  readonly writer: Writer;
  readonly writing: Writing;
  readonly key: DocumentKey;
  readonly at: Date;
  /** A body of this collection in its declared indexes; a removal is in none. */
  readonly indexing: (body: Record<string, unknown> | null) => Indexing;
}

interface Asked {
  readonly collection: QualifiedCollection;
  readonly id: string;
  readonly owner?: Did | undefined;
}

/** @throws {VibeError} unknown_collection, not_signed_in, forbidden, insufficient_scope */
export async function deskFor(ctx: Context, { collection, id, owner }: Asked): Promise<Desk> {
  const writer = await writerOf(ctx, collection);
  return deskOf(writer, { owner: owner ?? writer.did, collection, id }, ctx.clock.now());
}

export const deskOf = (writer: Writer, key: DocumentKey, at: Date): Desk => ({
  ...{ writer, key, at },
  writing: { principals: writer.principals, did: writer.did, history: writer.collection.history },
  indexing: (body) => (body ? indexingOf(writer.collection, body) : nothingIndexed(writer.collection)),
});

/** @throws {VibeError} schema_violation, too_large, too_deep, bad_request */
export function checkedBody({ collection }: Writer, body: Record<string, unknown>): string {
  const text = canonicalJson(body);
  const issues = collection.validate(body);
  if (issues.length === 0) return text;
  const [first] = issues;
  throw new VibeError('schema_violation', `The document does not fit ${collection.name}: ${first?.path || '/'} ${first?.message ?? ''}`, {
    issues,
  });
}

/** @throws {VibeError} not_found when there is none that they may read; forbidden when they may read it and no more */
export async function lookToEdit(ctx: Context, principals: readonly string[], key: DocumentKey): Promise<WholeDocument> {
  const found = await findWhole(ctx.database, principals, key);
  if (!found || !mayRead(found, principals)) throw notFound(key);
  if (!mayEdit(found, principals)) throw new VibeError('forbidden', 'You may read this document, but not change it');
  return found;
}

/** A body as Postgres gave it. */
export const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

export const conflict = (key: DocumentKey, actual: Revision, expected: Revision) =>
  new VibeError('revision_conflict', `Document ${key.id} is at revision ${writeRevision(actual)}, not ${writeRevision(expected)}`, {
    hint: 'Read it again and make the edit from there.',
  });
