import { isReference, type QualifiedCollection, type Reference, type VibeDocument, VibeError, valueAt } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import type { Relation } from '../../apps/index.ts';
import { toReaders } from '../document.ts';
import { mayRead } from '../documents.policy.ts';
import { encodeKey } from '../indexing/index-key.ts';
import { type Reader, readerOf } from '../reader.ts';
import { findMany, findReferring } from './expand.store.ts';
import { planFacts } from './plan-facts.ts';
import { needsBuilding } from './plan-refusal.ts';

/** What a relation leads to from one document. */
export type Followed = VibeDocument | null | readonly VibeDocument[];

export const keyOf = ({ owner, collection, id }: Pick<VibeDocument, 'owner' | 'collection' | 'id'>): string =>
  `${owner} ${collection} ${id}`;

/** The document that a field names, or those that it lists. */
export async function followReferences(
  ctx: Context,
  documents: readonly VibeDocument[],
  relation: Extract<Relation, { collection: string }>,
): Promise<readonly Followed[]> {
  const fields = documents.map(({ body }) => valueAt(body, relation.field));
  const reader = await readerThere(ctx, relation.collection);
  const leads = (value: unknown): value is Reference =>
    isReference(value) && value.collection === relation.collection && (reader?.reach === 'readable' || value.did === reader?.did);
  const wanted = new Map(
    fields
      .flat()
      .filter(leads)
      .map((each) => [keyOfReference(each), { owner: each.did, id: each.id }]),
  );
  const stored =
    reader && wanted.size > 0 ? await findMany(ctx.database, reader.principals, relation.collection, [...wanted.values()]) : [];
  const readable = stored.filter((each) => reader && mayRead(each, reader.principals));
  const found = new Map(readable.map((each) => [keyOf(each), toReaders(each, reader?.principals ?? [])]));
  const one = (value: unknown) => (leads(value) ? (found.get(keyOfReference(value)) ?? null) : null);
  return fields.map((value) => (Array.isArray(value) ? value.map(one).filter((each) => each !== null) : one(value)));
}

const keyOfReference = ({ did, collection, id }: Reference): string => keyOf({ owner: did, collection, id });

/** The documents of another collection whose field names this one, newest first, limits.reverseDocuments of each. */
export async function followBack(
  ctx: Context,
  documents: readonly VibeDocument[],
  { from, field }: Extract<Relation, { from: string }>,
  most: number,
): Promise<readonly Followed[]> {
  const reader = await readerThere(ctx, from);
  if (!reader) return documents.map(() => []);
  const index = await indexOn(ctx, from, field);
  const references = documents.map(({ owner, collection, id }): Reference => ({ did: owner, collection, id }));
  const keys = references.map((each) => encodeKey([each]));
  const found = await findReferring(ctx.database, { collection: from, index, keys, eyes: reader, own: reader.reach === 'own', most });
  const followed: VibeDocument[][] = documents.map(() => []);
  for (const { of, stored } of found) {
    // A key holds the beginning of a long reference.
    const names = [valueAt(stored.body, field)].flat().filter(isReference).map(keyOfReference);
    if (names.includes(keyOfReference(references[of] as Reference)) && mayRead(stored, reader.principals))
      followed[of]?.push(toReaders(stored, reader.principals));
  }
  return followed;
}

/** An asker who has no rights in a collection, or in one that is not there, finds nothing in it. */
async function readerThere(ctx: Context, collection: QualifiedCollection): Promise<Reader | undefined> {
  try {
    return await readerOf(ctx, collection);
  } catch (error) {
    if (error instanceof VibeError && ['unknown_collection', 'not_signed_in', 'insufficient_scope'].includes(error.code)) return undefined;
    throw error;
  }
}

async function indexOn(ctx: Context, collection: QualifiedCollection, field: string): Promise<string> {
  const { indexes } = await planFacts(ctx, collection);
  const all = indexes.filter(({ fields }) => fields.length === 1 && fields[0] === field);
  const ready = all.find(({ state }) => state === 'ready');
  if (ready) return ready.stored;
  const [building] = all;
  if (building) {
    const { code, message, hint } = needsBuilding({ collection }, building);
    throw new VibeError(code, message, { hint, retryAfterSeconds: 5 });
  }
  throw new VibeError('index_required', `${collection} has no index on ${field} to follow it back by`, {
    hint: `Declare in its manifest indexes: { by: '${field}' }, or { fields: ['${field}'], each: true } where it lists references.`,
  });
}
