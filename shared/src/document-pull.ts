import { z } from 'zod';
import type { Acl } from './acl.ts';
import { type Did, type QualifiedCollection, qualifiedCollection } from './ids.ts';
import { limits } from './limits.ts';

/** `since` is the checkpoint of the page before; left out: from the beginning. `collection` left out: all that the app may read of one's own. */
export const pullDocumentsInput = z.strictObject({
  collection: qualifiedCollection.optional(),
  since: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(limits.pullRows).default(limits.pullRows),
});
export type PullDocumentsInput = z.output<typeof pullDocumentsInput>;

/** A document of one's own as it is now, or what remains of it. `conflicts` are the leaves that lost, where there are some. */
export interface PulledRow<Body = Record<string, unknown>> {
  readonly id: string;
  readonly collection: QualifiedCollection;
  readonly owner: Did;
  readonly rev: string;
  readonly conflicts?: readonly string[];
  readonly deleted?: true;
  /** Absent when it is deleted. */
  readonly body?: Body;
  readonly acl: Acl;
  readonly createdAt: string;
  readonly updatedAt: string;
}
export interface PulledPage<Body = Record<string, unknown>> {
  /** In the order of their last writes; each document once, as it is now. */
  readonly rows: readonly PulledRow<Body>[];
  /** Where to go on. Opaque. */
  readonly checkpoint: string;
  readonly more: boolean;
  /** The checkpoint was of another life of the database: this page begins anew, and what is known from before is to be forgotten. */
  readonly reset?: true;
}
