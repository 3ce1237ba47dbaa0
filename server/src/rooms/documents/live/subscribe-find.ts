import type { SubscribedQuery, VibeDocument } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { toReaders } from '../document.ts';
import { expandDocuments } from '../query/expand.ts';
import { findPage } from '../query/find.ts';
import type { Reader } from '../reader.ts';
import { type Related, relatedTo } from './subscribe-related.ts';

export interface FoundNow {
  readonly documents: readonly { readonly document: VibeDocument; readonly ord: bigint }[];
  /** There are no others. */
  readonly complete: boolean;
  /** Where the query follows relations. */
  readonly related?: Related;
}

/** The first documents of a query as they are now, at most `most` of them, and fewer only when there are no others. */
export async function findNow(ctx: Context, reader: Reader, query: SubscribedQuery, most: number): Promise<FoundNow> {
  const found: { document: VibeDocument; ord: bigint }[] = [];
  let cursor: string | undefined;
  do {
    const page = await findPage(ctx, reader, query, most - found.length, cursor);
    for (const { stored } of page.found) found.push({ document: toReaders(stored, reader.principals), ord: stored.ord });
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < most);
  const complete = cursor === undefined;
  if (!query.expand) return { documents: found, complete };
  const expanded = await expandDocuments(
    ctx,
    found.map(({ document }) => document),
    query.expand,
  );
  return {
    documents: found.map(({ ord }, at) => ({ ord, document: expanded[at] as VibeDocument })),
    complete,
    related: await relatedTo(ctx, expanded, query.expand),
  };
}
