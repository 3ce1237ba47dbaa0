import { type DocumentPage, type GetDocumentInput, type ListDocumentsInput, type ListScope, type VibeDocument, VibeError } from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
import { type DocumentKey, type StoredDocument } from './document.ts';
import { type Reader } from './reader.ts';
/**
 * One document. `owner` left out means the asker's own.
 * @throws {VibeError} not_found, also for what the asker may not read: whether it is there is not theirs to learn.
 */
export declare function getDocument(ctx: Context, input: GetDocumentInput): Promise<VibeDocument>;
/** @throws {VibeError} bad_cursor; not_signed_in when a visitor asks for `own` or `shared` */
export declare function listDocuments(ctx: Context, input: ListDocumentsInput): Promise<DocumentPage>;
/** @throws {VibeError} not_found */
export declare function readable(ctx: Context, reader: Pick<Reader, 'principals'>, key: DocumentKey): Promise<StoredDocument>;
export declare const notFound: ({ collection, id }: Pick<DocumentKey, 'collection' | 'id'>) => VibeError;
/** @throws {VibeError} when the scope asks for more than the reader reaches */
export declare function withinReach(reader: Reader, scope: ListScope): ListScope;
