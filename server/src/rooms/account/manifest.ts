import { appId, did, VibeError } from '@vibe/shared';
import { z } from 'zod';

export const FORMAT = 'vibe-export/1';

/** Whose data a file holds. */
export type What =
  /** All of it, or what they keep in one app. */
  | { readonly user: { readonly did: string; readonly handle: string }; readonly app?: { readonly id: string } }
  | { readonly app: { readonly id: string } }
  | { readonly all: true };

/** The first line of an export. */
export const exportManifest = z.strictObject({
  type: z.literal('manifest'),
  format: z.literal(FORMAT),
  what: z.union([
    z.strictObject({ user: z.strictObject({ did, handle: z.string() }), app: z.strictObject({ id: appId }).exactOptional() }),
    z.strictObject({ app: z.strictObject({ id: appId }) }),
    z.strictObject({ all: z.literal(true) }),
  ]),
  /** ISO 8601; what was committed before is in the file. */
  at: z.iso.datetime(),
  /** The origin of the server that wrote it. */
  server: z.string(),
  /** The feed's, so that a file can be told from one of another database. */
  epoch: z.string(),
  /** As they were when it began; those at the end are what the file holds. */
  counts: z.record(z.string(), z.number()),
});
export type ExportManifest = z.output<typeof exportManifest>;

/** @throws {VibeError} bad_request when the line is not the beginning of an export that this code reads */
export function readManifest(value: unknown): ExportManifest {
  const parsed = exportManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = typeof value === 'object' && value !== null && 'format' in value ? String(value.format) : undefined;
  if (format !== undefined && format !== FORMAT)
    throw new VibeError('bad_request', `The file is a ${format}; this server reads ${FORMAT}`, {
      hint: 'Use the version of Vibe that wrote it, or a later one.',
    });
  throw new VibeError('bad_request', 'The file is not an export: its first line is not a manifest');
}
