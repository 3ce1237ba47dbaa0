import { type Expand, limits, type VibeDocument, VibeError } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { findCollection, type Relation } from '../../apps/index.ts';
import { type Followed, followBack, followReferences, keyOf } from './expand-follow.ts';

/** How many documents one answer may still get. */
interface Budget {
  left: number;
}

/**
 * Documents of one collection with what their relations lead to, each hop with the asker's own rights: what is not there and what they may not read
 * is `null`. One statement for each relation and hop, however many documents.
 * @throws {VibeError} bad_request when the manifest has no such relation; query_too_broad when it comes to more than limits.expandedDocuments;
 *   index_required, index_building when an index to be followed back is not ready
 */
export const expandDocuments = (ctx: Context, documents: readonly VibeDocument[], expand: Expand): Promise<readonly VibeDocument[]> =>
  expandAll(ctx, documents, expand, { left: limits.expandedDocuments });

async function expandAll(
  ctx: Context,
  documents: readonly VibeDocument[],
  expand: Expand,
  budget: Budget,
): Promise<readonly VibeDocument[]> {
  const [first] = documents;
  if (!first) return documents;
  const relations = (await findCollection(ctx, first.collection))?.relations ?? {};
  const expanded = await Promise.all(
    Object.entries(expand).map(async ([name, asked]) => {
      const relation = Object.hasOwn(relations, name) ? relations[name] : undefined;
      if (!relation) throw unknownRelation(name, first.collection, relations);
      const followed = await follow(ctx, documents, relation, budget);
      return [name, asked === true || !asked.expand ? followed : await further(ctx, followed, asked.expand, budget)] as const;
    }),
  );
  return documents.map((document, at) => ({
    ...document,
    expanded: Object.fromEntries(expanded.map(([name, followed]) => [name, followed[at] ?? null])),
  }));
}

async function follow(ctx: Context, documents: readonly VibeDocument[], relation: Relation, budget: Budget): Promise<readonly Followed[]> {
  const followed =
    'from' in relation ? await followBack(ctx, documents, relation, budget.left + 1) : await followReferences(ctx, documents, relation);
  // Counted as often as it stands in the answer.
  budget.left -= followed.flat().filter((each) => each !== null).length;
  if (budget.left >= 0) return followed;
  throw new VibeError('query_too_broad', `An answer may bring ${limits.expandedDocuments} related documents, no more`, {
    hint: 'Ask for fewer documents at a time, or for fewer relations.',
  });
}

/** What was found is expanded itself, each document once. */
async function further(ctx: Context, followed: readonly Followed[], expand: Expand, budget: Budget): Promise<readonly Followed[]> {
  const once = new Map(followed.flat().flatMap((each) => (each ? [[keyOf(each), each] as const] : [])));
  const all = await expandAll(ctx, [...once.values()], expand, budget);
  const expanded = new Map(all.map((each) => [keyOf(each), each]));
  const withMore = (each: VibeDocument) => expanded.get(keyOf(each)) ?? each;
  return followed.map((each) => (each === null ? null : Array.isArray(each) ? each.map(withMore) : withMore(each as VibeDocument)));
}

const unknownRelation = (name: string, collection: string, relations: Readonly<Record<string, Relation>>) =>
  new VibeError('bad_request', `${collection} has no relation ${name}`, {
    hint: `It has ${Object.keys(relations).join(', ') || 'none'}; declare others in the manifest.`,
  });
