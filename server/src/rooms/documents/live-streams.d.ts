import type { Context } from '../../platform/context.ts';
export interface Stream extends Disposable {
    /** Aborted when the client left, the process stops, ten minutes are over, or the asker's rights are. */
    readonly signal: AbortSignal;
    /** Throws what ended the stream, if it was an error. */
    rethrow(): void;
}
/**
 * @param check is asked every few seconds and throws when the asker may no longer listen.
 * @throws {VibeError} rate_limited when the asker has too many streams open in this process. Visitors count by address.
 */
export declare function openStream(ctx: Context, closed: AbortSignal, check: () => Promise<void>): Stream;
