import type { Expand, VibeDocument } from '@vibe/shared';
import type { Context } from '../../platform/context.ts';

export async function expandDocuments(
  _ctx: Context,
  documents: readonly VibeDocument[],
  _expand: Expand,
): Promise<readonly VibeDocument[]> {
  return documents;
}
