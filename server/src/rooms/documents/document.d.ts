import type { Acl, Did, QualifiedCollection, VibeDocument } from '@vibe/shared';
import { type Revision } from './revision.ts';
export interface DocumentKey {
    readonly owner: Did;
    readonly collection: QualifiedCollection;
    readonly id: string;
}
/** A document as it is stored, whole. */
export interface StoredDocument extends DocumentKey {
    readonly ord: bigint;
    readonly seq: bigint;
    readonly revision: Revision;
    readonly acl: Acl;
    readonly body: Record<string, unknown>;
    readonly createdAt: Date;
    readonly updatedAt: Date;
}
/** As readers with these principals get it. */
export declare function toReaders(stored: Omit<StoredDocument, 'ord' | 'seq'>, principals: readonly string[]): VibeDocument;
