import { type LiveDocumentsInput, type LiveEvent } from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
export interface LiveDocument {
    /** Where to resume from after this event. */
    readonly position: string;
    readonly event: LiveEvent;
}
/**
 * What changes in a list, as it changes, until the stream is closed; each change at least once. A stream lasts at most ten minutes: the client opens
 * the next one at `position`.
 * @throws {VibeError} bad_cursor; rate_limited when the asker has too many streams open; what took the asker's rights away while the stream was open
 */
export declare function liveDocuments(ctx: Context, input: LiveDocumentsInput, closed: AbortSignal): AsyncGenerator<LiveDocument>;
