import { acl, appId, did, documentId, qualifiedCollection, revision } from '@vibe/shared';
import { z } from 'zod';

/*
 * What a document is in an export: one line of JSON, `type` first. Times are ISO 8601 in UTC. `ord`, its place in every list, is a decimal number in text.
 * `ancestors` are the hashes of the revisions before this one, newest first, as CouchDB's `_revisions.ids` without its first.
 */
const hashes = z.array(z.string().regex(/^[0-9a-f]{32}$/)).max(1_000);
/** Postgres knows no year 0. */
const time = z.iso
  .datetime({ precision: 3 })
  .refine((text) => !text.startsWith('0000'), { error: 'must be after the year 0' })
  .transform((text) => new Date(text));
const key = { owner: did, collection: qualifiedCollection, id: documentId };
const body = z.record(z.string(), z.unknown());
/** Far below what a revision can count to: who edits on from here never comes to the end. */
const HIGHEST_GENERATION = 100_000_000;
const foreignRevision = revision.refine((rev) => Number.parseInt(rev, 10) <= HIGHEST_GENERATION, {
  error: `has a generation above ${HIGHEST_GENERATION}`,
});
const content = { rev: foreignRevision, ancestors: hashes.default([]), deleted: z.literal(true).optional(), body: body.optional() };
const saysOne = ({ deleted, body: text }: { deleted?: true | undefined; body?: object | undefined }): boolean =>
  (deleted === true) !== (text !== undefined);
const oneOfBoth = { error: 'has either a body or is deleted', path: ['body'] };

export const documentRecord = z
  .strictObject({
    ...{ type: z.literal('document'), ...key, ...content },
    ord: z
      .string()
      .regex(/^[1-9]\d{0,18}$/)
      .transform(BigInt)
      .refine((value) => value < 1n << 63n),
    createdAt: time,
    updatedAt: time,
    /** When it was not the owner. */
    createdBy: did.optional(),
    app: appId,
    acl,
  })
  .refine(saysOne, oneOfBoth);

/** A leaf of the revision tree that lost. It follows its document. */
export const conflictRecord = z.strictObject({ type: z.literal('conflict'), ...key, ...content }).refine(saysOne, oneOfBoth);

/** One of all the revisions of a document whose collection keeps them. */
export const revisionRecord = z
  .strictObject({
    ...{ type: z.literal('revision'), ...key, rev: foreignRevision, deleted: z.literal(true).optional(), body: body.optional() },
    acl,
    writtenBy: did,
    at: time,
  })
  .refine(saysOne, oneOfBoth);

export type DocumentRecord = z.output<typeof documentRecord>;
export type ConflictRecord = z.output<typeof conflictRecord>;
export type RevisionRecord = z.output<typeof revisionRecord>;
