import { z } from 'zod';
import type { UpdatedDocument } from './document-revisions.ts';
import { createFields, isUpdate, type RemovedDocument, removeFields, updateFields, updateRule } from './documents.ts';
import type { VibeErrorCode, VibeErrorIssue } from './errors.ts';
import { limits } from './limits.ts';

const write = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), ...createFields }),
  z.strictObject({ op: z.literal('update'), ...updateFields }).refine(isUpdate, updateRule),
  z.strictObject({ op: z.literal('remove'), ...removeFields }),
]);

/**
 * `atomic`: all or none; else each for itself. `idempotencyKey`: the same batch sent again under it, within 30 days, has no second effect and the same
 * results; another batch under it is refused.
 */
export const batchDocumentsInput = z.strictObject({
  writes: z.array(write).min(1).max(limits.batchWrites),
  atomic: z.boolean(),
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
    .optional(),
});
export type BatchDocumentsInput = z.output<typeof batchDocumentsInput>;
export type BatchWrite = BatchDocumentsInput['writes'][number];

/** What one write of a batch was refused for: what the single call would have thrown. */
export interface BatchError {
  readonly code: VibeErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly issues?: readonly VibeErrorIssue[];
}
export type BatchResult<Body = Record<string, unknown>> =
  | { readonly ok: true; readonly document: UpdatedDocument<Body> }
  | { readonly ok: true; readonly removed: RemovedDocument }
  | { readonly ok: false; readonly error: BatchError };
export interface BatchAnswer<Body = Record<string, unknown>> {
  /** One for each write, in their order. */
  readonly results: readonly BatchResult<Body>[];
}
