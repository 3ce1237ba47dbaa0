import type { AclInput, BatchResult, Did, QualifiedCollection, UpdatedDocument } from '@vibe/shared';
import type { CallOptions, DocumentRevision } from './collection.ts';
import { newDocumentId } from './document-id.ts';
import { VibeError } from './errors.ts';
import type { CollectionBody, CollectionsOf } from './manifest/define-app.ts';
import type { BatchWriteInput } from './transport/document-inputs.ts';

/** Where a document was, and the revision of its removal. */
export interface Removed extends DocumentRevision {
  readonly owner: Did;
}
/** One write of a batch; `Answer` is what comes of it. */
export interface BatchWrite<Answer = unknown> {
  readonly write: BatchWriteInput;
  /** Never there: carries the type of the answer. */
  readonly answer?: Answer;
}
export interface BatchCollection<Body> {
  create(body: Body, options?: { readonly id?: string; readonly acl?: AclInput; readonly owner?: Did }): BatchWrite<UpdatedDocument<Body>>;
  /** Replaces the body of that revision, its rules, or both. */
  update(
    document: DocumentRevision,
    change: { readonly body?: Body; readonly acl?: AclInput; readonly conflict?: 'keep' },
  ): BatchWrite<UpdatedDocument<Body>>;
  remove(document: DocumentRevision): BatchWrite<Removed>;
}
/** Makes the writes of a batch, by collection. */
export type BatchOf<App> = <Name extends keyof CollectionsOf<App> & string>(name: Name) => BatchCollection<CollectionBody<App, Name>>;

export interface BatchOptions extends CallOptions {
  /**
   * Visible ASCII, 200 characters at the most. The same batch sent again under it, within 30 days, has no second effect and the same results.
   * Left out: one that holds for the repeats of this call.
   */
  readonly idempotencyKey?: string;
}
export type Outcome<Answer> = { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly error: VibeError };

export type AnswersOf<W extends readonly BatchWrite[]> = {
  readonly [At in keyof W]: W[At] extends BatchWrite<infer Answer> ? Answer : never;
};
export type OutcomesOf<W extends readonly BatchWrite[]> = {
  readonly [At in keyof W]: W[At] extends BatchWrite<infer Answer> ? Outcome<Answer> : never;
};

export interface RunBatch<App> {
  /** All or none, in one transaction; 500 writes at the most. @throws {VibeError} what one of them is refused for; `issues[0].path` says which: `/writes/3` */
  <const W extends readonly BatchWrite[]>(make: (batch: BatchOf<App>) => W, options?: BatchOptions): Promise<AnswersOf<W>>;
  /** Each for itself. @throws {VibeError} when the batch as a whole does not get through */
  <const W extends readonly BatchWrite[]>(
    make: (batch: BatchOf<App>) => W,
    options: BatchOptions & { readonly atomic: false },
  ): Promise<OutcomesOf<W>>;
}

/** Untyped inside, as collections are. */
export const batchOf = (collectionOf: (name: string) => QualifiedCollection) => (name: string) => {
  const collection = collectionOf(name);
  const keyOf = ({ id, owner }: { readonly id: string; readonly owner?: Did | undefined }) => ({ collection, id, ...(owner && { owner }) });
  return {
    create: (body: Record<string, unknown>, { id = newDocumentId(), acl, owner }: { id?: string; acl?: AclInput; owner?: Did } = {}) => ({
      write: { op: 'create', ...keyOf({ id, owner }), body, ...(acl && { acl }) } as const,
    }),
    update: (
      document: DocumentRevision,
      { body, acl, conflict }: { body?: Record<string, unknown>; acl?: AclInput; conflict?: 'keep' },
    ) => ({
      write: {
        ...({ op: 'update', ...keyOf(document), rev: document.rev } as const),
        ...{ ...(body && { body }), ...(acl && { acl }), ...(conflict && { conflict }) },
      },
    }),
    remove: (document: DocumentRevision) => ({ write: { op: 'remove', ...keyOf(document), rev: document.rev } as const }),
  };
};

export function outcomeOf(result: BatchResult): Outcome<unknown> {
  if (result.ok) return { ok: true, answer: 'document' in result ? result.document : result.removed };
  const { code, message, ...details } = result.error;
  return { ok: false, error: new VibeError(code, message, details) };
}
