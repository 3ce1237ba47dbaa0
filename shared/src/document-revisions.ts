import { z } from 'zod';
import type { VibeDocument } from './documents.ts';
import { did, documentId, qualifiedCollection, revision } from './ids.ts';
import { limits } from './limits.ts';

const key = { collection: qualifiedCollection, id: documentId, owner: did.optional() };

/** The document as it is after an update. `keptAs`: the edit was of an older revision and did not win; it is kept under this one. */
export interface UpdatedDocument<Body = Record<string, unknown>> extends VibeDocument<Body> {
  readonly keptAs?: string;
}

export const listConflictsInput = z.strictObject(key);
/** A leaf that lost and was not resolved yet. */
export interface DocumentConflict<Body = Record<string, unknown>> {
  readonly rev: string;
  readonly body: Body;
  readonly updatedAt: string;
}
export interface DocumentConflicts<Body = Record<string, unknown>> {
  /** The winner: what `get` answers. */
  readonly rev: string;
  /** The highest revision first. */
  readonly conflicts: readonly DocumentConflict<Body>[];
}

/** `rev` is the winner; `losers` those that were looked at, all when it is left out; `body` what is to stay, the winner's when it is left out. */
export const resolveConflictsInput = z.strictObject({
  ...key,
  rev: revision,
  body: z.record(z.string(), z.unknown()).optional(),
  losers: z.array(revision).max(limits.revisionLeaves).optional(),
});

export const documentHistoryInput = z.strictObject({
  ...key,
  limit: z.number().int().min(1).max(limits.listPage).default(20),
  cursor: z.string().max(100).optional(),
});
/** `body` is `null` for a removal. */
export interface DocumentRevision<Body = Record<string, unknown>> {
  readonly rev: string;
  readonly at: string;
  readonly writtenBy: string;
  readonly body: Body | null;
}
export interface DocumentHistory<Body = Record<string, unknown>> {
  /** Newest first. */
  readonly revisions: readonly DocumentRevision<Body>[];
  readonly cursor?: string;
}

export type ListConflictsInput = z.output<typeof listConflictsInput>;
export type ResolveConflictsInput = z.output<typeof resolveConflictsInput>;
export type DocumentHistoryInput = z.output<typeof documentHistoryInput>;
