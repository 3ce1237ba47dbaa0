import { type Did, type QualifiedCollection } from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
import { type Collection } from '../apps/index.ts';
import { type Reach } from './documents.policy.ts';
export interface Reader {
    readonly did: Did | undefined;
    readonly principals: readonly string[];
    readonly reach: Reach;
}
/** @throws {VibeError} unknown_collection, not_signed_in, insufficient_scope */
export declare function readerOf(ctx: Context, qualified: QualifiedCollection): Promise<Reader>;
export interface Writer {
    readonly did: Did;
    readonly principals: readonly string[];
    readonly appId: string;
    readonly collection: Collection;
}
/** @throws {VibeError} unknown_collection, not_signed_in, forbidden, insufficient_scope */
export declare function writerOf(ctx: Context, qualified: QualifiedCollection): Promise<Writer>;
