import { z } from 'zod';
import { type Acl, acl } from './acl.ts';
import { type Did, did, documentId, type QualifiedCollection, qualifiedCollection, revision } from './ids.ts';
import { limits } from './limits.ts';

/** A document as readers get it. `body` is the app's own; the rest is Vibe's. Times are ISO 8601 in UTC, with milliseconds. */
export interface VibeDocument<Body = Record<string, unknown>> {
  readonly id: string;
  readonly collection: QualifiedCollection;
  readonly owner: Did;
  readonly rev: string;
  readonly body: Body;
  /** Only the owner and those who may write see the whole ACL; others get `undefined`. */
  readonly acl?: Acl;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** By relation, where the query asked for it: `null` where there is none that you may read. */
  readonly expanded?: Readonly<Record<string, VibeDocument | null | readonly VibeDocument[]>>;
}

const body = z.record(z.string(), z.unknown());
const key = { collection: qualifiedCollection, id: documentId };

/** `owner`: whose collection it goes into; left out: mine. Somebody else's document gets the ACL of their collection, so it comes without one. */
export const createFields = { ...key, id: documentId.optional(), owner: did.optional(), body, acl: acl.optional() };
export const createDocumentInput = z.strictObject(createFields);
/** `owner` left out means: mine. */
export const getDocumentInput = z.strictObject({ ...key, owner: did.optional() });
/**
 * `rev` is the revision the edit was made from: another one there → revision_conflict, or with `conflict: 'keep'` both are kept, and CouchDB's rule says which
 * wins. `body` and `acl`: what is left out stays.
 */
export const updateFields = {
  ...key,
  owner: did.optional(),
  rev: revision,
  body: body.optional(),
  acl: acl.optional(),
  conflict: z.literal('keep').optional(),
};
export const isUpdate = (update: { conflict?: unknown; body?: unknown; acl?: unknown }): boolean =>
  update.conflict === undefined || (update.body !== undefined && update.acl === undefined);
export const updateRule = { error: 'keep goes with a body, and without an acl', path: ['conflict'] };
export const updateDocumentInput = z.strictObject(updateFields).refine(isUpdate, updateRule);
/** With `conflict: 'keep'` only the leaf that `rev` names is removed; another may win then. */
export const removeFields = { ...key, owner: did.optional(), rev: revision, conflict: z.literal('keep').optional() };
export const removeDocumentInput = z.strictObject(removeFields);
/** What remains of a document: where it was, and the revision of its removal. */
export interface RemovedDocument {
  readonly id: string;
  readonly collection: QualifiedCollection;
  readonly owner: Did;
  readonly rev: string;
}

/**
 * Whose documents: `own` mine; `shared` others', shared with me by name; `public` anyone's, readable by everyone;
 * `all` everything I may read. Newest first, by creation.
 */
export const listScopes = ['own', 'shared', 'public', 'all'] as const;
export type ListScope = (typeof listScopes)[number];
export const listDocumentsInput = z.strictObject({
  collection: qualifiedCollection,
  scope: z.enum(listScopes).default('all'),
  limit: z.number().int().min(1).max(limits.listPage).default(20),
  /** From the page before; opaque. */
  cursor: z.string().max(1_000).optional(),
});
export interface DocumentPage<Body = Record<string, unknown>> {
  readonly documents: readonly VibeDocument<Body>[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** `lastEventId` is tRPC's name for where to resume (`tracked()`); left out: from now on. */
export const liveDocumentsInput = z.strictObject({
  collection: qualifiedCollection,
  scope: z.enum(listScopes).default('all'),
  lastEventId: z.string().max(200).nullish(),
});
/**
 * `ready`: the stream stands, read the list now; every later change will come. `put`: created or changed. `gone`: removed, or you may no longer
 * read it. `resync`: too much was missed; read the list again.
 */
export type LiveEvent<Body = Record<string, unknown>> =
  | { readonly type: 'ready' }
  | { readonly type: 'put'; readonly document: VibeDocument<Body> }
  | { readonly type: 'gone'; readonly id: string; readonly owner: Did; readonly collection: QualifiedCollection }
  | { readonly type: 'resync' };

export type CreateDocumentInput = z.output<typeof createDocumentInput>;
export type GetDocumentInput = z.output<typeof getDocumentInput>;
export type UpdateDocumentInput = z.output<typeof updateDocumentInput>;
export type RemoveDocumentInput = z.output<typeof removeDocumentInput>;
export type ListDocumentsInput = z.output<typeof listDocumentsInput>;
export type LiveDocumentsInput = z.output<typeof liveDocumentsInput>;
