import {
  type Did,
  type DocumentPage,
  type GetDocumentInput,
  type ListDocumentsInput,
  type ListScope,
  type VibeDocument,
  VibeError,
} from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
import { type DocumentKey, type StoredDocument, toReaders } from './document.ts';
import { mayRead } from './documents.policy.ts';
import { findDocument } from './documents.store.ts';
import { listStored } from './list.store.ts';
import { readCursor, writeCursor } from './list-cursor.ts';
import { type Reader, readerOf } from './reader.ts';

/**
 * One document. `owner` left out means the asker's own.
 * @throws {VibeError} not_found, also for what the asker may not read: whether it is there is not theirs to learn.
 */
export async function getDocument(ctx: Context, input: GetDocumentInput): Promise<VibeDocument> {
  const reader = await readerOf(ctx, input.collection, input.owner && { owner: input.owner, id: input.id });
  const key = { owner: ownerOf(reader, input.owner), collection: input.collection, id: input.id };
  return toReaders(await readable(ctx, reader, key), reader.principals);
}

/** @throws {VibeError} bad_cursor; not_signed_in when a visitor asks for `own` or `shared` */
export async function listDocuments(ctx: Context, input: ListDocumentsInput): Promise<DocumentPage> {
  const reader = await readerOf(ctx, input.collection);
  const { collection, limit, cursor } = input;
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const found = await listStored(ctx.database, {
    ...{ collection, after, reader: reader.did, principals: reader.principals },
    scope: withinReach(reader, input.scope),
    limit: limit + 1, // one more than asked says whether there is a next page
  });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return { documents: page.map((each) => toReaders(each, reader.principals)), ...(last && { cursor: writeCursor(last) }) };
}

/** @throws {VibeError} not_found */
export async function readable(ctx: Context, reader: Pick<Reader, 'principals'>, key: DocumentKey): Promise<StoredDocument> {
  const found = await findDocument(ctx.database, reader.principals, key);
  if (!found || !mayRead(found, reader.principals)) throw notFound(key);
  return found;
}

export const notFound = ({ collection, id }: Pick<DocumentKey, 'collection' | 'id'>) =>
  new VibeError('not_found', `There is no document ${id} in ${collection} that you may read`);

/** @throws {VibeError} not_signed_in when a visitor names nobody; insufficient_scope */
export function ownerOf(reader: Reader, asked: Did | undefined): Did {
  const owner = asked ?? reader.did;
  if (owner === undefined)
    throw new VibeError('not_signed_in', 'Nobody is signed in: say whose document you mean', { hint: 'Give `owner`.' });
  if (reader.reach === 'own' && owner !== reader.did) throw outOfReach();
  return owner;
}

/** @throws {VibeError} when the scope asks for more than the reader reaches */
export function withinReach(reader: Reader, scope: ListScope): ListScope {
  if (reader.reach === 'own') {
    if (scope === 'shared' || scope === 'public') throw outOfReach();
    return 'own';
  }
  if (reader.did === undefined && (scope === 'own' || scope === 'shared'))
    throw new VibeError('not_signed_in', `Nobody is signed in who has ${scope} documents`);
  return scope;
}

/** @throws {VibeError} when it is somebody else's documents and the reader reaches their own alone */
export function ownerWithinReach(reader: Reader, owner: Did | undefined): Did | undefined {
  if (reader.reach === 'own' && owner !== undefined && owner !== reader.did) throw outOfReach();
  return owner;
}

const outOfReach = () => new VibeError('insufficient_scope', "Here only the person's own documents may be read");
